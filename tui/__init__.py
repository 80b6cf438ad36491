"""The screens and the command line. Both drive the same assistant."""
