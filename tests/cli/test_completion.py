"""The Tab key: what bash, zsh and fish are offered, and that they take it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer import rich_utils

from newsletter.cli import main
from tests.needs import missing

SHELLS = ("bash", "zsh", "fish")
FILES = (
    "issues/001-de-weg.md",
    "issues/010-rust.md",
    "issues/links.toml",
    "issues/articles/nee-zeggen.txt",
    "issues/articles/rust.md",
    # whoever names a file so runs nothing in the shell of the editor who presses Tab
    "issues/012-$(touch evil).md",
    "issues/articles/`touch evil`.txt",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of a publication, and nothing else: no settings, no database."""
    for name in FILES:
        path = tmp_path / "letter" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "letter"


def offered(
    shell: str, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[str]:
    """Return what a shell is offered for the last word of a line, by its own protocol."""
    words = line.split(" ")
    protocol = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)},
        "zsh": {"_TYPER_COMPLETE_ARGS": line},
        "fish": {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }
    monkeypatch.setattr("sys.argv", ["newsletter"])
    monkeypatch.setattr(rich_utils, "MAX_WIDTH", rich_utils.MAX_WIDTH)  # a process completes once
    monkeypatch.setenv("_NEWSLETTER_COMPLETE", f"complete_{shell}")
    for name, value in protocol[shell].items():
        monkeypatch.setenv(name, value)
    capsys.readouterr()
    with pytest.raises(SystemExit) as left:
        main()
    told = capsys.readouterr()
    assert (left.value.code, told.err) == (0, "")
    if shell == "zsh":
        return re.findall(r'^(?:_arguments .*\(\()?"(.*?)"(?::|$|\))', told.out, re.MULTILINE)
    return [one.partition("\t")[0] for one in told.out.splitlines() if one]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("newsletter que", ["queue"]),
        ("newsletter issue ap", ["approve"]),
        ("newsletter issue approve --re", ["--renew"]),
        ("newsletter issue show ", ["1", "10"]),
        ("newsletter issue show 10", ["10"]),
        ("newsletter issue approve 1 ", ["1", "10"]),
        ("newsletter issue new --correction-of ", ["1", "10"]),
        ("newsletter draw ", ["nee-zeggen.txt", "rust.md"]),
        ("newsletter draw rust.md n", ["nee-zeggen.txt"]),
        ("newsletter editor role 1 ", ["writer", "editor", "owner"]),
        ("newsletter subscribers show ", []),
    ],
)
def test_tab_offers_commands_options_and_what_is_there(
    shell: str,
    line: str,
    expected: list[str],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    assert offered(shell, line, monkeypatch, capsys) == expected
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*")) == sorted(
        FILES
    )


@pytest.mark.parametrize(
    ("publication", "expected"),
    [("-C letter", ["1", "10"]), ("-C ~/letter", ["1", "10"]), ("-C nowhere", []), ("-C ~nobody.at.all", [])],
)  # fmt: skip
def test_the_issues_are_those_of_the_publication_that_was_named(
    publication: str,
    expected: list[str],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("HOME", str(folder.parent))
    line = f"newsletter {publication} check "
    assert offered("bash", line, monkeypatch, capsys) == expected


# each loads what --install-completion has written for it, and asks as it does at the Tab key
SCRIPTS = {
    "bash": """
        newsletter --install-completion
        . "$HOME/.bashrc"
        COMP_WORDS=(newsletter issue show ""); COMP_CWORD=3
        _newsletter_completion newsletter
        printf 'offered: %s\\n' "${COMPREPLY[@]}"
    """,
    "zsh": """
        newsletter --install-completion
        compdef() { : }
        _arguments() { spec="${1#*: :}"; eval "all=( ${spec[3,-3]} )"; print -l "offered: "${^all%%:*} }
        . "$HOME/.zfunc/_newsletter"
        words=(newsletter issue show ""); CURRENT=4
        _newsletter_completion
    """,
    "fish": """
        newsletter --install-completion
        source "$HOME/.config/fish/completions/newsletter.fish"
        complete -C "newsletter issue show " | string replace -r '(\\S+).*' 'offered: $1'
    """,
}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_takes_what_is_installed_for_it(shell: str, folder: Path) -> None:
    if shutil.which(shell) is None:
        missing(shell, f"{shell} is not installed")
    program = folder.parent / "bin" / "newsletter"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m newsletter "$@"\n')
    program.chmod(0o755)
    script = folder.parent / "script"
    script.write_text(SCRIPTS[shell])
    asked = subprocess.run(
        [shell, script],
        cwd=folder,
        env={
            **os.environ,
            "HOME": str(folder.parent),
            "PATH": f"{program.parent}:{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"{shell} completion installed in" in asked.stdout, asked.stderr
    found = re.findall(r"^offered: (.*)$", asked.stdout, re.MULTILINE)
    assert found == ["1", "10"], asked.stdout + asked.stderr
    assert not (folder / "evil").exists()
