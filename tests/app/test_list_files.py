"""Files of lists: private, locked while somebody is at work on them, and swept after an hour."""

import io
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app.list_files import ListChoices, ListFiles, ListKind, ListRecord, ListStage
from newsletter.app.list_outcomes import ListOutcome, RefusedRow
from newsletter.message import Message
from tests.app.builders import A_SATURDAY

RECORD = ListRecord(
    at=A_SATURDAY,
    file="lijst.csv",
    kind=ListKind.READERS,
    stage=ListStage.LOOKED,
    choices=ListChoices(
        columns={"Groep = a": "tags"},
        words={"lopend": "subscribed"},
        ground="asked",
        where="op papier, in 2024",
        tags=("rust",),
    ),
    asked=(("Status", "lopend"),),
    rows=3,
    problem=Message("import-column-unclear", heading="Status", cells=("a", "b"), first="a"),
    outcome=ListOutcome(
        tool="Ghost",
        used=(("email", "address"),),
        unused=("Punten",),
        everyone="subscribed",
        new=2,
        refused=1,
        refusals=(RefusedRow(4, Message("row-without-address"), ""),),
        asked=(("Status", "lopend"),),
        health_tags=("burn-out",),
    ),
    was_broken_off=True,
)


@pytest.fixture
def files(tmp_path: Path) -> ListFiles:
    return ListFiles(tmp_path)


def test_a_record_is_read_as_it_was_written(files: ListFiles) -> None:
    name = files.put(io.BytesIO(b"email\n"), RECORD)
    assert files.record(name) == RECORD
    assert files.path(name).read_bytes() == b"email\n"
    assert files.names() == [name]


@pytest.mark.parametrize("name", ["", "x", "../../newsletter", "a" * 16, "/etc/passwd12345"])
def test_what_is_no_name_of_a_list_names_nothing(files: ListFiles, name: str) -> None:
    assert files.record(name) is None


def test_a_damaged_record_is_none(files: ListFiles) -> None:
    name = files.put(io.BytesIO(b"email\n"), RECORD)
    files.path(name).with_suffix(".json").write_text('{"at": 3}')
    assert files.record(name) is None


def test_one_at_a_time_holds_a_list_and_looking_holds_nobody_up(files: ListFiles) -> None:
    name = files.put(io.BytesIO(b"email\n"), RECORD)
    assert not files.is_held(name)
    held = files.hold(name)
    assert held is not None
    with held:
        assert files.is_held(name)
        assert files.hold(name) is None
    assert not files.is_held(name)
    again = files.hold(name)
    assert again is not None
    again.close()
    assert files.hold("a" * 16) is None


def test_one_list_at_a_time_is_taken_in(files: ListFiles) -> None:
    files.put(io.BytesIO(b"email\n"), RECORD)
    held = files.hold_all()
    assert held is not None
    with held:
        assert files.hold_all() is None
    again = files.hold_all()
    assert again is not None
    again.close()


def test_an_old_list_and_a_file_without_a_record_are_swept_and_others_stay(
    files: ListFiles,
) -> None:
    old = files.put(io.BytesIO(b"email\n"), RECORD)
    orphan = files.put(io.BytesIO(b"email\n"), RECORD)
    files.path(orphan).with_suffix(".json").unlink()
    held = files.hold(old)
    assert held is not None
    with held:
        files.sweep(A_SATURDAY + timedelta(hours=1))
        assert files.names() == [old]
    files.sweep(A_SATURDAY + timedelta(minutes=59))
    assert files.names() == [old]
    files.sweep(A_SATURDAY + timedelta(hours=1))
    assert files.names() == []


def test_a_list_that_cannot_be_written_leaves_nothing(files: ListFiles) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(28, "no space left")

    with pytest.raises(OSError, match="no space"):
        files.put(Broken(b"email\n"), RECORD)
    assert files.names() == []
