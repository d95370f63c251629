"""Lists as pages show them."""

from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.app.list_files import ListKind, ListStage
from newsletter.app.list_outcomes import ListOutcome
from newsletter.app.list_views import ListColumn, ListView, columns_of, used_columns
from newsletter.audience.importing.columns import Column
from tests.app.test_list_files import RECORD


def test_columns_are_shown_with_some_cells_and_without_addresses(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("E-mail;Groep;e mail;\nanna@b.nl;a;;x\nbram@b.nl;a;;\ncor@b.nl;b;;\n")
    assert columns_of(path, "x.csv") == (
        ListColumn("E-mail", ("a…@b.nl", "b…@b.nl", "c…@b.nl")),
        ListColumn("Groep", ("a", "b")),
        ListColumn("column 4", ("x",)),
    )


def test_a_file_that_cannot_be_read_has_no_columns(tmp_path: Path) -> None:
    assert columns_of(tmp_path / "x.csv", "x.csv") == ()


def test_the_columns_that_are_used_have_their_meaning() -> None:
    assert used_columns(RECORD) == {"email": Column.ADDRESS}
    assert used_columns(replace(RECORD, outcome=None)) == {}


@pytest.mark.parametrize(
    ("kind", "everyone", "needs"),
    [
        (ListKind.READERS, "subscribed", True),
        (ListKind.READERS, "left", False),
        (ListKind.LEFT, "left", False),
    ],
)
def test_a_ground_is_asked_for_where_somebody_may_become_a_reader(
    kind: ListKind, everyone: str, needs: bool
) -> None:
    record = replace(RECORD, kind=kind, outcome=ListOutcome(everyone=everyone))
    assert ListView(name="x", record=record).needs_ground is needs


@pytest.mark.parametrize(
    ("stage", "is_busy", "is_broken_off", "is_in_part"),
    [
        (ListStage.LOOKING, True, False, False),
        (ListStage.LOOKING, False, True, False),
        (ListStage.TAKING, True, False, False),
        (ListStage.TAKING, False, True, True),
        (ListStage.LOOKED, False, False, False),
    ],
)
def test_work_that_nobody_does_any_more_was_broken_off(
    stage: ListStage, is_busy: bool, is_broken_off: bool, is_in_part: bool
) -> None:
    record = replace(RECORD, stage=stage, was_broken_off=False)
    view = ListView(name="x", record=record, is_busy=is_busy)
    assert (view.is_broken_off, view.is_in_part) == (is_broken_off, is_in_part)
