"""How good the answers are on a set of questions; run by `make eval`, never part of the tests."""
