"""What is recorded and who may see it: people, conversations, plans, pools, audit."""
