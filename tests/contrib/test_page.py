"""What docs/hosting.md says of the files in contrib/, which it names and does not repeat."""

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from newsletter.cli.commands import commands

ROOT = Path(__file__).parents[2]
PAGES = {path.name: path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md")}
HOSTING = PAGES["hosting.md"]
FILES = sorted(path for path in (ROOT / "contrib").iterdir() if path.name != "database-password")


def typed(page: str) -> list[str]:
    """The lines that a page has its reader type."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return [line.partition("   #")[0].strip() for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_every_file_in_contrib_is_named_where_it_is_needed(file: Path) -> None:
    installed = '$here/newsletter"' in (ROOT / "contrib/install.sh").read_text("utf-8")
    is_named = any(f"contrib/{file.name}" in text for text in PAGES.values())
    assert is_named or (file.name == "newsletter" and installed)


@pytest.mark.parametrize("page", ["hosting.md", "fleet.md"])
def test_a_page_does_not_repeat_a_file(page: str) -> None:
    lines = {line.strip() for file in FILES for line in file.read_text("utf-8").splitlines()}
    repeated = lines & {line.strip() for line in PAGES[page].splitlines()} - {""}
    assert sorted(line for line in repeated if len(line) > 3) == []


@pytest.mark.parametrize("line", [one for one in typed(HOSTING) if one.startswith("newsletter ")])
def test_each_command_to_type_is_one_of_the_program(line: str) -> None:
    command = get_command(commands)
    words = shlex.split(line)[1:]
    while words and hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    options = {option for one in command.params for option in (*one.opts, *one.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= options
    assert len(
        [one for one in command.params if one.param_type_name == "argument" and one.required]
    ) <= len(words)


def test_what_is_done_to_a_unit_is_done_to_one_that_is_there() -> None:
    units = {
        path.name.partition(".")[0].rstrip("@")
        for path in FILES
        if path.suffix in {".service", ".timer"}
    }
    named = {
        word.partition(".")[0].partition("@")[0]
        for page in (HOSTING, PAGES["fleet.md"])
        for line in typed(page)
        if line.startswith(("systemctl ", "journalctl "))
        for word in line.split()
        if word.startswith("newsletter")
    }
    assert named == units
