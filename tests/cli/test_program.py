"""A hint can be typed where it is read, however the program was started."""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import newsletter
from newsletter.cli.program import Invocation, current_folder
from tests.app.builders import SetClock, a_publication
from tests.cli.builders import Terminal, a_terminal

ROOT = Path(__file__).parents[2]
AS_MODULE = str(Path(newsletter.__file__).with_name("__main__.py"))


@pytest.fixture
def terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    return a_terminal(tmp_path / "letter", monkeypatch, capsys)


def a_script(folder: Path) -> Path:
    """A command of that name, as an environment has one."""
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / "newsletter"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    return script


def hints_in(told: str) -> list[str]:
    return re.findall(r"^  → (.*)$", told, re.MULTILINE)


def test_started_by_a_path_a_hint_names_the_path_from_here(terminal: Terminal) -> None:
    by_path = replace(terminal, program=str(a_script(terminal.folder / "env" / "bin")))
    assert hints_in(by_path.types("issue", "show", "9").err) == ["env/bin/newsletter issue list"]
    below = replace(terminal, program=str(a_script(terminal.folder)))
    assert hints_in(below.types("issue", "show", "9").err) == ["./newsletter issue list"]


def test_a_path_with_spaces_is_one_word_of_a_hint(terminal: Terminal) -> None:
    by_path = replace(terminal, program=str(a_script(terminal.folder / "my env")))
    assert hints_in(by_path.types("issue", "show", "9").err) == ["'my env/newsletter' issue list"]


def test_found_by_the_shell_it_is_newsletter(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = a_script(tmp_path / "tools" / "venv")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "newsletter").symlink_to(script)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    for way in (script, tmp_path / "bin" / "newsletter"):
        started = replace(terminal, program=str(way))
        assert hints_in(started.types("issue", "show", "9").err) == ["newsletter issue list"]


def test_on_a_server_it_is_the_script_that_starts_it_as_another_user(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = a_script(tmp_path / "venv" / "bin")
    text = (ROOT / "contrib" / "newsletter").read_text("utf-8")
    text = text.replace("/srv/newsletter/venv", str(tmp_path / "venv"))
    a_script(tmp_path / "bin").write_text(
        text.replace("/srv/newsletter/letter", str(terminal.folder))
    )
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.chdir(tmp_path)
    by_script = replace(terminal, program=str(program))
    assert hints_in(by_script.types("issue", "show", "9").err) == ["newsletter issue list"]
    other = replace(
        by_script, folder=a_publication(tmp_path / "other", SetClock()).container.folder
    )
    assert hints_in(other.types("issue", "show", "9").err) == [
        f"newsletter -C {tmp_path}/other issue list"
    ]


def test_started_as_a_module_it_is_the_environments_command(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = a_script(terminal.folder / "env" / "bin")
    monkeypatch.setattr(sys, "executable", str(script.with_name("python")))
    as_module = replace(terminal, program=AS_MODULE)
    assert hints_in(as_module.types("issue", "show", "9").err) == ["env/bin/newsletter issue list"]
    script.unlink()
    assert hints_in(as_module.types("issue", "show", "9").err) == [
        "env/bin/python -m newsletter issue list"
    ]


def test_wrong_use_points_at_help_that_can_be_asked_for(terminal: Terminal) -> None:
    by_path = replace(terminal, program=str(a_script(terminal.folder / "env" / "bin")))
    assert "'env/bin/newsletter issue --help'" in by_path.types("issue", "shwo").err


def test_a_shell_completes_newsletter_wherever_it_was_started(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: "bash")
    by_path = replace(terminal, program=str(a_script(terminal.folder / "env" / "bin")))
    told = by_path.types("--show-completion").out
    assert "complete -o default -F _newsletter_completion newsletter\n" in told


def test_a_hint_about_another_folders_publication_chooses_it(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    near = replace(terminal, folder=Path("letter"))
    assert hints_in(near.types("issue", "show", "9").err) == ["newsletter -C letter issue list"]
    nowhere = replace(terminal, folder=Path("nowhere"))
    assert hints_in(nowhere.types("issue", "list").err) == [f"newsletter init {tmp_path}/nowhere"]


def test_after_a_change_of_folder_the_path_is_the_one_from_there(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_path = replace(terminal, program=str(a_script(tmp_path / "env" / "bin")))
    told = by_path.types("init", str(tmp_path / "my letter")).out
    cd, doctor, *_ = hints_in(told)
    assert shlex.split(cd) == ["cd", str(tmp_path / "my letter")]
    assert doctor == "../env/bin/newsletter doctor"


def test_a_program_that_was_started_otherwise_is_newsletter(tmp_path: Path) -> None:
    unfit = tmp_path / "not-executable"
    unfit.touch()
    for argument in ("newsletter", "-c", "", str(unfit), str(tmp_path / "gone")):
        assert Invocation.started_as(argument) == Invocation()


def test_what_a_module_suggests_can_be_typed(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "newsletter", "init", "letter"],
        cwd=tmp_path,
        env={**os.environ, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    cd, doctor, *_ = hints_in(made.stdout)
    typed = subprocess.run(
        ["/bin/sh", "-c", f"{cd} && {doctor.replace('doctor', '--version')}"],
        cwd=tmp_path,
        env={**os.environ, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert typed.stdout.startswith("newsletter ")


def test_a_command_about_another_folder_works_where_the_current_one_is_gone(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert current_folder() is None
    assert Invocation((str(tmp_path / "bin" / "newsletter"),)).name().endswith("newsletter")
    assert terminal.types("queue", "list").code == 0
