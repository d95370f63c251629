"""The measures of these tests see the faults that they are for."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.test_every_view import MEASURES, faults


def a_page(body: str, style: str = "") -> str:
    return (
        f"<!doctype html><html><head><style>body{{margin:0;background:#ffffff}}{style}</style></head>"
        f'<body><div style="font-size:18px;line-height:1.6;color:#222222">{body}</div></body></html>'
    )


GOOD = (
    "<p>Er is genoeg. <a href='https://example.org'>Lees meer over genoeg</a> in een zin.</p>"
    "<p><a href='https://example.org' style='display:inline-block;padding:12px 20px'>Een knop</a></p>"
)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (GOOD, ""),
        (GOOD + "<p style='color:#999999'>Te licht</p>", "faint"),
        (GOOD + "<p style='color:#ffffff'>Wit op wit</p>", "faint"),
        (GOOD + "<div style='background:#222222'><p>Zwart op zwart</p></div>", "faint"),
        (GOOD + "<p style='color:rgba(0,0,0,.3)'>Doorschijnend</p>", "faint"),
        (GOOD + "<table style='width:700px'><tr><td>Te breed</td></tr></table>", "scrolls"),
        (GOOD + "<p><a href='https://example.org'>Alleen een link</a></p>", "low"),
        (GOOD + "<p style='font-size:11px'>Kleine letters</p>", "small"),
        (GOOD + f"<p style='font-size:14px'>{'Veel kleine letters. ' * 40}</p>", "uneasy"),
        (GOOD + "<p style='display:none;color:#ffffff'>Niet te zien</p>", ""),
    ],
)
def test_a_fault_is_seen_and_told_by_its_name(
    opened: Callable[..., Any], body: str, fault: str
) -> None:
    found = faults(opened(a_page(body)).evaluate(MEASURES))
    assert set(found) - {"sticks out"} == ({fault} if fault else set())
