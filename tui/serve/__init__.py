"""The full-screen program in a browser: who may come in, a process for each window, and what the browser is sent."""
