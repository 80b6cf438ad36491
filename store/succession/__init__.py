"""Critical posts and who could follow: what is known of them, and what follows from it. Pure."""
