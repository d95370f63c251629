"""The child process, which calls one function with each request that it reads.

``python -m newsletter.confined.child MODULE:FUNCTION MEMORY SECONDS`` limits its own memory
and time through the system before it reads anything. The function gets the values of the
request and its bytes, and returns values and bytes. An error of ours is its refusal; any
other error ends the process, whose files may be anything.

A request and an answer are the lengths of their two parts, JSON and bytes, and these.
"""

import importlib
import json
import os
import struct
import sys
from typing import BinaryIO, Final

from newsletter.errors import NewsletterError

LENGTHS: Final = struct.Struct(">IQ")
TOO_MUCH_MEMORY: Final = 3  # the exit status


def main() -> int:
    """Answer requests until there are no more, and return the exit status."""
    _, job, memory, seconds = sys.argv
    confine(int(memory))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody prints into answers
    try:
        _serve(job, int(seconds), sys.stdin.buffer, answers)
    except MemoryError:
        return TOO_MUCH_MEMORY
    return 0


def _serve(job: str, seconds: int, requests: BinaryIO, answers: BinaryIO) -> None:
    module, _, name = job.partition(":")
    function = getattr(importlib.import_module(module), name)
    while lengths := requests.read(LENGTHS.size):
        values, size = LENGTHS.unpack(lengths)
        asked = json.loads(requests.read(values))
        limit_time(seconds)
        try:
            found, data = function(asked, requests.read(size))
        except NewsletterError as error:
            found, data = {"refused": error.problem.to_text()}, b""
        head = json.dumps(found, ensure_ascii=False).encode()
        answers.write(LENGTHS.pack(len(head), len(data)) + head)
        answers.write(data)
        answers.flush()


def confine(memory: int) -> None:
    """Limit the memory of this process, in bytes, if the system can.

    Core dumps are off: they would hold the file.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, memory)


def limit_time(seconds: int) -> None:
    """Let the system end this process after so many more seconds of processor time."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    # the hard limit stays, so that the next request gets as much
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = int(used.ru_utime + used.ru_stime) + seconds + 1
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _limit(what: int, most: int) -> None:
    import resource

    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    try:
        resource.setrlimit(what, (most, most))
    except (OSError, ValueError):  # macOS knows some limits only by name
        return


if __name__ == "__main__":
    raise SystemExit(main())
