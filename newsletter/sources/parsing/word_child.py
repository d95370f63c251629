"""The process that converts a Word file from bytes to HTML within JSON.

``python -m newsletter.sources.parsing.word_child`` limits its own memory and time
through the system before it reads the file, which is not trusted.
"""

import json
import re
import resource
import signal
import sys
from typing import Final

from newsletter.errors import ArticleError

SECONDS: Final = 10  # of processor time
MEMORY: Final = 512 * 1024 * 1024  # bytes
_TOO_MUCH_MEMORY: Final = 3
TOO_MUCH: Final = (_TOO_MUCH_MEMORY, -signal.SIGXCPU, -signal.SIGKILL)  # the exit status at a limit
_BLOCK_END: Final = re.compile(
    r"(</(?:p|h[1-6]|li|ul|ol|blockquote|figcaption|t[dhr]|table)>|<(?:ul|ol|table|tr)>)(?!\n)"
)


def main() -> int:
    """Print the HTML or the file's error, and return the exit status."""
    confine()
    try:
        answer = _answer(sys.stdin.buffer.read())
    except MemoryError:
        return _TOO_MUCH_MEMORY
    except ArticleError as error:
        answer = {"refused": error.problem.to_text()}
    sys.stdout.write(json.dumps(answer))
    return 0


def confine(*, memory: int = MEMORY, seconds: int = SECONDS) -> None:
    """Limit this process. Core dumps are off: they would hold the article."""
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CPU, seconds)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))


def _answer(data: bytes) -> dict[str, object]:
    from newsletter.sources.parsing.word_package import checked
    from newsletter.sources.parsing.word_styles import html_of

    html, unknown = html_of(checked(data, ""))
    return {"html": _BLOCK_END.sub(r"\1\n", html), "unknown_styles": unknown}


if __name__ == "__main__":
    raise SystemExit(main())
