"""Files are written whole, whatever happens meanwhile."""

import itertools
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import AuthorError
from newsletter.text import files
from newsletter.text.files import put_new, read_text, replace

EITHER = pytest.mark.parametrize("write", [put_new, replace], ids=["put_new", "replace"])
Write = Callable[[Path, str | bytes], None]

# Writes two contents by turns until it is killed; says when it is about to begin.
WRITER = """
import sys
from pathlib import Path
from newsletter.text.files import replace

print("ready", flush=True)
while True:
    for letter in (b"a", b"b"):
        replace(Path(sys.argv[1]), letter * 300_000)
"""


@EITHER
@given(content=st.text(st.characters(codec="utf-8"), max_size=50) | st.binary(max_size=50))
def test_what_is_written_is_what_is_in_the_file(
    tmp_path_factory: pytest.TempPathFactory, write: Write, content: str | bytes
) -> None:
    path = tmp_path_factory.mktemp("files") / "folder" / "file"
    write(path, content)
    assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert names_beside(path) == ["file"]


@pytest.mark.parametrize("delay_ms", [1, 7, 15, 40])
def test_a_process_that_is_killed_leaves_the_old_content_or_the_new(
    tmp_path: Path, delay_ms: int
) -> None:
    path = tmp_path / "file"
    replace(path, b"b" * 300_000)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"ready\n"
    with pytest.raises(subprocess.TimeoutExpired):
        writer.wait(delay_ms / 1000)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    assert path.read_bytes() in (b"a" * 300_000, b"b" * 300_000)


def test_who_reads_while_it_is_written_never_sees_a_part(tmp_path: Path) -> None:
    path = tmp_path / "file"
    replace(path, b"a" * 300_000)
    contents = itertools.islice(itertools.cycle([b"b" * 300_000, b"a" * 300_000]), 40)
    writer = threading.Thread(target=lambda: [replace(path, content) for content in contents])
    writer.start()
    while writer.is_alive():
        assert path.read_bytes() in (b"a" * 300_000, b"b" * 300_000)
    writer.join()


class Interrupted(BaseException):
    """Stands for Ctrl-C, which may come between any two lines."""


@EITHER
@pytest.mark.parametrize("step", range(1, 40))
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # an open file
def test_an_interrupt_at_any_line_leaves_the_old_content_or_the_new(
    tmp_path: Path, write: Write, step: int
) -> None:
    path = tmp_path / "file"
    if write is replace:
        path.write_text("old")
    lines = itertools.count(1)

    def interrupt(frame, event, _argument):
        if frame.f_code.co_filename != files.__file__:
            return None
        if event == "line" and next(lines) == step:
            raise Interrupted
        return interrupt

    before = sys.gettrace()
    sys.settrace(interrupt)
    try:
        write(path, "new")
    except Interrupted:
        pass
    finally:
        sys.settrace(before)
    content = path.read_text() if path.exists() else None
    assert content in ({"old", "new"} if write is replace else {None, "new"})


def test_of_many_who_write_one_file_at_once_exactly_one_succeeds(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    outcomes: list[str] = []

    def put(text: str) -> None:
        try:
            put_new(path, text * 1000)
            outcomes.append(text)
        except AuthorError:
            outcomes.append("")

    writers = [threading.Thread(target=put, args=(str(number),)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    (winner,) = filter(None, outcomes)
    assert path.read_text(encoding="utf-8") == winner * 1000
    assert names_beside(path) == ["a.md"]


def test_a_file_that_is_there_is_not_overwritten_by_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("theirs")
    with pytest.raises(AuthorError) as raised:
        put_new(path, "ours")
    assert raised.value.path == path
    assert path.read_text() == "theirs"
    assert names_beside(path) == ["a.md"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o444])
def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.md"
    path.touch()
    path.chmod(mode)
    replace(path, "text")
    assert mode_of(path) == mode


@EITHER
@pytest.mark.parametrize("mask", [0o077, 0o022, 0o000])
def test_a_new_file_can_be_read_by_all_whatever_the_umask(
    tmp_path: Path, write: Write, mask: int
) -> None:
    before = os.umask(mask)
    try:
        write(tmp_path / "a.md", "text")
    finally:
        os.umask(before)
    assert mode_of(tmp_path / "a.md") == 0o644


def test_permissions_that_are_asked_for_are_given(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("old")
    replace(path, "secret", mode=0o600)
    assert mode_of(path) == 0o600


@EITHER
def test_a_file_that_cannot_be_written_is_named_as_it_was_meant(
    tmp_path: Path, write: Write
) -> None:
    meant = tmp_path / f"{'x' * 250}.md"  # a hidden name beside it is too long for any disk
    with pytest.raises(OSError, match="too long") as raised:
        write(meant, "words")
    assert raised.value.filename == str(meant)


@EITHER
def test_a_file_where_a_folder_should_be_is_refused(tmp_path: Path, write: Write) -> None:
    (tmp_path / "issues").write_text("a file")
    with pytest.raises(OSError, match="issues/a") as raised:
        write(tmp_path / "issues" / "a.md", "words")
    assert raised.value.filename == str(tmp_path / "issues" / "a.md")


def test_a_folder_in_its_place_stays_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    with pytest.raises(OSError, match=r"a\.md"):
        replace(tmp_path / "a.md", "words")
    assert names_beside(tmp_path / "a.md") == ["a.md"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"a\r\nb\rc\n", "a\nb\nc\n"), (b"\xef\xbb\xbfa", "a"), ("é".encode(), "é")],
    ids=["line ends", "byte order mark", "letters"],
)
def test_text_is_read_with_one_kind_of_line_end_and_no_mark(
    tmp_path: Path, raw: bytes, text: str
) -> None:
    (tmp_path / "a.md").write_bytes(raw)
    assert read_text(tmp_path / "a.md") == text


def test_text_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"one\ntwo \xff\n")
    with pytest.raises(AuthorError) as raised:
        read_text(path)
    assert (raised.value.path, raised.value.line) == (path, 2)


def names_beside(path: Path) -> list[str]:
    return sorted(other.name for other in path.parent.iterdir())


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_that_somebody_reads_is_locked_by_nobody_until_all_have_read_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "read"
    path.write_text("words", "utf-8")

    def is_free() -> bool:
        with files.locked_if_unshared(path) as is_held:
            return is_held

    with files.shared(path) as is_there:
        assert is_there
        with files.shared(path):
            assert not is_free()
        assert not is_free()
    assert is_free()


def test_sharing_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    with files.shared(tmp_path / "gone") as is_there:
        assert not is_there


@pytest.mark.parametrize("name", ["rust.txt", "..rust", "a b.md", "één…txt"])
def test_a_name_is_one_in_its_folder(tmp_path: Path, name: str) -> None:
    assert files.named(tmp_path, name) == tmp_path / name


@pytest.mark.parametrize(
    "name", ["", ".", "..", "/etc/passwd", "../.env", "a/b", "a/", "a\0.txt", "é" * 128]
)
def test_a_name_that_leads_to_another_folder_is_none(tmp_path: Path, name: str) -> None:
    assert files.named(tmp_path, name) is None
