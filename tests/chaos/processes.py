"""Children of one parent: forked warm, killed, stopped, woken, and never outliving it."""

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.patience import until

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, prctl(2)


def start(work: Callable[[], object], log: Path) -> int:
    """Run ``work`` in a child of its own; what it writes goes to ``log``. Its process id."""
    parent = os.getpid()
    child = os.fork()
    if child:
        _ENDED.pop(child, None)  # a number can come again
        return child
    code = 1
    try:
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:  # it died in between
            os._exit(1)
        with log.open("ab", buffering=0) as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        work()
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    except BaseException:  # noqa: BLE001  # the child ends here, and says why
        traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


_ENDED: dict[int, int] = {}  # how those ended that were waited for: an exit code, or minus a signal


def has_ended(child: int) -> bool:
    """Whether a child ended; it is then no more."""
    if child in _ENDED:
        return True
    found, status = os.waitpid(child, os.WNOHANG)
    if found == child:
        _ENDED[child] = os.waitstatus_to_exitcode(status)
    return found == child


def was_killed(child: int) -> bool:
    """Whether a child ended by SIGKILL, be it by its own hand."""
    return has_ended(child) and _ENDED[child] == -signal.SIGKILL


def has_failed(child: int) -> bool:
    """Whether a child ended by itself, and not well."""
    return has_ended(child) and _ENDED[child] > 0


def has_stopped(child: int) -> bool:
    """Whether a child stopped itself (SIGSTOP); an ended one counts as not."""
    if child in _ENDED:
        return False
    found, status = os.waitpid(child, os.WNOHANG | os.WUNTRACED)
    if found == child and not os.WIFSTOPPED(status):
        _ENDED[child] = os.waitstatus_to_exitcode(status)
    return found == child and os.WIFSTOPPED(status)


def kill(child: int, wanted: int = signal.SIGKILL) -> None:
    """Send a signal to a child of ours, if it is there."""
    with suppress(ProcessLookupError):
        os.kill(child, wanted)


def wait(*children: int) -> None:
    """Wait until all of these ended by themselves."""
    until(lambda: all(has_ended(child) for child in children))


def end(child: int) -> None:
    """Kill a child and wait until it is gone."""
    if not has_ended(child):
        kill(child)
        _ENDED[child] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def until_stopped(child: int) -> bool:
    """Wait until a child stopped itself; false: it ended instead."""
    is_stopped = False

    def is_over() -> bool:
        nonlocal is_stopped
        is_stopped = has_stopped(child)
        return is_stopped or has_ended(child)

    until(is_over)
    return is_stopped
