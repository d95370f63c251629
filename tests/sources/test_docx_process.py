"""A Word file is read in a child, within the limits that every child has."""

import subprocess
import sys

import pytest

from newsletter.confined.process import Child, ChildAnswer, ChildError, Trouble
from newsletter.errors import ArticleError
from newsletter.sources.parsing import word_process
from tests.sources.docx_files import docx_of_markdown


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (Trouble.TOO_SLOW, "word-file-too-full"),
        (Trouble.TOO_LARGE, "word-file-too-full"),
        (Trouble.ENDED, "word-file-damaged"),
    ],
)
def test_a_child_that_gives_no_answer_is_a_file_that_cannot_be_read(
    trouble: Trouble, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_answer(*_: object) -> ChildAnswer:
        raise ChildError(trouble)

    monkeypatch.setattr(Child, "ask", without_answer)
    with pytest.raises(ArticleError, match=code):
        word_process.converted(docx_of_markdown("Titel"), "stuk.docx")


@pytest.mark.parametrize("values", [{}, {"html": 1, "unknown_styles": []}, {"html": ""}])
def test_an_answer_of_a_child_that_was_taken_over_is_a_damaged_file(
    values: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Child, "ask", lambda *_: ChildAnswer(values, b""))
    with pytest.raises(ArticleError, match="word-file-damaged"):
        word_process.converted(docx_of_markdown("Titel"), "stuk.docx")


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
