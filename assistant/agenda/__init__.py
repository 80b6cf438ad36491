"""What is due for whoever is signed in, by the role they act in: the first thing that the program shows."""
