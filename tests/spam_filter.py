"""A program that is called like SpamAssassin, and answers like it, without its seconds."""

from pathlib import Path

_PROGRAM = """#!/bin/sh
{first}
for given in "$@"; do
    if [ -f "$given" ]; then
        cat "$given"
        cat {answer}
    fi
done
"""


def report(points: float, *rules: str) -> str:
    """The end of what SpamAssassin prints for each mail."""
    head = f"\nContent analysis details:   ({points} points, 5.0 required)\n\n"
    return head + "".join(f"{rule}\n" for rule in rules)


def a_spam_filter(program: Path, answer: Path, first: str = "") -> Path:
    """Write the program, which prints each mail with the report that a file holds by then.

    Args:
        program: The file to write.
        answer: The file with the report.
        first: A line of shell that runs before.
    """
    program.write_text(_PROGRAM.format(first=first, answer=answer))
    program.chmod(0o755)
    return program
