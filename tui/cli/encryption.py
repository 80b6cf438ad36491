"""talent encryption: whether the store can be read without its key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from tui.cli import output
from tui.cli.confirm import sure
from tui.cli.context import of

app = typer.Typer(help="Whether the store can be read without its key.", no_args_is_help=True)
_KEY_STORE = typer.Option(
    False, "--key-store", help="Keep the key in this user's key store, and not by a passphrase."
)
_KEEP = typer.Option(False, "--keep-old", help="Keep the store as it was in a file beside it.")
_YES = typer.Option(False, "--yes", help="Do not ask.")
_NEW = typer.Option(
    None, "--passphrase-file", metavar="FILE", help="A file with the new passphrase, for you alone."
)


@app.command("status")
def status(ctx: typer.Context, as_json: bool = output.JSON) -> None:
    """Show whether the store is encrypted, and where its key is kept."""
    from assistant.encryption import status as looked_up

    found = looked_up(of(ctx).home())
    if as_json:
        output.line(found)
        return
    said = {
        True: "The store is encrypted.",
        False: "The store is not encrypted.",
        None: "There is no store yet.",
    }
    typer.echo(said[found.encrypted])
    if found.key:
        how = "the key store of the user who encrypted it" if found.key == "key store" else "a passphrase"
        typer.echo(f"Its key is kept by {how}.")
    if found.left_over:
        typer.echo("A change was stopped half-way: talent encryption on, or off, finishes it.")
    for path in found.plain_copies:
        typer.echo(f"{path} can be read without the key: talent encryption remove-copies")


@app.command("on")
def on(
    ctx: typer.Context,
    key_store: bool = _KEY_STORE,
    keep_old: bool = _KEEP,
    passphrase_file: Path | None = _NEW,
    yes: bool = _YES,
) -> None:
    """Encrypt the store; whoever has the file alone reads nothing any more."""
    from assistant import encryption
    from assistant.compose import now

    context = of(ctx)
    home = context.home()
    sure("Encrypt the store? Other programs that have it open must be opened again.", yes=yes)
    keep = encryption.aside(home, now()) if keep_old else None
    done = encryption.encrypt(
        home,
        context.account,
        None if key_store else _passphrase(passphrase_file or home.settings.passphrase_file),
        keep,
    )
    if not done:
        typer.echo("The store is encrypted already.")
        return
    typer.echo("The store is encrypted.")
    typer.echo(
        f"Keep a copy of {home.path / 'talent.key'} apart from the store's copies: without it, and what opens it, "
        "nobody reads them."
    )
    if keep:
        typer.echo(f"The store as it was lies in {keep}, and can be read by whoever has that file.")
    for path in encryption.status(home).plain_copies:
        if path != keep:
            typer.echo(f"{path} can be read without the key: talent encryption remove-copies")


@app.command("off")
def off(ctx: typer.Context, keep_old: bool = _KEEP, yes: bool = _YES) -> None:
    """Keep the store without encryption."""
    from assistant import encryption
    from assistant.compose import now

    context = of(ctx)
    home = context.home()
    sure("Keep the store without encryption? Whoever has the file can read it then.", yes=yes)
    keep = encryption.aside(home, now()) if keep_old else None
    if not encryption.decrypt(home, context.account, keep):
        typer.echo("The store is not encrypted.")
        return
    typer.echo("The store is not encrypted any more.")
    typer.echo(f"{home.path / 'talent.key'} stays: copies that were made before can be read with it alone.")


@app.command("change-passphrase")
def change_passphrase(
    ctx: typer.Context, key_store: bool = _KEY_STORE, passphrase_file: Path | None = _NEW
) -> None:
    """Keep the store's key by another passphrase, or in the key store; the store itself stays as it is."""
    from assistant import encryption

    context = of(ctx)
    home = context.home()
    asked = None if key_store else _passphrase(passphrase_file)
    encryption.change_passphrase(home, context.account, asked)
    typer.echo(
        "The key is kept the new way. What kept it before does not open it any more; old copies of talent.key do."
    )


@app.command("remove-copies")
def remove_copies(ctx: typer.Context, yes: bool = _YES) -> None:
    """Write over and remove the copies beside an encrypted store that can be read without its key."""
    from assistant import encryption

    context = of(ctx)
    found = encryption.status(context.home()).plain_copies
    if not found:
        typer.echo("There are none.")
        return
    sure(f"Remove {', '.join(path.name for path in found)}? It cannot be undone.", yes=yes)
    for path in encryption.remove_plain_copies(context.home(), context.account):
        typer.echo(f"{path} is removed.")


def _passphrase(file: Path | None) -> Callable[[], str]:
    """How to come by a new passphrase: from a file, else from who sits at the terminal."""
    from assistant import keys

    return keys.ask_new_passphrase if file is None else lambda: keys.read_passphrase(file)
