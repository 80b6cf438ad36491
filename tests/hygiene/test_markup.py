"""Plain strings that hold data may not reach a widget that parses markup.

Textual reads `[` in a plain string as markup, so whatever is not a literal goes through `tui.text`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TUI = Path(__file__).parents[2] / "tui"
MARKDOWN = TUI / "widgets" / "answer.py"  # draws Markdown, whose widget parses no markup
FILES = sorted([*TUI.glob("*.py"), *(TUI / "screens").glob("*.py"), *(TUI / "widgets").glob("*.py")])

DRAWS_FIRST = {
    "Static",
    "Label",
    "Button",
    "Row",
    "Option",
    "TabPane",
    "Checkbox",
    "RadioButton",
    "update",
    "with_tooltip",
}
"""Calls whose first argument is drawn."""
DRAWS_ALL = {"add_row", "add_columns", "add_option"}
"""Calls all of whose arguments are drawn."""
DRAWN_ATTRIBUTES = {"tooltip", "border_title", "border_subtitle", "placeholder"}
"""Attributes that are drawn."""
SAFE_CALLS = {"content", "cell", "Content", "Text", "assemble", "Row", "Option", "styled", "join"}


def name_of(function: ast.expr) -> str:
    return (
        function.attr
        if isinstance(function, ast.Attribute)
        else function.id
        if isinstance(function, ast.Name)
        else ""
    )


def safe(node: ast.expr) -> bool:
    """Whether an expression cannot be a plain string with data in it."""
    match node:
        case ast.Constant(value=str(text)):
            return "[" not in text
        case ast.Constant():
            return True
        case ast.Call(func=function):
            return name_of(function) in SAFE_CALLS
        case ast.IfExp(body=body, orelse=other):
            return safe(body) and safe(other)
        case ast.Starred(value=ast.GeneratorExp(elt=element)):
            return safe(element)
        case ast.Starred(value=ast.Attribute(attr=name)):
            return name.isupper()
        case ast.Name(id=name):
            return name.isupper()
        case ast.Attribute(attr=name):
            return name.isupper()
    return False


def findings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and call of everything suspicious."""
    typed = {
        argument.arg
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for argument in function.args.args
        if isinstance(argument.annotation, ast.Name) and argument.annotation.id in {"Content", "Text"}
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = name_of(node.func)
            drawn = node.args if name in DRAWS_ALL else node.args[:1] if name in DRAWS_FIRST else []
            for one in drawn:
                if not safe(one) and not (isinstance(one, ast.Name) and one.id in typed):
                    yield node.lineno, f"{name}({ast.unparse(one)})"
            if name == "notify" and not any(
                keyword.arg == "markup" and ast.unparse(keyword.value) == "False" for keyword in node.keywords
            ):
                yield node.lineno, "notify without markup=False"
            if name in {"from_markup", "escape"} and not all(
                isinstance(one, ast.Constant) for one in node.args
            ):
                yield node.lineno, name
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if (
                    isinstance(target, ast.Attribute)
                    and target.attr in DRAWN_ATTRIBUTES
                    and not safe(node.value)
                ):
                    yield node.lineno, f"{target.attr} = {ast.unparse(node.value)}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(TUI)))
def test_no_plain_string_from_data_is_drawn(file: Path) -> None:
    found = [what for _, what in findings(ast.parse(file.read_text(encoding="utf-8")))]
    assert found == (["update(shown(text))"] if file == MARKDOWN else [])


@pytest.mark.parametrize(
    "code",
    [
        "Static(name)",
        "Static(f'{name}')",
        "label.update(view.title)",
        "Row(one.title)",
        "self.notify(str(error))",
        "table.add_row(one.name)",
        "self.border_title = view.title",
        "Content.from_markup(text)",
        "Static('[b]' + name)",
    ],
)
def test_the_check_finds_what_it_is_for(code: str) -> None:
    assert list(findings(ast.parse(code)))


def test_styles_are_in_stylesheets_and_use_theme_variables_only() -> None:
    for file in FILES:
        assert "DEFAULT_CSS" not in file.read_text(encoding="utf-8"), file
    for sheet in TUI.rglob("*.tcss"):
        rules = [
            line for line in sheet.read_text(encoding="utf-8").splitlines() if line.strip().endswith(";")
        ]
        assert rules
        assert not [line for line in rules if "#" in line or "rgb" in line], sheet
