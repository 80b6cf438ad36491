"""HTML as a browser would show it: cleaned by lxml, turned to Markdown by markdownify, and read as that."""

from __future__ import annotations

import re

from knowledge.readers import Content, Unreadable, markdown, one_line

_SKIPPED = (
    "head",
    "script",
    "style",
    "template",
    "noscript",
    "nav",
    "form",
    "button",
    "iframe",
    "object",
    "svg",
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0(?![.\d])|"
    r"(?<![\w-])color\s*:\s*(?:white|#fff(?:fff)?)\b",
    re.IGNORECASE,
)


def read(data: bytes) -> Content:
    """The blocks of an HTML page; what a browser hides is left out, and that is said. Raises Unreadable."""
    import markdownify
    from lxml import etree, html

    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("this is not HTML that can be read; open it and save it again") from error
    title = one_line(root.findtext(".//title") or "")
    hidden = [
        one
        for one in root.iter(etree.Element)
        if one.get("hidden") is not None or _HIDDEN.search(one.get("style") or "")
    ]
    for one in [*hidden, *root.iter(*_SKIPPED)]:
        if one.getparent() is not None:
            one.drop_tree()
    text = markdownify.markdownify(
        html.tostring(root, encoding="unicode"), heading_style="ATX", strip=["img"]
    )
    remarks = [f"{len(hidden)} pieces of hidden text were left out."] if hidden else []
    return Content(markdown.blocks(text), title, remarks)
