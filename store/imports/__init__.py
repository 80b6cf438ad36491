"""What comes from other systems as tables: staff, reporting lines, posts, past appraisals.

A table (`table`) is read by a mapping (`mapping`) into rows of a kind (`kinds`, `reading`); each kind has a module that
says what would change and, unless anything is refused, changes it (`staff`, `lines`, `posts`, `appraisals`).
"""
