"""Formulas in a list that comes in: a spreadsheet that opens the list of readers runs none of them."""

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from newsletter.audience.exporting import COLUMNS, pieces
from newsletter.model.audience import NewSubscriber, Subscriber
from tests.audience.builders import House

RUN = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs what begins so
SIGNS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "'",
    '"',
    " ",
    "\u200b",
    "\ufeff",
    "＝",
    "＋",
    "－",
    "＠",
    "",
)
REST = ("cmd|' /C calc'!A0", "1+1", "SUM(A1:A9)", 'HYPERLINK("http://x.example","x")', "Anna", "")
cells = st.one_of(
    st.tuples(st.lists(st.sampled_from(SIGNS), max_size=3), st.sampled_from(REST)).map(
        lambda parts: "".join(parts[0]) + parts[1]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
)


def exported(house: House) -> list[list[str]]:
    """The cells of the list of readers as a spreadsheet reads them, without the headings."""

    def page(after: int, limit: int) -> tuple[Subscriber, ...]:
        return house.store.subscribers.page(after=after, limit=limit)

    text = "".join(text for text, _ in pieces(page, house.store.consents))
    heading, *rows = csv.reader(io.StringIO(text, newline=""))
    assert tuple(heading) == COLUMNS
    return rows


def runs(cell: str) -> bool:
    return cell.startswith(RUN)


@settings(max_examples=10, phases=[Phase.generate])
@given(
    rows=st.lists(st.tuples(cells, cells, cells, cells), min_size=1, max_size=6),
    name=cells,
    statement=cells,
    tag=cells,
)
def test_no_cell_of_a_list_that_came_in_goes_out_as_a_formula(
    rows: list[tuple[str, str, str, str]], name: str, statement: str, tag: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("email", "voornaam", "tags", "taal", "bron"))
    for number, row in enumerate(rows):
        sign = row[0][:1] if row[0][:1] in "=+-" else ""
        writer.writerow((f"{sign}lezer{number}@example.org", *row))
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        report = house.importer.take_in(
            io.BytesIO(out.getvalue().encode("utf-8", "replace")),
            name,
            statement=f"{statement} signed up on the website since 2023",
            tags=(tag,),
        )
        found = exported(house)
        house.store.close()
    assert len(found) == report.arrivals.total()
    assert not [cell for row in found for cell in row if runs(cell)]


@settings(max_examples=10, phases=[Phase.generate])
@given(name=cells, tags=st.frozensets(cells, max_size=3))
def test_whatever_stands_in_the_database_no_cell_goes_out_as_a_formula(
    name: str, tags: frozenset[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        reader = house.joined()
        house.store.subscribers.take_in(
            [NewSubscriber(address=reader.address, first_name="Anna")], source=name
        )
        house.store.subscribers.rename(reader.id, name.encode("utf-8", "replace").decode())
        house.store.subscribers.set_tags(reader.id, tags)
        (row,) = exported(house)
        house.store.close()
    assert not [cell for cell in row if runs(cell)]
