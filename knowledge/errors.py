"""What can go wrong in the library.

KnowledgeError
├── DocumentUnreadable   a file that could not become a document
├── DocumentUnknown      no document of that name
├── LibraryUnavailable   locked, foreign, newer, no permission, disk full
└── EncoderUnavailable   the embedding model is missing or is not the one expected
"""


class KnowledgeError(Exception):
    """One sentence for people: what happened, where, and what to do."""


class DocumentUnreadable(KnowledgeError):
    """A file that could not become a document."""


class DocumentUnknown(KnowledgeError):
    """No document of that name."""


class LibraryUnavailable(KnowledgeError):
    """The library's folder or database cannot be used."""


class EncoderUnavailable(KnowledgeError):
    """The embedding model is missing or is not the one expected."""
