"""Why the operating system refused, in the publication's language, and how often cycles are looked for."""

import errno
import gc
import os
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from newsletter.locale.speech import say
from newsletter.message import Message
from newsletter.system import collect_for_long, collected_rarely, reason_of
from tests.ports import a_free_port


def raised(call: Callable[[], object], kind: type[Exception] = OSError) -> Exception:
    """The error that a call raises."""
    with pytest.raises(kind) as caught:
        call()
    return caught.value


def test_the_reason_is_found_behind_the_errors_of_libraries() -> None:
    url = f"http://127.0.0.1:{a_free_port()}/"
    refused = raised(lambda: httpx.get(url), httpx.ConnectError)
    assert reason_of(refused) == Message("system-connection-refused")


@pytest.mark.parametrize(
    ("open_it", "code"),
    [
        (lambda folder: (folder / "none").read_bytes(), "system-path-missing"),
        (lambda folder: folder.read_bytes(), "system-path-is-folder"),
        (lambda folder: (folder / ("a" * 300)).write_text(""), "system-name-too-long"),
        (lambda folder: folder.mkdir(), "system-path-taken"),
    ],
)
def test_what_the_disk_answers_is_not_repeated_in_english(
    tmp_path: Path, open_it: Callable[[Path], object], code: str
) -> None:
    error = raised(lambda: open_it(tmp_path))
    assert isinstance(error, OSError)
    assert error.strerror is not None
    assert reason_of(error).code == code
    for language in ("nl", "en"):
        assert error.strerror not in say(reason_of(error), language)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "system-disk-full"),
        (TimeoutError(), "system-no-answer"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "system-name-unknown"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "system-connection-lost"),
    ],
)
def test_each_kind_of_refusal_has_a_reason_of_its_own(error: OSError, code: str) -> None:
    assert reason_of(error).code == code


def test_a_certificate_that_is_not_trusted_keeps_the_librarys_detail() -> None:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "self-signed certificate"
    assert "self-signed certificate" in say(reason_of(error), "nl")


def test_a_number_of_the_ssl_library_is_not_read_as_one_of_the_system() -> None:
    error = ssl.SSLError(errno.ENOENT, "[SSL: WRONG_VERSION_NUMBER] wrong version number")
    assert reason_of(error).is_own_words


def test_what_is_not_recognised_keeps_its_text_and_a_silent_error_its_type() -> None:
    assert reason_of(OSError(errno.ELOOP, "Too many links")) == Message.in_own_words(
        "Too many links"
    )
    assert reason_of(ValueError()) == Message.in_own_words("ValueError")


@pytest.fixture
def usual_pace() -> Iterator[int]:
    """The threshold of this process, which is as it was after the test."""
    before = gc.get_threshold()
    yield before[0]
    gc.set_threshold(*before)


def test_cycles_are_looked_for_rarely_while_much_is_made(usual_pace: int) -> None:
    gc.set_threshold(700)
    with collected_rarely():
        assert gc.get_threshold()[0] == 50_000
    assert gc.get_threshold()[0] == 700


def test_a_server_looks_as_often_as_is_usual_for_one(usual_pace: int) -> None:
    gc.set_threshold(300_000)
    collect_for_long()
    assert gc.get_threshold()[0] == 100_000


def test_the_pace_is_what_it_was_after_what_failed() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="disk"), collected_rarely():
        raise ValueError("the disk is full")
    assert gc.get_threshold() == before


def test_the_last_of_two_at_once_brings_the_pace_back(usual_pace: int) -> None:
    gc.set_threshold(700)
    with ExitStack() as first:
        first.enter_context(collected_rarely())
        with collected_rarely():
            first.close()
            assert gc.get_threshold()[0] == 50_000
        assert gc.get_threshold()[0] == 700


def test_a_command_that_looks_even_less_often_keeps_to_that(usual_pace: int) -> None:
    gc.set_threshold(100_000)
    with collected_rarely():
        assert gc.get_threshold()[0] == 100_000
