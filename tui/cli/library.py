"""talent library: the guidance documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from assistant.errors import InputError
from tui.cli import output
from tui.cli.confirm import sure
from tui.cli.context import of

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.guidance import Progress

app = typer.Typer(help="The guidance library: which documents answers come from.", no_args_is_help=True)


@app.command("add")
def add(
    ctx: typer.Context,
    paths: list[Path] = typer.Argument(..., help="Files or folders of documents."),
    as_json: bool = output.JSON,
) -> None:
    """Add documents; what has not changed is left as it is."""
    library = of(ctx).guidance(to_change=True).library
    with _bar() as progress:
        report = library.add(paths, progress)
    rows = [{"document": file.name, "outcome": file.outcome, "reason": file.reason} for file in report]
    if as_json:
        output.line(rows)
    else:
        for row in rows:
            typer.echo(f"{row['outcome']:<10} {_said(row)}", err=row["outcome"] == "refused")
    if not rows:
        raise InputError(
            "There was no document to read there; give files (.txt, .md, .html, .pdf, .docx, .pptx, .xlsx, .csv) "
            "or a folder of them."
        )
    if all(row["outcome"] == "refused" for row in rows):
        raise InputError("None of the files could be read; the library is as it was.")


def _said(row: Mapping[str, str]) -> str:
    """A refusal names its file itself."""
    named = row["outcome"] != "refused"
    return " ".join(filter(None, (f"{row['document']}" if named else "", row["reason"])))


@app.command("list")
def list_(ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT) -> None:
    """Show the documents."""
    rows = [
        {
            "document": document.name,
            "title": document.title,
            "publisher": document.publisher,
            "year": document.year,
            "passages": document.passages,
            "origin": document.origin,
            "searched": document.superseded_by is None,
        }
        for document in of(ctx).guidance().library.documents()
    ]
    output.table(rows, empty="The library is empty.", as_json=as_json, as_format=as_format)


@app.command("remove")
def remove(
    ctx: typer.Context,
    document: str = typer.Argument(..., help="The document's name, as `talent library list` shows it."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
) -> None:
    """Take one document out."""
    library = of(ctx).guidance(to_change=True).library
    library.added(document)
    sure(f"Remove {document} from the library?", yes=yes)
    library.remove(document)
    typer.echo(f"Removed {document}.")


@app.command("clear")
def clear(ctx: typer.Context, yes: bool = typer.Option(False, "--yes", help="Do not ask.")) -> None:
    """Take out every document that was added; the built-in notes stay."""
    library = of(ctx).guidance(to_change=True).library
    sure("Remove every added document from the library?", yes=yes)
    library.clear()
    typer.echo("The library holds the built-in notes only.")


@app.command("rebuild")
def rebuild(ctx: typer.Context) -> None:
    """Cut, embed and index everything anew, beside the live index."""
    library = of(ctx).guidance(to_change=True).library
    with _bar() as progress:
        library.rebuild(progress)
    typer.echo("The index is rebuilt.")


@app.command("status")
def status(ctx: typer.Context, as_json: bool = output.JSON) -> None:
    """Show what the library holds and how it is searched."""
    output.fields(of(ctx).guidance().library.status(), as_json=as_json)


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    """A progress bar on stderr; where that is no terminal, a line whenever the work changes."""
    import sys

    if not sys.stderr.isatty():
        said: set[str] = set()

        def tell(progress: Progress) -> None:
            if progress.what not in said:
                said.add(progress.what)
                typer.echo(f"{progress.what} …", err=True)

        yield tell
        return
    with typer.progressbar(length=100, label="Reading", file=sys.stderr) as bar:

        def show(progress: Progress) -> None:
            bar.label = progress.what[:40]
            bar.length = max(progress.total, 1)
            bar.update(progress.done - bar.pos)

        yield show
