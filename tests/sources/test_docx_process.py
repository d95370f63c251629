"""The process that reads a Word file is held to its memory and its time by the system."""

import subprocess
import sys

import pytest

from newsletter.sources.parsing.word_child import MEMORY, SECONDS, TOO_MUCH


def ending_of(program: str) -> int:
    """The exit status of a program that limits itself as the child does."""
    lines = (
        "from newsletter.sources.parsing.word_child import confine",
        program,
    )
    run = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, check=False)
    return run.returncode


def test_more_than_its_memory_is_refused_to_it() -> None:
    taken = "confine()\ntry: bytearray({size})\nexcept MemoryError: raise SystemExit(3)"
    assert ending_of(taken.format(size=MEMORY)) in TOO_MUCH
    assert ending_of(taken.format(size=MEMORY // 4)) == 0


def test_it_is_ended_after_its_time() -> None:
    assert ending_of("confine(seconds=1)\nwhile True: pass") in TOO_MUCH


def test_its_limits_are_those_of_a_moment() -> None:
    assert SECONDS == 10
    assert MEMORY == 512 * 1024 * 1024


@pytest.mark.parametrize("heavy", ["mammoth", "lxml"])
def test_what_takes_in_articles_does_not_import_the_converter(heavy: str) -> None:
    lines = (
        "import sys",
        "from newsletter import sources",
        "sources.read('stuk.txt', b'Titel')",
        f"raise SystemExit({heavy!r} in sys.modules)",
    )
    run = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
