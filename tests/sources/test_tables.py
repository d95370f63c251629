"""Tables: a list with an item for each row, unless they only arrange a page."""

import pytest

from tests.sources.builders import LONG, html_article, lists, markdown_article, paragraphs

ROWS = ["Dag – Doen", "Maandag – Wandelen", "Dinsdag – Niets"]


def page(*rows: str) -> str:
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def test_each_row_of_a_markdown_table_is_an_item() -> None:
    read = markdown_article(
        "# Ritme", "", LONG, "", "## Zo", "", LONG, "", "| Dag | Doen |", "|---|---|", "| Maandag | Wandelen |",
        "| Dinsdag | *Niets* |", "", LONG,
    )  # fmt: skip
    assert lists(read) == [ROWS]
    assert paragraphs(read) == [LONG, LONG]


def test_a_table_without_a_head_has_no_empty_item() -> None:
    read = markdown_article(
        "# Ritme", "", LONG, "", "| | |", "|---|---|", "| Rust | Werk |", "", LONG
    )
    assert lists(read) == [["Rust – Werk"]]


@pytest.mark.parametrize("cell", ["{}", "<p>{}</p>", " <strong>{}</strong>\n"])
def test_each_row_of_a_table_on_a_page_is_an_item(cell: str) -> None:
    rows = (
        "".join(f"<td>{cell.format(words)}</td>\n" for words in row.split(" – ")) for row in ROWS
    )
    read = html_article(
        "<article><h1>Ritme</h1>", f"<p>{LONG}</p><h2>Zo</h2>", page(*rows), "</article>"
    )
    assert lists(read) == [ROWS]


@pytest.mark.parametrize(
    "table",
    [
        page(f"<td><h3>Zo</h3><p>{LONG}</p></td><td><p>{LONG}</p></td>"),
        page(f"<td>{LONG} {LONG}</td><td>{LONG}</td>", "<td>een</td><td>twee</td>"),
        page(
            "<td>Hoe lang duurt het?</td><td>Zes weken.</td>",
            "<td>Wat kost het?</td><td>Niets.</td>",
        ),
        page("<td>een</td>", "<td>twee</td>"),
        page(f"<td>een</td><td>{page('<td>a</td><td>b</td>')}</td>", "<td>twee</td><td>drie</td>"),
    ],
    ids=["sections", "columns of text", "questions", "one column", "nested"],
)
def test_a_table_that_arranges_a_page_is_read_as_before(table: str) -> None:
    outer = html_article(
        "<article><h1>Ritme</h1>", f"<p>{LONG}</p><h2>Nu</h2><p>{LONG}</p>", table, "</article>"
    )
    assert not any("een – " in item for items in lists(outer) for item in items)


def test_an_empty_cell_parts_no_row() -> None:
    rows = ("<td>Dag</td><td>Uur</td><td>Doen</td>", "<td>Ma</td><td></td><td>Rusten</td>")
    read = html_article(f"<article><h1>Ritme</h1><p>{LONG}</p><h2>Zo</h2>{page(*rows)}</article>")
    assert lists(read) == [["Dag – Uur – Doen", "Ma – Rusten"]]
