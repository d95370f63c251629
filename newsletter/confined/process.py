"""A child process as its parent sees it: asked, watched, and ended."""

import importlib.util
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from enum import Enum
from threading import Timer
from types import TracebackType
from typing import IO, Any, Final, Self

from newsletter.confined import child
from newsletter.confined.turns import turn
from newsletter.message import Message

log = logging.getLogger(__name__)

MEMORY: Final = 192 * 1024 * 1024  # bytes, of its address space: with its libraries
_LONGEST_HEAD: Final = 16 * 1024 * 1024  # bytes; a Word file's HTML has at most about 8 MB
_LONGEST_TURN: Final = 5.0  # seconds; then others get theirs, even if there is more to do
# All that Python and its libraries need. The others may be secrets: a stranger's file gets none.
_PASSED_ON: Final = frozenset(
    {"HOME", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "PATH", "PYTHONHOME", "PYTHONPATH"}
    | {"PYTHONPYCACHEPREFIX", "SYSTEMROOT", "TMPDIR", "VIRTUAL_ENV"}
)
_OUT_OF_MEMORY: Final = (child.TOO_MUCH_MEMORY, -getattr(signal, "SIGKILL", 9))
_OUT_OF_TIME: Final = (-getattr(signal, "SIGXCPU", 24),)


class Trouble(Enum):
    """Why a child gave no answer."""

    TOO_SLOW = "too slow"
    TOO_LARGE = "too large"  # for its memory, or for the answer
    ENDED = "ended"  # of itself, as it does at any error, or by somebody


class ChildError(Exception):
    """A child gave no answer.

    Attributes:
        trouble: Why.
    """

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class ChildRefusal(Exception):  # an answer, and the child is well
    """The function refused the bytes.

    Attributes:
        problem: Why.
    """

    def __init__(self, problem: Message) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A function that a child calls, and its limits.

    Attributes:
        function: One of a module. It takes values of JSON and bytes, and returns the same.
        seconds: For each request.
        largest_answer: In bytes, without its values.
        memory: In bytes.
    """

    function: "Callable[[Mapping[str, Any], bytes], tuple[Mapping[str, Any], bytes]]"
    seconds: int
    largest_answer: int
    memory: int = MEMORY


@dataclass(frozen=True, slots=True)
class ChildAnswer:
    """What the function returned."""

    values: Mapping[str, Any]
    data: bytes


class Child:
    """A child process, which starts with the first request and ends with the context.

    After five seconds it ends with its answer: a caller with more to do waits again.
    """

    def __init__(self, job: Job) -> None:
        """Set the job. Nothing is started yet."""
        self._job = job
        self._turn = ExitStack()
        self._since: float | None = None  # when the turn began
        self._running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._end()

    def wait(self) -> None:
        """Wait for this one's turn: a caller that waits should not hold a file's bytes yet.

        Raises:
            DeskError: Too many others wait.
        """
        if self._since is None:
            self._turn.enter_context(turn())
            self._since = time.monotonic()

    def ask(self, values: Mapping[str, object], data: bytes) -> ChildAnswer:
        """Return the function's answer.

        Args:
            values: Of JSON.
            data: The file.

        Raises:
            ChildRefusal: The function refused it.
            ChildError: There is no answer.
            DeskError: Too many others wait.
        """
        self.wait()
        try:
            if self._running is None:
                self._running = _start(self._job)
            answer = self._asked(self._running, json.dumps(values).encode(), data)
        except BaseException:
            self._end()
            raise
        if time.monotonic() - (self._since or 0) > _LONGEST_TURN:
            self._end()
        if "refused" in answer.values:
            raise ChildRefusal(Message.from_text(answer.values["refused"]))
        return answer

    def _asked(self, running: "subprocess.Popen[bytes]", head: bytes, data: bytes) -> ChildAnswer:
        late: list[bool] = []

        def stop() -> None:
            late.append(True)
            running.kill()

        watch = Timer(self._job.seconds, stop)
        watch.daemon = True
        watch.start()
        try:
            return self._exchanged(running, head, data)
        except (OSError, _EndedError) as error:  # a pipe breaks when the child ends
            status = running.wait()
            raise ChildError(Trouble.TOO_SLOW if late else _trouble(status)) from error
        finally:
            watch.cancel()

    def _exchanged(
        self, running: "subprocess.Popen[bytes]", head: bytes, data: bytes
    ) -> ChildAnswer:
        to, back = running.stdin, running.stdout
        if to is None or back is None:  # never: both are pipes
            raise _EndedError
        to.write(child.LENGTHS.pack(len(head), len(data)) + head)
        to.write(data)
        to.flush()
        values, size = child.LENGTHS.unpack(_read(back, child.LENGTHS.size))
        if values > _LONGEST_HEAD or size > self._job.largest_answer:
            raise ChildError(Trouble.TOO_LARGE)
        return ChildAnswer(_values(_read(back, values)), _read(back, size))

    def _end(self) -> None:
        """End the child, then let the next one have its turn."""
        running, self._running, self._since = self._running, None, None
        with self._turn:
            if running is not None:
                running.kill()
                for pipe in (running.stdin, running.stdout):
                    if pipe is not None:
                        with suppress(OSError):  # the rest of a request that nobody reads
                            pipe.close()
                running.wait()


class _EndedError(Exception):
    """The child's answer broke off."""


def _start(job: Job) -> "subprocess.Popen[bytes]":
    _say_without_limits()
    command = [sys.executable, "-P", "-m", child.__name__]
    called = f"{job.function.__module__}:{job.function.__qualname__}"
    limits = [called, str(job.memory), str(job.seconds)]
    return subprocess.Popen(  # noqa: S603  # our own program, and the file is its input
        [*command, *limits],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if name in _PASSED_ON},
    )


def _values(head: bytes) -> Mapping[str, Any]:
    """Return the values of an answer. A file may have taken over the child that wrote them."""
    try:
        found = json.loads(head)
    except (ValueError, RecursionError) as error:
        raise ChildError(Trouble.ENDED) from error
    if not isinstance(found, dict) or not isinstance(found.get("refused", ""), str):
        raise ChildError(Trouble.ENDED)
    return found


def _read(pipe: IO[bytes], size: int) -> bytes:
    found = pipe.read(size)
    if len(found) < size:
        raise _EndedError
    return found


def _trouble(status: int) -> Trouble:
    if status in _OUT_OF_TIME:
        return Trouble.TOO_SLOW
    return Trouble.TOO_LARGE if status in _OUT_OF_MEMORY else Trouble.ENDED


_warned: Final[list[str]] = []


def _say_without_limits() -> None:
    """Log once why a child's memory has no limit here. Its time always has one."""
    if not _warned and (sys.platform == "darwin" or importlib.util.find_spec("resource") is None):
        _warned.append(sys.platform)
        log.warning("%s does not limit the memory of a process that reads a file", sys.platform)
