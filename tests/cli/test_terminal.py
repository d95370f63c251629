"""What commands share: the progress bar."""

import io

import pytest
from rich.console import Console

from newsletter.cli import terminal


def screen(*, is_terminal: bool, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=is_terminal, width=60)
    monkeypatch.setattr(terminal, "errors", console)
    return shown


def test_how_far_a_dispatch_is_is_drawn_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(is_terminal=True, monkeypatch=monkeypatch)
    with terminal.progress_bar("Issue [1] is on its way") as follow:
        assert follow is not None
        follow(30, 40)
    assert "Issue [1] is on its way" in shown.getvalue()
    assert "75%" in shown.getvalue()


def test_nothing_is_counted_or_drawn_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = screen(is_terminal=False, monkeypatch=monkeypatch)
    with terminal.progress_bar("Issue 1 is on its way") as follow:
        assert follow is None
    assert shown.getvalue() == ""
