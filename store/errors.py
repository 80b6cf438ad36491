"""What can go wrong in the store.

StoreError
├── StoreUnavailable   locked, foreign, newer, no permission, disk full
├── NotFound           absent, or not yours to see: the two look the same
├── NotAllowed         you may see it, but not do that with it
├── Forbidden          a rule that holds for everybody says no (a life cycle, an invariant)
├── Conflict           somebody else changed it meanwhile
└── Invalid            a value that cannot be stored
"""


class StoreError(Exception):
    """One sentence for people: what happened, where, and what to do."""


class StoreUnavailable(StoreError):
    """The database cannot be used."""


class NotFound(StoreError):
    """Absent, or not the actor's to see: the two look the same."""


class NotAllowed(StoreError):
    """The actor may see it, but not do that with it."""


class Forbidden(StoreError):
    """A rule that holds for everybody: a life cycle's or an invariant's."""


class Conflict(StoreError):
    """Somebody else changed it meanwhile; nothing was overwritten."""


class Invalid(StoreError):
    """A value that cannot be stored."""
