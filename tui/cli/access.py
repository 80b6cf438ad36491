"""talent notice, talent access-request, talent requests: what one is told, and a copy of everything that is held."""

from __future__ import annotations

from pathlib import Path

import typer

from assistant.errors import InputError
from tui.cli import output
from tui.cli.confirm import sure
from tui.cli.context import of

notice = typer.Typer(help="The privacy notice.", no_args_is_help=True)
requests = typer.Typer(
    help="Requests for a copy: other people's names in them, and what is left out.", no_args_is_help=True
)
_REQUEST = typer.Argument(..., help="Its id, or the first characters of it.")
_REASON = typer.Option(..., "--reason", help="Why; it is kept with the request.")
_RECORD = typer.Argument(..., help="The record as the copy calls it, such as 'post candidate ID'.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("access-request")(access_request)


@notice.command("show")
def show_notice(ctx: typer.Context, as_json: bool = output.JSON) -> None:
    """Show what is recorded, why, who sees it, how long, and your rights; and whether you have accepted it."""
    from assistant import privacy

    context = of(ctx)
    text = privacy.notice(context.home().path)
    accepted = context.assistant.records.notices.accepted_on(text.version)
    if as_json:
        output.line({**text.model_dump(), "accepted_on": accepted})
        return
    typer.echo(text.as_text())
    typer.echo(
        f"\nYou accepted this version on {accepted}."
        if accepted
        else f"\nYou have not accepted this version yet: talent notice accept --version {text.version}"
    )


@notice.command("accept")
def accept_notice(
    ctx: typer.Context,
    version: str = typer.Option(..., "--version", help="The version that you have read."),
    as_json: bool = output.JSON,
) -> None:
    """Say that you have read and accept the notice."""
    from assistant import privacy

    context = of(ctx)
    present = privacy.notice(context.home().path).version
    if version != present:
        raise InputError(f"The notice is at version {present}, not {version}; read it: talent notice show")
    day = context.assistant.records.notices.accept(version)
    if as_json:
        output.line({"version": version, "accepted_on": day})
    else:
        typer.echo(f"Accepted on {day}.")


def access_request(
    ctx: typer.Context,
    person: str = typer.Argument(..., help="The person's reference; your own, or for HR anybody else's."),
    to: Path | None = typer.Option(
        None, "--to", metavar="FOLDER", help="Write the copy there, for you alone."
    ),
    as_format: str = typer.Option(
        "md", "--format", help="What people read: md, docx or pdf. JSON comes beside it."
    ),
    yes: bool = typer.Option(False, "--yes", help="Overwrite without asking."),
    as_json: bool = output.JSON,
) -> None:
    """Ask for a copy of everything that is held on a person: it is due within a month.

    Names of other people are withheld in it until HR has decided about each: talent requests names.
    """
    from assistant import privacy

    assistant = of(ctx).assistant
    files = [to / name for name in privacy.file_names(person, as_format)] if to else []
    if there := [
        str(path) for path in files if path.exists()
    ]:  # asked first: a whole copy releases the request
        sure(f"Overwrite {' and '.join(there)}?", yes=yes)
    request = assistant.records.requests.make(person)
    if to is not None:
        _make_private(to)
        copy = assistant.records.requests.copy(request.id)
        for name, data in privacy.files_of(copy, as_format, assistant.today):
            output.write_private(to / name, data)
        request = copy.request
    if as_json:
        output.line({**_object(request), "files": files})
        return
    typer.echo(f"Request {request.id[:8]} of {request.raised_on}, due on {request.due_on}: {request.status}.")
    if request.undecided:
        typer.echo(
            f"{request.undecided} names of other people are withheld until HR has decided: "
            f"talent requests names {request.id[:8]}"
        )
    if request.unapproved:
        typer.echo(
            f"{request.unapproved} exemptions wait for approval: talent requests show {request.id[:8]}"
        )
    for path in files:
        typer.echo(f"Written to {path}.", err=True)
    if to is None:
        typer.echo(f"To have the copy written: talent access-request {person} --to FOLDER")


@requests.command("list")
def list_requests(
    ctx: typer.Context, as_json: bool = output.JSON, as_format: output.Format = output.FORMAT
) -> None:
    """Show requests, those that are due first on top."""
    rows = [
        {
            "id": one.id if as_json else one.id[:8],
            "person": one.person,
            "raised": one.raised_on,
            "due": one.due_on,
            "late": one.late,
            "status": one.status,
            "released": one.released_on,
            "undecided": one.undecided,
            "unapproved": one.unapproved,
        }
        for one in of(ctx).assistant.records.requests.all()
    ]
    output.table(rows, empty="Nobody has asked for a copy.", as_json=as_json, as_format=as_format)


@requests.command("names")
def names(
    ctx: typer.Context,
    request: str = _REQUEST,
    as_json: bool = output.JSON,
    as_format: output.Format = output.FORMAT,
) -> None:
    """Show the names of other people in what is asked for, and what was decided about each."""
    rows = [
        {
            "name": one.name,
            "record": one.record,
            "decision": one.decision or "undecided",
            "reason": one.reason,
            "by": one.decided_by,
        }
        for one in of(ctx).assistant.records.requests.names(request)
    ]
    output.table(rows, empty="It names nobody else.", as_json=as_json, as_format=as_format)


@requests.command("decide")
def decide(
    ctx: typer.Context,
    request: str = _REQUEST,
    name: str = typer.Argument(..., help="The name as the list has it."),
    decision: str = typer.Argument(..., help="keep or redact."),
    reason: str = _REASON,
    record: str | None = typer.Option(None, "--record", help="Only in this record; else in every one."),
) -> None:
    """Keep a name in the copy, or hide it."""
    count = of(ctx).assistant.records.requests.decide(request, name, decision, reason, record=record)
    typer.echo(f"Decided in {count} {'record' if count == 1 else 'records'}: {decision}.")


@requests.command("exempt")
def exempt(
    ctx: typer.Context,
    request: str = _REQUEST,
    record: str = _RECORD,
    ground: str = typer.Option(..., "--ground", help="forecasting or confidential_reference."),
    reason: str = _REASON,
) -> None:
    """Propose that a record is left out of the copy; somebody else in HR approves it."""
    of(ctx).assistant.records.requests.exempt(request, record, ground, reason)
    typer.echo("Proposed. It is in the copy until somebody else in HR approves that it is not.")


@requests.command("approve")
def approve(
    ctx: typer.Context,
    request: str = _REQUEST,
    record: str = _RECORD,
    no: bool = typer.Option(False, "--no", help="Turn it down instead."),
) -> None:
    """Approve an exemption that somebody else has proposed."""
    of(ctx).assistant.records.requests.approve(request, record, yes=not no)
    typer.echo("Turned down." if no else "Approved.")


@requests.command("withdraw")
def withdraw(ctx: typer.Context, request: str = _REQUEST, reason: str = _REASON) -> None:
    """Close a request that is not made any more."""
    of(ctx).assistant.records.requests.withdraw(request, reason)
    typer.echo("Withdrawn.")


@requests.command("show")
def show(ctx: typer.Context, request: str = _REQUEST, as_json: bool = output.JSON) -> None:
    """Show what is, or is proposed to be, left out of a copy."""
    rows = of(ctx).assistant.records.requests.exemptions(request)
    plain = [_object(one) for one in rows]
    output.table(plain, empty="Nothing is left out of it.", as_json=as_json)


def _make_private(folder: Path) -> None:
    """Make a folder for its owner alone if it is not there; InputError where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise InputError(
            f"The folder {folder} cannot be made: {error.strerror}; name another with --to."
        ) from error


def _object(one: object) -> dict[str, object]:
    found = output.plain(one)
    assert isinstance(found, dict)
    return found
