"""A large file is read by a helper process: the same rows, and no process that stays behind."""

import io
import os
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from newsletter.audience.importing import ImportRow, Overrides, RejectedRow, open_people
from newsletter.audience.importing.beside import WORTH_A_HELPER, is_worth_it
from newsletter.audience.importing.words import ImportedStatus
from newsletter.errors import AuthorError
from tests import patience
from tests.audience.builders import House

STATEMENT = "signed up on the website since 2023"
ROWS = 9_000

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="these tests look for processes in /proc"
)


def children(of: int = 0) -> set[int]:
    """The processes that a process, or this one, has started and that still run."""
    tasks = Path(f"/proc/{of or os.getpid()}/task")
    told = " ".join((task / "children").read_text() for task in tasks.iterdir())
    return {int(number) for number in told.split()} - _others


_others: set[int] = set()


@pytest.fixture(autouse=True)
def processes_of_other_tests() -> None:
    """What runs already, such as a database server that the whole session shares, is not looked at."""
    _others.clear()
    _others.update(children())


def a_row(number: int) -> str:
    """One of each kind that a file may hold, with a text that makes the file large."""
    filler = "langzaam " * 12
    match number % 9:
        case 0:
            return f'"Anna\n{number}, de tweede",lezer{number}@example.org,active,rust,2023-04-05,{filler}'
        case 1:
            return f"Bért,lezer{number}@exämple.org,active,,,{filler}"
        case 2:
            return f"Kees,geen adres {number},active,,,{filler}"
        case 3:
            return f"Weg,lezer{number}@example.org,unsubscribed,,2022-01-02 10:00,{filler}"
        case 4:
            return f"Vreemd,lezer{number}@example.org,levitating,,,{filler}"
        case 5:
            return f"Letters,lézer{number}@example.org,active,,,{filler}"
        case 6:
            return f'Aan"halings,lezer{number}@example.org,pending,"a;b",,{filler}'
        case _:
            return f"Daan,Daan <lezer{number}@example.org>,active,stilte|rust,,{filler}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lezers.csv"
    rows = "\r\n".join(map(a_row, range(ROWS)))
    path.write_text(f"name,email,status,tags,created,notes\r\n{rows}\r\n", "utf-8", newline="")
    assert path.stat().st_size > WORTH_A_HELPER
    return path


def everything(path: Path, **how: bool) -> list[ImportRow | RejectedRow]:
    with path.open("rb") as stream:
        rows = list(open_people(stream, **how).rows)
        assert not stream.closed
        return rows


@pytest.mark.parametrize("unicode_local", [True, False])
def test_the_helper_gives_the_same_rows_in_the_same_order_with_the_same_lines(
    file: Path, unicode_local: bool
) -> None:
    here = everything(file, unicode_local=unicode_local)
    beside = everything(file, unicode_local=unicode_local, with_helper=True)
    assert beside == here
    assert len(here) == ROWS
    refused = [row for row in here if isinstance(row, RejectedRow)]
    assert len(refused) == (2 if unicode_local else 3) * ROWS // 9
    assert refused[0].line == 5  # the first row has a line end in it
    assert any(row.proof for row in here if isinstance(row, ImportRow))
    assert not children()


def test_the_helper_knows_what_the_editor_said_and_what_the_file_is_called(file: Path) -> None:
    said = Overrides.parse(columns=["notes=ignore"], values=["levitating=bounced"])
    with file.open("rb") as stream:
        found = list(open_people(stream, with_helper=True, overrides=said).rows)
    assert sum(getattr(row, "told", None) is ImportedStatus.BOUNCED for row in found) == ROWS // 9
    text = file.read_text("utf-8").replace(",status,", ",kind,")
    file.write_text(text.replace(",active,", ",a,").replace(",unsubscribed,", ",b,"), "utf-8")
    with file.open("rb") as stream:
        found = list(open_people(stream, "unsubscribed.csv", with_helper=True).rows)
    told = {row.told for row in found if isinstance(row, ImportRow)}
    assert told == {ImportedStatus.LEFT}


def test_a_helper_reads_while_rows_are_taken_and_is_gone_when_nobody_wants_more(
    file: Path,
) -> None:
    with file.open("rb") as stream:
        rows = open_people(stream, with_helper=True).rows
        next(rows)
        assert len(children()) == 1
        rows.close()
    assert not children()


def test_where_the_helper_dies_the_rest_is_read_here(file: Path) -> None:
    with file.open("rb") as stream:
        rows = open_people(stream, with_helper=True).rows
        some = list(islice(rows, 1_500))
        (helper,) = children()
        os.kill(helper, signal.SIGKILL)
        assert [*some, *rows] == everything(file)


def test_a_small_file_and_one_that_is_no_file_are_read_here(tmp_path: Path, file: Path) -> None:
    small = tmp_path / "small.csv"
    small.write_text("email\nanna@example.org\n")
    with small.open("rb") as stream:
        assert not is_worth_it(stream)
    held = io.BytesIO(file.read_bytes())
    assert not is_worth_it(held)
    assert list(open_people(held, with_helper=True).rows) == everything(file)


def test_a_file_that_has_another_one_in_its_place_by_now_is_read_as_it_was_opened(
    file: Path,
) -> None:
    before = everything(file)
    with file.open("rb") as stream:
        file.unlink()
        file.write_text("email\nstranger@example.org\n")
        assert list(open_people(stream, with_helper=True).rows) == before


def test_an_import_of_two_cores_is_that_of_one(tmp_path: Path, file: Path) -> None:
    reports, people = [], []
    for cores in (1, 2):
        (tmp_path / str(cores)).mkdir()
        house = House(tmp_path / str(cores))
        taking_in = replace(house.importer, cores=cores)
        with file.open("rb") as stream:
            foreseen = taking_in.preview(stream)
            reports.append(taking_in.take_in(stream, statement=STATEMENT))
        assert foreseen == reports[-1]
        people.append(house.store.subscribers.page(limit=ROWS))
        house.store.close()
    assert reports[0] == reports[1]
    assert reports[0].rows == ROWS
    assert people[0] == people[1]
    assert not children()


def test_an_import_that_breaks_off_leaves_no_process(house: House, file: Path) -> None:
    class Locked:
        def __getattr__(self, name: str) -> object:
            raise AuthorError("the database is locked")

    taking_in = replace(house.importer, cores=2, subscribers=Locked())
    with file.open("rb") as stream, pytest.raises(AuthorError, match="locked"):
        taking_in.take_in(stream, statement=STATEMENT)
    assert not children()


READS_SLOWLY = """
import sys, time
from newsletter.audience.importing import open_people
with open(sys.argv[1], "rb") as stream:
    for row in open_people(stream, with_helper=True).rows:
        print("reading", flush=True)
        time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["killed", "ctrl-c"])
def test_the_helper_does_not_outlive_who_started_it(file: Path, how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", READS_SLOWLY, str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as reading:
        assert reading.stdout is not None
        assert reading.stdout.readline() == b"reading\n"
        (helper,) = children(reading.pid)
        if how is signal.SIGINT:
            os.killpg(reading.pid, how)  # as a terminal does: to both
        else:
            reading.kill()
        reading.wait(timeout=patience.SECONDS)
    assert patience.until(lambda: not Path(f"/proc/{helper}").exists())
