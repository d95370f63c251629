"""What reading a Word file costs, with the process that it is read in."""

import time
from itertools import chain, cycle
from statistics import median

from newsletter import sources
from tests.sources.docx_files import docx_of_markdown
from tests.sources.sample_article import sample_text

WORDS = 3_300  # as many as the longest article that was at hand
ROUNDS = 5
Figure = tuple[str, float, str, str]


def measure() -> list[Figure]:
    """The time to read a long Word file."""
    file = docx_of_markdown(a_long_text())
    sources.read("warm.docx", file)
    return [("read a .docx of 3,300 words, its process too", _milliseconds(file), "ms", "≤ 800")]


def a_long_text() -> str:
    """The sample article, over and over, up to so many words; only the first has the title."""
    body = sample_text(spoken=True).split("---\n", 2)[-1].strip()
    again = body.replace("# ", "## ", 1)
    kept: list[str] = []
    for block in chain(body.split("\n\n"), cycle(again.split("\n\n"))):
        if sum(len(one.split()) for one in kept) >= WORDS:
            break
        kept.append(block)
    return "\n\n".join(kept)


def _milliseconds(file: bytes) -> float:
    taken: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        sources.read("stuk.docx", file)
        taken.append(time.perf_counter() - began)
    return median(taken) * 1_000
