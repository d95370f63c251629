"""What CONTRIBUTING.md tells a newcomer to write works, word for word."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCK = r"\n\n```\w+\n(.*?)^```$"
NEW = re.findall(rf"^`([\w/.]+)`{BLOCK}", PAGE, re.MULTILINE | re.DOTALL)
APPENDED = re.findall(rf"^At the end of `([\w/.]+)`{BLOCK}", PAGE, re.MULTILINE | re.DOTALL)
INSERTED = re.findall(rf"^After `([^\n]+)` in `([\w/.]+)`{BLOCK}", PAGE, re.MULTILINE | re.DOTALL)
CHANGED = [path for path, _ in (*NEW, *APPENDED)] + [path for _, path, _ in INSERTED]
TESTS = [
    *("tests/sources/test_gemtext.py", "tests/cli/test_queue_next.py", "tests/test_documents.py"),
    *("tests/contracts/test_every_source.py", "tests/contracts/test_every_provider.py"),
    *("tests/providers/test_the_page.py", "tests/editorial/checks/test_every_rule.py"),
    "tests/locale/test_catalogue.py::test_a_file_has_every_sentence_of_its_subject_and_none_is_left_over_golden[nl-findings]",
]
CHOSEN = "gemtext or gmi or ending or postcard or subject-asks or broken or next or golden"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as somebody else has it, with everything from the page in its place."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("newsletter", "tests", "docs", "templates", "issues", "subscribers"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (*ROOT.glob("*.md"), *ROOT.glob("*.toml"), ROOT / "Makefile", ROOT / "LICENSE"):
        shutil.copy(path, folder)
    for name, text in NEW:
        assert not (folder / name).exists()
        (folder / name).write_text(text, "utf-8")
    for name, text in APPENDED:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)
    for after, name, text in INSERTED:
        whole = (folder / name).read_text("utf-8")
        assert whole.count(f"{after}\n") == 1
        (folder / name).write_text(whole.replace(f"{after}\n", f"{after}\n{text}"), "utf-8")
    return folder


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False
    )


def test_each_toy_passes_its_own_tests_and_those_that_run_over_every_one(clone: Path) -> None:
    accepted = run(clone, "pytest", "-q", "--accept", "tests/test_documents.py")
    assert accepted.returncode == 0, accepted.stdout
    ran = run(clone, "pytest", "-v", "-p", "no:randomly", *TESTS, "-k", CHOSEN)
    assert ran.returncode == 0, ran.stdout
    for toy in ("[postcard]", "[.gmi]", "[0-subject-asks]"):
        assert toy in ran.stdout  # what runs over every one ran over it
    for page in ("settings.md", "providers.md", "commands.md"):
        assert (clone / "docs" / page).read_text("utf-8") != (ROOT / "docs" / page).read_text(
            "utf-8"
        )


def test_each_toy_is_formatted_and_linted_as_the_project_is(clone: Path) -> None:
    python = [name for name in CHANGED if name.endswith(".py")]
    for command in (("format", "--check"), ("check",)):
        linted = run(clone, "ruff", *command, *python)
        assert linted.returncode == 0, linted.stdout


def test_every_path_on_the_page_is_there_or_is_made() -> None:
    named = set(re.findall(r"`((?:newsletter|tests|templates|docs)/[\w/.-]+)`", PAGE))
    assert (
        sorted(
            path
            for path in named
            if not (ROOT / path).exists()
            and path not in CHANGED
            and not re.search("NAME|SUBJECT", path)
        )
        == []
    )
