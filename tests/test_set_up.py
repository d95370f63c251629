"""What make sets up: an environment for the program, another for its tests, whatever happened before."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAKE = shutil.which("make") or "make"
# an interpreter whose pip says what it is given to say, and ends as it is told to
STAND_IN = """#!/bin/sh
case "$*" in *--version*) exit 0;; esac
printf '%s\\n' {lines}
{end}
"""


def set_up(
    folder: Path, *wanted: str, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "tests" / "set_up.py", folder, *wanted],
        capture_output=True,
        text=True,
        check=False,
        env=env,
    )


def an_environment(folder: Path, *lines: str, end: str = "exit 0") -> Path:
    """A virtual environment with a stand-in for its Python."""
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    (folder / "pyvenv.cfg").touch()
    python.write_text(STAND_IN.format(lines=" ".join(f"'{line}'" for line in lines), end=end))
    python.chmod(0o755)
    return folder


# what stands in for the module venv, which takes seconds: it makes such an environment, or refuses
VENV = """
import pathlib, sys
if {refuses}:
    sys.exit("no ensurepip here")
python = pathlib.Path(sys.argv[1], "bin", "python")
python.parent.mkdir()
python.write_text({python!r})
python.chmod(0o755)
"""


def with_venv(folder: Path, *lines: str, refuses: bool = False) -> dict[str, str]:
    folder.mkdir()
    python = STAND_IN.format(lines=" ".join(f"'{line}'" for line in lines), end="exit 0")
    (folder / "venv.py").write_text(VENV.format(refuses=refuses, python=python))
    return {**os.environ, "PYTHONPATH": str(folder)}


def test_what_an_interruption_left_is_made_anew_and_what_is_whole_is_kept(tmp_path: Path) -> None:
    folder = an_environment(tmp_path / "env", end="exit 1")
    (folder / ".unfinished").touch()
    (folder / "half").touch()
    env = with_venv(tmp_path / "modules", "Collecting toy", "Installing collected packages: toy, b")
    first = set_up(folder, "toy", env=env)
    assert first.returncode == 0, first.stderr
    assert [line.partition(",")[0] for line in first.stdout.splitlines()] == [
        f"setting up {folder}: making the environment …",
        f"setting up {folder}: finding packages …",
        f"setting up {folder}: installing 2 packages …",
        f"{folder}: ready",
    ]
    assert sorted(path.name for path in folder.iterdir()) == [".ready", "bin"]
    (folder / "mine").touch()
    again = set_up(folder, "toy", env=env)
    assert (again.returncode, (folder / "mine").exists()) == (0, True)
    assert "making the environment" not in again.stdout


def test_an_environment_whose_python_has_gone_is_made_anew(tmp_path: Path) -> None:
    folder = an_environment(tmp_path / "env")
    (folder / "bin" / "python").unlink()
    (folder / "bin" / "python").symlink_to(tmp_path / "python3.9")
    # where none can be made, it says so, and knows the next time
    refused = set_up(folder, "toy", env=with_venv(tmp_path / "refusing", refuses=True))
    assert (refused.returncode, refused.stderr) == (2, "no ensurepip here\n")
    assert sorted(path.name for path in folder.iterdir()) == [".unfinished"]
    assert set_up(folder, "toy", env=with_venv(tmp_path / "modules")).returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == [".ready", "bin"]


def test_a_failure_while_packages_are_found_leaves_the_environment_as_it_was(
    tmp_path: Path,
) -> None:
    folder = an_environment(tmp_path / "env", "Collecting toy", "ERROR: no network", end="exit 1")
    failed = set_up(folder, "toy")
    assert (failed.returncode, failed.stderr) == (2, "Collecting toy\nERROR: no network\n")
    assert sorted(path.name for path in folder.iterdir()) == ["bin", "pyvenv.cfg"]


@pytest.mark.parametrize(
    ("end", "code"), [("exit 1", 2), ("kill -INT $PPID; exit 1", 130)], ids=["failed", "Ctrl-C"]
)
def test_an_end_while_packages_are_installed_is_remembered(
    end: str, code: int, tmp_path: Path
) -> None:
    folder = an_environment(tmp_path / "env", "Installing collected packages: a, b", end=end)
    assert set_up(folder, "toy").returncode == code
    assert (folder / ".unfinished").exists()
    assert not (folder / ".ready").exists()


def test_a_link_is_refused_and_so_is_a_folder_that_is_something_else(tmp_path: Path) -> None:
    theirs = an_environment(tmp_path / "theirs", end="touch $(dirname $0)/changed")
    link = tmp_path / "link"
    link.symlink_to(theirs)
    refused = set_up(link, "toy")
    assert refused.returncode == 2
    assert "is a link to that of another clone" in refused.stderr
    assert not (theirs / "bin" / "changed").exists()
    other = tmp_path / "papers"
    other.mkdir()
    (other / "will.txt").touch()
    refused = set_up(other, "toy")
    assert refused.returncode == 2
    assert "is not a virtual environment" in refused.stderr
    assert (other / "will.txt").exists()


def make(folder: Path, *words: str, path: str | None = None) -> str:
    """What make prints in a folder with our Makefile and a set-up that prints what it is asked."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    (folder / "tests").mkdir(exist_ok=True)
    (folder / "tests" / "set_up.py").write_text("import sys\nprint('asked:', *sys.argv[1:])\n")
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    run = subprocess.run(
        [MAKE, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env=env if path is None else {**env, "PATH": path},
    )
    return run.stdout + run.stderr


def ready(environment: Path) -> None:
    environment.mkdir()
    (environment / ".ready").touch()


@pytest.mark.parametrize("target", ["demo", "run"])
def test_the_program_has_an_environment_of_its_own_unless_that_of_the_tests_is_there(
    target: str, tmp_path: Path
) -> None:
    command = f"/bin/python -m newsletter {target}"
    assert f".venv-run{command}" in make(tmp_path, "-n", target)
    assert f".venv{command}" not in make(tmp_path, "-n", target)
    ready(tmp_path / ".venv")
    assert f".venv{command}" in make(tmp_path, "-n", target)


def test_that_of_another_clone_does_not_run_this_program(tmp_path: Path) -> None:
    ready(tmp_path / "theirs")
    (tmp_path / ".venv").symlink_to(tmp_path / "theirs")
    assert ".venv-run/bin/python -m newsletter" in make(tmp_path, "-n", "demo")


@pytest.mark.parametrize(
    ("target", "asked"),
    [
        ("setup", ".venv --constraint constraints.txt --editable .[dev]"),
        (".venv-run/.ready", ".venv-run --constraint constraints.txt --editable ."),
    ],
)
def test_any_python_that_is_new_enough_will_do(target: str, asked: str, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "python3").symlink_to(shutil.which("false") or "/bin/false")
    assert "needs Python 3.11 or newer" in make(tmp_path, target, path=str(programs))
    (programs / "python3.12").symlink_to(sys.executable)
    assert f"asked: {asked}\n" in make(tmp_path, target, path=str(programs))
