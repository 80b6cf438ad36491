"""Files of other programs' formats, parsed in a process of its own: one that hangs or swells takes nothing with it.

`python -m knowledge.parsing .pdf` reads a file on stdin and writes what it holds on stdout, as JSON.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import PurePosixPath

from knowledge import child
from knowledge.readers import Content, Line, Unreadable, docx, html, pdf, pptx, xlsx
from knowledge.text import clean

PARSERS: Mapping[str, Callable[[bytes], Content]] = {
    ".docx": docx.read,
    ".htm": html.read,
    ".html": html.read,
    ".pdf": pdf.read,
    ".pptx": pptx.read,
    ".xlsx": xlsx.read,
}
"""How each kind of file is parsed, by the end of its name."""
_SECONDS = 60
_MOST_TEXT = 20_000_000
_ZIPPED = {".docx": "word/", ".pptx": "ppt/", ".xlsx": "xl/"}
"""Kinds that are zip archives, with the folder in them that tells one from another."""
_ENTRIES, _UNPACKED, _RATIO = 2_000, 200 * 1024 * 1024, 100
_SMALL = 1024 * 1024


def parsed(suffix: str, data: bytes) -> Content:
    """What a file holds.

    Args:
        suffix: Its kind, one of `PARSERS`.
        data: Its bytes.

    Raises:
        Unreadable: damaged, encrypted, of another kind, or taking more time or memory than any document should.
    """
    check(suffix, data)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "knowledge.parsing", suffix],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            env=child.environment(),
            check=False,
        )
        said = json.loads(done.stdout) if done.returncode == 0 else {}
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"it could not be read within {_SECONDS} seconds; save it in parts") from error
    except ValueError:
        said = {}
    if not said:
        raise Unreadable(
            "reading it took more time or memory than any document should; save it anew, or as text"
        )
    if problem := said.get("unreadable"):
        raise Unreadable(problem)
    lines = [Line(**line) for line in said["lines"]]
    return Content(lines, said["title"], said["remarks"])


def check(suffix: str, data: bytes) -> None:
    """Refuse what is plainly not of its kind, and archives that unpack to more than they should. Raises Unreadable."""
    if suffix == ".pdf" and b"%PDF-" not in data[:1024]:
        raise Unreadable("this is no PDF, whatever its name says; open it and save it again")
    if suffix in {".htm", ".html"} and b"\0" in data[:8192] and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        raise Unreadable("this is no HTML, whatever its name says; open it and save it again")
    if suffix not in _ZIPPED:
        return
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable(
            f"it is protected by a password, or of an older kind; save it as {suffix} without one and add that"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable(f"this is no {suffix} file, or it is damaged; open it and save it again") from error
    if not any(one.filename.startswith(_ZIPPED[suffix]) for one in entries):
        raise Unreadable(f"this is no {suffix} file, whatever its name says; open it and save it again")
    if any(one.flag_bits & 1 for one in entries):
        raise Unreadable("it is protected by a password; save it without one and add that")
    if len(entries) > _ENTRIES or sum(one.file_size for one in entries) > _UNPACKED:
        raise Unreadable("it unpacks to more than any document should; save it in parts")
    for one in entries:
        path = PurePosixPath(one.filename)
        if path.is_absolute() or ".." in path.parts:
            raise Unreadable("there are paths in it that lead out of it; it is no ordinary document")
        if one.file_size > _SMALL and one.file_size > _RATIO * max(one.compress_size, 1):
            raise Unreadable("it unpacks to more than any document should; save it in parts")


def _child(suffix: str) -> str:
    child.limit_this_process()
    data = sys.stdin.buffer.read()
    try:
        content = PARSERS[suffix](data)
        size = 0
        lines = []
        for line in content.lines:
            size += len(line.text)
            if size > _MOST_TEXT:
                raise Unreadable("there is more text in it than any document should hold; save it in parts")
            lines.append({**asdict(line), "text": clean(line.text)})
        return json.dumps({"lines": lines, "title": clean(content.title), "remarks": content.remarks})
    except Unreadable as error:
        return json.dumps({"unreadable": str(error)})
    except RecursionError:
        return json.dumps(
            {"unreadable": "it is nested deeper than any document should be; save it anew, or as text"}
        )


if __name__ == "__main__":
    sys.stdout.write(_child(sys.argv[1]))
