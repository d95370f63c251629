"""A child answers, refuses or ends; whatever it does, its parent goes on."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from newsletter.confined import process
from newsletter.confined.process import (
    MEMORY,
    Child,
    ChildAnswer,
    ChildError,
    ChildRefusal,
    Job,
    Trouble,
)
from newsletter.confined.turns import MOST_WAITING, turn
from newsletter.errors import DeskError
from newsletter.message import Message
from tests import patience
from tests.confined import jobs
from tests.measures import ROOT


@pytest.fixture(autouse=True)
def jobs_are_found(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The child finds the functions of these tests."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    before = _children()
    yield
    assert _children() == before


def _children() -> set[str]:
    """The processes that this one started and that are still there, also dead ones."""
    found = Path(f"/proc/self/task/{os.getpid()}/children")
    return set(found.read_text().split()) if found.exists() else set()


def job(function: str, **limits: int) -> Job:
    return Job(
        function=getattr(jobs, function), **{"seconds": 20, "largest_answer": 1_000_000} | limits
    )


def ask(
    function: str, data: bytes = b"", *, limits: dict[str, int] | None = None, **asked
) -> ChildAnswer:
    with Child(job(function, **limits or {})) as child:
        return child.ask(asked, data)


def test_values_and_bytes_go_there_and_back() -> None:
    data = bytes(range(256)) * 3_000  # more than a pipe holds
    answer = ask("turned", data, word="één")
    assert answer == ChildAnswer({"word": "één"}, data[::-1])


def test_one_child_answers_several_times_and_prints_nothing_into_its_answers() -> None:
    with Child(job("talks")) as child:
        one, other = child.ask({}, b"een"), child.ask({}, b"twee")
    assert (one.data, other.data) == (b"een", b"twee")
    assert one.values["process"] == other.values["process"] != os.getpid()


def test_the_child_gets_none_of_the_secrets_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NEWSLETTER_SECRET", "geheim")
    monkeypatch.setenv("POSTMARK_TOKEN", "geheim")
    found = ask("talks").values["environment"]
    assert "PATH" in found
    assert not {"NEWSLETTER_SECRET", "POSTMARK_TOKEN"} & set(found)


def test_a_refusal_comes_back_as_it_was_and_the_child_goes_on() -> None:
    with Child(job("refuses")) as child:
        for reason in ("stuk", "ook stuk"):
            with pytest.raises(ChildRefusal) as refusal:
                child.ask({}, reason.encode())
            assert refusal.value.problem == Message("picture-damaged", reason=reason)


@pytest.mark.parametrize(
    ("function", "asked", "limits", "trouble"),
    [
        ("fails", {"how": "attribute"}, {}, Trouble.ENDED),
        ("fails", {"how": "recursion"}, {}, Trouble.ENDED),
        ("is_killed", {"how": "SIGSEGV"}, {}, Trouble.ENDED),
        ("is_killed", {"how": "SIGKILL"}, {}, Trouble.TOO_LARGE),  # as if memory were short
        ("is_killed", {"how": "SIGXCPU"}, {}, Trouble.TOO_SLOW),
        ("hangs", {}, {"seconds": 1}, Trouble.TOO_SLOW),
        ("never_ends", {}, {"seconds": 1}, Trouble.TOO_SLOW),
        ("takes", {"size": MEMORY}, {}, Trouble.TOO_LARGE),
        ("swells", {"size": 2_000_000}, {}, Trouble.TOO_LARGE),
    ],
    ids=str,
)
def test_whatever_becomes_of_a_child_is_known_and_the_next_one_works(
    function: str, asked: dict[str, object], limits: dict[str, int], trouble: Trouble
) -> None:
    with Child(job(function, **limits)) as child:
        for _ in range(2):  # it is started anew
            with pytest.raises(ChildError) as error:
                child.ask(asked, bytes(200_000))
            assert error.value.trouble is trouble
    assert ask("turned", b"ab").data == b"ba"


def test_half_of_its_memory_it_may_take() -> None:
    assert ask("takes", size=MEMORY // 2).values == {"taken": MEMORY // 2}


def test_a_child_that_never_reads_its_request_is_ended_too() -> None:
    with Child(job("turned", seconds=1)) as child:
        child.ask({}, b"")
        running = child._running
        assert running is not None
        os.kill(running.pid, signal.SIGSTOP)
        with pytest.raises(ChildError) as error:
            child.ask({}, bytes(5_000_000))
    assert error.value.trouble is Trouble.TOO_SLOW


def test_the_system_ends_a_child_whose_parent_is_gone(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    program = (
        "import os, threading, time\n"
        "from pathlib import Path\n"
        "from newsletter.confined.process import Child, Job, _start\n"
        "from tests.confined import jobs\n"
        "def job(seconds): return Job(function=jobs.never_ends, seconds=seconds, largest_answer=1)\n"
        "child = Child(job(600))\n"  # it must be the system that ends it
        "child._running = _start(job(1))\n"
        "def end():\n"
        f"    while not Path({str(begun)!r}).exists(): time.sleep(0.02)\n"
        "    os.write(1, str(child._running.pid).encode()); os._exit(0)\n"
        "threading.Thread(target=end).start()\n"
        f"child.ask({{'mark': {str(begun)!r}}}, b'')"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    orphan = Path(f"/proc/{int(ran.stdout)}")
    assert patience.until(lambda: not orphan.exists())


def test_one_child_runs_at_a_time_and_those_who_are_too_many_are_told(tmp_path: Path) -> None:
    def once(_: int) -> str:
        try:
            ask("alone", mark=str(tmp_path / "one"))
        except DeskError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(40) as forty:
        answers = list(forty.map(once, range(40)))
    assert set(answers) == {"done", "files-being-read"}
    assert answers.count("done") >= 1 + MOST_WAITING


def test_another_process_of_this_machine_waits_too(tmp_path: Path) -> None:
    mark = tmp_path / "begun"
    program = (
        "import sys; from pathlib import Path; from newsletter.confined.turns import turn\n"
        f"with turn(): Path({str(mark)!r}).touch(); sys.stdin.read()"
    )
    other = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE)
    while not mark.exists():
        time.sleep(0.01)
    answers: list[bytes] = []
    mine = threading.Thread(target=lambda: answers.append(ask("turned", b"ab").data))
    mine.start()
    mine.join(0.5)
    assert answers == []
    other.communicate()  # it ends, and with it its turn
    mine.join(patience.SECONDS)
    assert answers == [b"ba"]


def test_a_turn_is_given_back_when_the_child_cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/nowhere/python")
        with pytest.raises(OSError, match="nowhere"):
            ask("turned")
    with ExitStack() as held:
        held.enter_context(turn())  # nobody else has it


def test_without_limits_of_the_system_it_works_with_its_time_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "resource.py").write_text("raise ImportError('not on this system')", "utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{ROOT}")
    assert ask("takes", size=MEMORY).values == {"taken": MEMORY}
    with pytest.raises(ChildError) as error:
        ask("never_ends", limits={"seconds": 1})
    assert error.value.trouble is Trouble.TOO_SLOW


@pytest.mark.parametrize("planted", ["a link", "a folder"])
def test_what_others_put_where_the_lock_file_is_does_no_harm(
    planted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    mine = tmp_path / "mine.txt"
    mine.write_text("a file of one's own", "utf-8")
    place = tmp_path / f"newsletter-child-{os.getuid()}.lock"
    place.symlink_to(mine) if planted == "a link" else place.mkdir()
    assert ask("turned", b"ab").data == b"ba"
    assert mine.read_text("utf-8") == "a file of one's own"


def test_where_memory_has_no_limit_the_log_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(process, "_warned", [])
    monkeypatch.setattr(sys, "platform", "darwin")
    for _ in range(2):
        process._say_without_limits()
    [said] = caplog.messages
    assert said == "darwin does not limit the memory of a process that reads a file"


@pytest.mark.parametrize("answer", [[], ["refused"], 1, "x", None, {"refused": 1}, {"refused": []}])
def test_an_answer_of_another_form_is_none(answer: object) -> None:
    with pytest.raises(ChildError) as raised:
        ask("is_taken_over", answer=answer)
    assert raised.value.trouble is Trouble.ENDED
    assert ask("turned", b"abc").data == b"cba"
