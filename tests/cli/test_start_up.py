"""A command imports what it uses and nothing else: told by the modules, not by a clock."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.start_up import a_year

# Each takes as long as a list may take in all, or is of no use to one.
HEAVY = {
    "PIL", "alembic", "asyncio", "babel", "feedparser", "protego", "trafilatura", "email_validator", "fastapi", "httpx", "icalendar", "imaplib", "jinja2",
    "logging.config", "lxml", "mammoth", "markdown_it", "mjml", "multiprocessing", "orjson", "premailer", "pydantic",
    "smtplib", "sqlalchemy", "starlette", "tinycss2", "yaml",
}  # fmt: skip
# Of no use to a dispatch: to make such values' classes is most of what importing our modules takes.
OTHER_VALUES = {
    f"newsletter.model.{name}"
    for name in ("archive", "article", "corrections", "cutting", "feed", "imports", "links", "notice", "preferences", "sign_up", "web_version", "writing")
}  # fmt: skip
# What an issue is rendered and looked at with; what it would be sent or fetched with is not among it.
RENDERING = {"jinja2", "lxml", "markdown_it", "mjml", "premailer", "tinycss2"}
SCRIPT = """
import sys
from newsletter.cli import main
sys.argv[1:] = {words!r}
try:
    main()
except SystemExit as left:
    assert not left.code, left
print(*sys.modules, file=sys.stderr)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("year") / "own"
    a_year(place, issues=5)
    return place


COLLECTIONS = """
import gc
import sys
from newsletter.cli import main
sys.argv[1:] = {words!r}
def count(phase, info):
    print(phase, file=sys.stderr)
gc.callbacks.append(count)
try:
    main()
except SystemExit as left:
    assert not left.code, left
gc.callbacks.remove(count)
"""
SITE = """
import sys
from pathlib import Path
from newsletter.app import Newsletter
from newsletter.web import build
newsletter = Newsletter.at(Path.cwd())
build(newsletter)
newsletter.close()
print(*sys.modules, file=sys.stderr)
"""


def modules_of(words: list[str], folder: Path, script: str = SCRIPT) -> set[str]:
    """Return what a command imported: every module, and the package that it is of."""
    run = subprocess.run(
        [sys.executable, "-c", script.format(words=words)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return {part for name in run.stderr.split() for part in (name, name.partition(".")[0])}


@pytest.mark.parametrize(
    "words",
    [["issue", "list"], ["queue", "list"], ["dispatch", "list"], ["subscribers", "list"], ["api-key", "list"], ["issue", "list", "--json"]],
    ids=" ".join,
)  # fmt: skip
def test_a_list_imports_nothing_heavy(words: list[str], folder: Path) -> None:
    assert not HEAVY & modules_of(words, folder)


def test_a_check_without_the_network_imports_what_it_renders_with_and_nothing_else_heavy(
    folder: Path,
) -> None:
    found = modules_of(["check", "--offline", "5"], folder)
    assert {"jinja2", "premailer"} <= found
    assert not found & ((HEAVY | {"encutils", "requests", "urllib3"}) - RENDERING)


def test_a_check_without_the_network_reads_no_values_of_the_desk_or_of_signing_up(
    folder: Path,
) -> None:
    found = modules_of(["check", "--offline", "5"], folder)
    assert {"newsletter.model.issue", "newsletter.store.listing"} <= found
    assert not found & {
        "newsletter.audience.ports",
        "newsletter.model.sign_up",
        "newsletter.model.writing",
    }


def test_a_dispatch_imports_what_it_sends_with_and_nothing_that_it_would_be_made_of(
    folder: Path,
) -> None:
    found = modules_of(["dispatch", "start", "4"], folder)
    assert {"sqlalchemy", "lxml", "newsletter.delivery.dispatch"} <= found
    # asyncio and orjson come with SQLAlchemy and the engine; the outbox needs no HTTP
    needed = {"asyncio", "lxml", "orjson", "sqlalchemy", "tinycss2"}
    others = {"httpcore", "newsletter.store.schema.desk", "sqlalchemy.dialects.postgresql"}
    assert not found & ((HEAVY | OTHER_VALUES | others) - needed)


@pytest.mark.parametrize(
    "words", [["dispatch", "start", "3"], ["check", "--offline", "5"]], ids=" ".join
)
def test_a_command_ends_before_cycles_are_looked_for(words: list[str], folder: Path) -> None:
    assert not modules_of(words, folder, COLLECTIONS) & {"start", "stop"}


def test_the_version_is_told_without_any_of_our_packages(folder: Path) -> None:
    packages = {
        name.split(".")[1]
        for name in modules_of(["--version"], folder)
        if name.startswith("newsletter.")
    }
    assert not {"newsletter.model.dispatch", "newsletter.model.audience"} & {
        *modules_of(["--version"], folder)
    }
    assert packages <= {"cli", "errors", "message", "model"}


def test_a_site_is_put_together_without_what_only_programs_ask_for(folder: Path) -> None:
    found = modules_of([], folder, SITE)
    assert "newsletter.web.desk.door" in found
    assert not {"fastapi", "pydantic"} & found
