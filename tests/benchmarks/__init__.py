"""Measured speed and memory; run by `make bench`, never part of the tests."""
