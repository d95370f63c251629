"""The project keeps its own rules."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "newsletter").rglob("*.py")
    if path.name != "__main__.py" and "migrations" not in path.parts
)


def test_the_rooms_keep_the_import_contract() -> None:
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_module_imports() -> None:
    # alone too: tests/test_house.py holds that none waits for one that waits for it
    script = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
    run = subprocess.run(
        [sys.executable, "-c", script, *reversed(MODULES)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "base", "manager"])
def test_no_module_is_called_by_a_word_that_says_nothing(name: str) -> None:
    assert not [module for module in MODULES if name in module.split(".")]


def test_only_config_reads_the_environment() -> None:
    readers = [
        path
        for path in (ROOT / "newsletter").rglob("*.py")
        if "config" not in path.parts
        and re.search(r"\bos\.environ\b|\bgetenv\b", path.read_text("utf-8"))
    ]
    # it reads no setting: a child that opens a stranger's file gets none of the secrets
    assert readers == [ROOT / "newsletter" / "confined" / "process.py"]


def test_only_the_contract_for_providers_needs_pytest() -> None:
    needs = re.compile(r"^\s*(?:import|from) (?:pytest|hypothesis)\b", re.MULTILINE)
    found = {
        path.parent.relative_to(ROOT).as_posix()
        for path in (ROOT / "newsletter").rglob("*.py")
        if needs.search(path.read_text("utf-8"))
    }
    assert found == {"newsletter/testing/contract"}


def test_only_the_app_reads_the_clock() -> None:
    clock = re.compile(r"\bdatetime\.now\(|\btime\.time\(|\bdate\.today\(|\butcnow\(")
    readers = [
        path
        for path in (ROOT / "newsletter").rglob("*.py")
        # the simulator is another company's server: it has a clock of its own
        if not {"app", "testing"} & set(path.relative_to(ROOT).parts)
        and clock.search(path.read_text("utf-8"))
    ]
    assert readers == []
