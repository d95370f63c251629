"""What the documents say is what the code does."""

import re
from pathlib import Path

import pytest

from tests import commands_page, settings_page

ROOT = Path(__file__).parents[1]
DOCUMENTS = {
    path: path.read_text("utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}


PAGES = {"settings.md": settings_page.page, "commands.md": commands_page.page}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_written_from_the_code_is_what_the_code_says_golden(
    name: str, request: pytest.FixtureRequest
) -> None:
    path = ROOT / "docs" / name
    if request.config.getoption("--accept"):
        path.write_text(PAGES[name](), "utf-8")
    assert path.read_text("utf-8") == PAGES[name](), (
        f"docs/{name} is not what the code says; make accept"
    )


def test_the_readme_leads_to_every_document() -> None:
    readme = DOCUMENTS[ROOT / "README.md"]
    assert [
        path.name
        for path in DOCUMENTS
        if f"docs/{path.name}" not in readme and path.name != "README.md"
    ] == []


def test_every_make_target_stands_in_the_readme() -> None:
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert targets is not None
    readme = DOCUMENTS[ROOT / "README.md"]
    assert [target for target in targets[1].split() if f"make {target}" not in readme] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_links_to_is_there(path: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", DOCUMENTS[path])
    assert [link for link in links if not (path.parent / link).exists() and "…" not in link] == []
