"""What the browser is sent: plain HTML that works without a script, but for the page that shows the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_TITLE = "Talent"


def sign_in(said: str = "", name: str = "", choices: Sequence[tuple[str, str]] = ()) -> str:
    """The page on which one signs in.

    Args:
        said: What was wrong, or has happened.
        name: The account's name as it was typed.
        choices: Accounts to choose from where no password is asked: name, and what it is.
    """
    if choices:
        buttons = "".join(
            f'<p><button name="name" value="{escape(key)}">{escape(what)}</button></p>'
            for key, what in choices
        )
        inner = (
            "<p>This is the sample organisation: nobody in it is real, and no password is asked. Choose as whom you "
            f"come in.</p>{_SPOKEN}{buttons}"
        )
    else:
        filled = escape(name)
        inner = (
            '<p><label for="name">Account name</label><input id="name" name="name" autocomplete="username" required '
            f'maxlength="200" autocapitalize="none" spellcheck="false" value="{filled}"{"" if name else " autofocus"}>'
            '</p><p><label for="password">Password</label><input id="password" name="password" type="password" '
            f'autocomplete="current-password" required maxlength="1000"{" autofocus" if name else ""}></p>{_SPOKEN}'
            '<p><button>Sign in</button></p><p class="hint">No password yet, or forgotten? An administrator sets one: '
            "<code>talent account password</code>.</p>"
        )
    return _page("Sign in", f'<form method="post" action="/sign-in">{inner}</form>', said)


def change_password(name: str, shortest: int, said: str = "") -> str:
    """The page on which one changes one's own password."""
    fields = "".join(
        f'<p><label for="{key}">{label}</label><input id="{key}" name="{key}" type="password" '
        f'autocomplete="{kind}-password" required maxlength="1000"></p>'
        for key, label, kind in (
            ("old", "Present password", "current"),
            ("new", "New password", "new"),
            ("again", "New password, once more", "new"),
        )
    )
    return _page(
        "Change your password",
        f"<p>Signed in as {escape(name)}. A password has {shortest} characters or more; three or four words that have "
        "nothing to do with each other are easy to keep in mind. Afterwards you sign in again.</p>"
        f'<form method="post" action="/password">{fields}<p><button>Change it</button></p></form>'
        '<p><a href="/">Back</a></p>',
        said,
    )


def notice(heading: str, said: str) -> str:
    """A page that says one thing."""
    return _page(heading, '<p><a href="/">Go on</a></p>', said)


def terminal(name: str, websocket: str, *, spoken: bool, password: bool, font_size: int) -> str:
    """The page that shows the program.

    Args:
        name: Whose it is.
        websocket: The address that the terminal connects to, with its ticket.
        spoken: Whether what the terminal shows is given to a screen reader too.
        password: Whether they have a password to change.
        font_size: In pixels.
    """
    script = "terminal-spoken.js" if spoken else "terminal.js"
    change = '<a href="/password">Change password</a> ' if password else ""
    return _document(
        _TITLE,
        f'<header><span>Talent, signed in as <strong>{escape(name)}</strong></span><form method="post" '
        f'action="/sign-out">{change}<button>Sign out</button></form></header>'
        f'<main id="terminal" class="textual-terminal" aria-label="Talent" data-font-size="{font_size}" '
        f'data-session-websocket-url="{escape(websocket)}"></main>'
        '<div id="start" hidden></div>'
        '<div id="closed" role="alertdialog" aria-labelledby="closed-heading" hidden><h1 id="closed-heading">This '
        "window has ended</h1><p>What you sent is saved. You left the program, were away for too long, or the "
        'connection was lost.</p><p><a id="again" href="/">Go on</a></p></div>'
        "<noscript><p>The program is drawn by a script of this server; allow scripts for this address.</p></noscript>",
        head=f'<link rel="stylesheet" href="/static/xterm.css"><script src="/static/{script}" defer></script>'
        '<script src="/static/page.js" defer></script>',
        body_class="terminal",
    )


_SPOKEN = (
    '<p class="choice"><input id="spoken" name="spoken" type="checkbox" value="yes"><label for="spoken">I use a screen '
    "reader</label></p>"
)


def _page(heading: str, inner: str, said: str = "") -> str:
    alert = f'<p role="alert" class="said">{escape(said)}</p>' if said else ""
    return _document(f"{heading} - {_TITLE}", f"<main><h1>{escape(heading)}</h1>{alert}{inner}</main>")


def _document(title: str, body: str, head: str = "", body_class: str = "page") -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><link rel="stylesheet" href="/static/serve.css">{head}</head>'
        f'<body class="{body_class}">{body}</body></html>'
    )
