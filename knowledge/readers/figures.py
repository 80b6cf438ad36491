"""Values of cells as a spreadsheet program would show them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from knowledge.readers import one_line

_FIRST_SECTION = re.compile(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*')
_CONDITION = re.compile(r"\[[<>=]")
_TOKEN = re.compile(
    r"\[\$(?P<sign>[^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].|(?P<digits>[#?0][#?0,.]*)"
    r'|"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<other>.)'
)
_CODE = re.compile(r"\b(?:AUD|CAD|CHF|CNY|DKK|EUR|GBP|INR|JPY|NOK|NZD|PLN|SEK|USD|ZAR)\b")
_LARGE = 10**9
_EXACT = 10**15
"""What a spreadsheet program keeps no more than fifteen digits of."""
_DECIMALS = 10


def shown(value: Any, number_format: str = "General") -> str:
    """A cell's value as a spreadsheet program would show it.

    Args:
        value: What openpyxl makes of it.
        number_format: Its format, which counts where it is one of percentages or of money.
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float() if (look := _look(number_format)) and abs(value) < _EXACT:
            return look.shown(value)
        case float():
            return f"{value:.10g}" if abs(value) < _LARGE else f"{value:.15g}"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
    return one_line(str(value))


@dataclass(frozen=True, slots=True)
class _Look:
    """How a format shows numbers.

    Attributes:
        before: What stands before the digits.
        after: What stands after them.
        shift: By how many places the point is moved: two for percentages, back by three for thousands.
        least: How many decimals there are at least.
        most: How many decimals there are at most.
        parted: Whether thousands are parted by commas.
    """

    before: str
    after: str
    shift: int
    least: int
    most: int
    parted: bool

    def shown(self, value: float) -> str:
        places = Decimal(1).scaleb(-self.most)
        number = Decimal(repr(value)).scaleb(self.shift).quantize(places, ROUND_HALF_UP)
        digits = f"{abs(number):{',' if self.parted else ''}.{self.most}f}"
        if self.most > self.least:
            kept = len(digits) - (self.most - self.least)
            digits = (digits[:kept] + digits[kept:].rstrip("0")).rstrip(".")
        return one_line(f"{'-' if number < 0 else ''}{self.before}{digits}{self.after}")


@lru_cache(maxsize=1_000)
def _look(number_format: str) -> _Look | None:
    """How a format shows numbers; None if it is none of percentages or of money, or its look depends on the number."""
    section = _FIRST_SECTION.match(number_format or "")
    if section is None or _CONDITION.search(number_format):
        return None
    before, digits, after = "", "", ""
    percent = False
    for token in _TOKEN.finditer(section[0]):
        if token["digits"] and digits:
            return None
        digits = digits or token["digits"] or ""
        said = next((text for name in ("sign", "quoted", "escaped", "other") if (text := token[name])), "")
        percent = percent or token["other"] == "%"
        before, after = (before, after + said) if digits else (before + said, after)
    money = any(unicodedata.category(one) == "Sc" for one in before + after) or _CODE.search(before + after)
    whole, _, decimals = digits.partition(".")
    if not digits or not (percent or money) or len(decimals) > _DECIMALS:
        return None
    thousands = len(digits) - len(digits.rstrip(","))
    if not decimals:
        whole = whole.rstrip(",")
    decimals = decimals.rstrip(",")
    return _Look(
        before=before,
        after=after,
        shift=2 * percent - 3 * thousands,
        least=decimals.count("0"),
        most=len(decimals),
        parted="," in whole,
    )
