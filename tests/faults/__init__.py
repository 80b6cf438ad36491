"""Faults on purpose: processes killed, power cut, disks full, files damaged, servers gone, six writers at once.

Each fault is a function that does it so often, from a seed, and says what came of it in figures; the suite asks for a
few, `python -m tests.faults N` for as many as one likes. Each can also be given a setting that is broken on purpose,
which it has to find out: a test that cannot fail proves nothing.
"""
