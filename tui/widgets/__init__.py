"""The parts of the screens. Each draws what it is given and says by message what was done with it."""
