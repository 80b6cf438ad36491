"""Guided conversations: a guide is data, a pure engine runs it, a driver does what the engine asks for."""
