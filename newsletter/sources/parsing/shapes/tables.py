"""Tables of facts, which a letter shows as a list with an item for each row."""

from newsletter.sources.parsing.html import BLOCKS, Element
from newsletter.sources.parsing.shapes.tree import Surplus, elements, has_words, words

BETWEEN_CELLS = " – "
_CELLS = ("td", "th")
_FEWEST = 2  # rows, and cells of most rows
_MOST_CELLS = 6
_LONGEST_CELL = 25  # words


def settle_tables(root: Element, surplus: Surplus) -> None:
    """Turn tables of short texts into lists. Those that arrange a page are kept."""
    del surplus  # every word is kept
    for table in [one for one in elements(root) if one.tag == "table"]:
        rows = [row for row in table.iter("tr") if has_words(row)]
        if _holds_facts(table, rows):
            for row in rows:
                _settle_row(row)
            table.tag = "ul"


def _holds_facts(table: Element, rows: list[Element]) -> bool:
    """Return whether its cells have short texts, none of which asks: a FAQ may be a table."""
    if len(rows) < _FEWEST or next(table.iterdescendants("table"), None) is not None:
        return False
    sizes = [len([cell for cell in row.iterchildren(*_CELLS) if has_words(cell)]) for row in rows]
    wide = sum(size >= _FEWEST for size in sizes)
    if wide < _FEWEST or wide * 2 <= len(rows) or max(sizes) > _MOST_CELLS:
        return False
    return all(_is_fact(cell) for row in rows for cell in row.iterchildren(*_CELLS))


def _is_fact(cell: Element) -> bool:
    text = words(cell)
    blocks = [one for one in elements(cell) if one is not cell and one.tag in BLOCKS]
    plain = len(blocks) <= 1 and all(one.tag in ("p", "div") for one in blocks)
    pictured = next(cell.iterdescendants("img"), None) is not None
    return plain and not pictured and len(text.split()) <= _LONGEST_CELL and "?" not in text


def _settle_row(row: Element) -> None:
    cells = [cell for cell in row.iterchildren(*_CELLS) if has_words(cell)]
    for cell in row.iterchildren(*_CELLS):
        cell.tag, cell.tail = "span", ""  # an empty cell parts nothing
    for cell in cells:
        cell.tail = "" if cell is cells[-1] else BETWEEN_CELLS
        for one in list(elements(cell)):
            if one.tag in BLOCKS:
                one.tag = "span"
                if one is not cell:
                    one.tail = None
    row.tag = "li"
