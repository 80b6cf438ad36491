"""What is said and what happens next: answers, guided conversations, understanding."""
