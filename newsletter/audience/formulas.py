"""Formulas in the cells of an export, which a spreadsheet would evaluate.

A spreadsheet that expects another separator than the file has splits a cell into several, so that
a formula can begin within a cell too.
"""

import re
from typing import Final

# A spreadsheet evaluates what begins so, some of them also with the full-width signs.
_SIGNS: Final = "=+\\-@＝＋－＠"
_BLANKS: Final = r'\s"\u200b\u200c\u200d\u2060\ufeff'  # before a formula; a quotation mark goes
# Where a cell may begin, with the blanks there. It is taken whole and at once, so that a cell of
# nothing but blanks takes no longer than another.
_BEGINNING: Final = re.compile(rf"([,;\t\r\n][{_BLANKS}]*+|^[{_BLANKS}]*+)('?)")
_FORMULA: Final = re.compile(f"'*[{_SIGNS}]")
_BREAK: Final = re.compile(r"^(?='*[\t\r\n])")
_DEFUSED_BREAK: Final = re.compile(r"^'(?='*[\t\r\n])")


def defused(cell: str) -> str:
    """Return a cell with an apostrophe before each formula, to be undone by ``as_meant``."""
    if not cell:
        return cell

    def quoted(found: re.Match[str]) -> str:
        is_formula = _FORMULA.match(cell, found.end(1))
        return f"{found[1]}'{found[2]}" if is_formula else found[0]

    return _BREAK.sub("'", _BEGINNING.sub(quoted, cell))


def as_meant(cell: str) -> str:
    """Return the cell that ``defused`` was given."""
    if "'" not in cell:  # nearly all of a million
        return cell
    text = _DEFUSED_BREAK.sub("", cell)

    def unquoted(found: re.Match[str]) -> str:
        was_quoted = found[2] and _FORMULA.match(text, found.end())
        return found[1] if was_quoted else found[0]

    return _BEGINNING.sub(unquoted, text)
