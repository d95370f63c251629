"""Formulas in the cells of an export, which a spreadsheet would evaluate.

A spreadsheet that expects another separator than the file has splits a cell into several, so that
a formula can begin within a cell too.
"""

import re
from typing import Final

# A spreadsheet evaluates what begins so, some of them also with the full-width signs.
_SIGNS: Final = "=+\\-@＝＋－＠"
_BLANKS: Final = r'\s"\u200b\u200c\u200d\u2060\ufeff'  # before a formula; a quotation mark goes
_BEGINS: Final = rf"((?:^|[,;\t\r\n])[{_BLANKS}]*)"
_FORMULA: Final = re.compile(rf"{_BEGINS}(?='*[{_SIGNS}])")
_DEFUSED: Final = re.compile(rf"{_BEGINS}'(?='*[{_SIGNS}])")
_BREAK: Final = re.compile(r"^(?='*[\t\r\n])")
_DEFUSED_BREAK: Final = re.compile(r"^'(?='*[\t\r\n])")


def defused(cell: str) -> str:
    """Return a cell with an apostrophe before each formula, to be undone by ``as_meant``."""
    return _BREAK.sub("'", _FORMULA.sub(r"\1'", cell)) if cell else cell


def as_meant(cell: str) -> str:
    """Return the cell that ``defused`` was given."""
    if "'" not in cell:  # nearly all of a million
        return cell
    return _DEFUSED.sub(r"\1", _DEFUSED_BREAK.sub("", cell))
