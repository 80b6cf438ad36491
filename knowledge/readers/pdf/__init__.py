"""PDF, by PDFium: paragraphs, headings and tables from where words stand on their pages.

`page` takes a page apart into lines and what is drawn beside them, `tables` finds the cells in that. What follows
knows nothing of PDFium: `extras` leaves out what is no part of the text, `paragraphs` and `headings` tell what lines
are, `blocks` gives them their kinds. `document` calls them in this order.
"""

from __future__ import annotations

from knowledge.readers import Content


def read(data: bytes) -> Content:
    """The blocks of a PDF; text that white paper hides is left out, and that is said.

    Raises:
        Unreadable: Encrypted, damaged, or pictures of text alone.
    """
    from knowledge.readers.pdf import document  # loads PDFium and pdfplumber

    return document.read(data)
