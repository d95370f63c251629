"""The units for systemd, verified as systemd itself does where it is installed."""

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
from typer.main import get_command

from newsletter.cli.commands import commands
from newsletter.providers import mailgun
from tests.needs import missing

CONTRIB = Path(__file__).parents[2] / "contrib"
UNITS = sorted(path.name for path in CONTRIB.glob("newsletter*.*"))
SERVICES = [name for name in UNITS if name.endswith(".service")]
PROGRAM = "/srv/newsletter/venv/bin/newsletter -C /srv/newsletter/letter"
MOST_EXPOSED = 3.0  # of 10, by `systemd-analyze security`; a service without any protection has 9.6


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    if shutil.which("systemd-analyze") is None:
        missing("systemd", "systemd-analyze is not here; install it with apt-get install systemd")
    return subprocess.run(
        ["systemd-analyze", "--no-pager", *arguments], capture_output=True, text=True, check=False
    )


def lines_of(name: str) -> list[str]:
    text = (CONTRIB / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The units as on a machine that has a program at their place; a template as its first instance."""
    folder = tmp_path_factory.mktemp("units")
    program = shutil.which("true")
    found = {}
    for name in UNITS:
        found[name] = folder / name.replace("@.", "@1.")
        text = (CONTRIB / name).read_text("utf-8")
        found[name].write_text(text.replace(PROGRAM, str(program)), "utf-8")
    return found


def test_these_are_the_units() -> None:
    assert UNITS == [
        "newsletter-backup.service",
        "newsletter-backup.timer",
        "newsletter-worker@.service",
        "newsletter.service",
    ]


def test_systemd_finds_nothing_wrong_with_any_unit(installed: dict[str, Path]) -> None:
    run = analyze("verify", "--man=no", *map(str, installed.values()))
    assert (run.returncode, run.stdout + run.stderr) == (0, "")  # of an unknown key it only warns


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_can_do_little_beside_its_work(name: str, installed: dict[str, Path]) -> None:
    run = analyze("security", "--offline=true", str(installed[name]))
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", run.stdout)
    assert exposure is not None, run.stdout + run.stderr
    assert float(exposure[1]) <= MOST_EXPOSED, run.stdout


def test_every_service_is_confined_by_the_same_lines() -> None:
    confined = [lines_of(name)[lines_of(name).index("UMask=0077") :] for name in SERVICES]
    confined = [
        [line for line in lines if "=" in line and "WantedBy" not in line] for lines in confined
    ]
    assert len(confined[0]) == 26
    assert confined[1:] == confined[:-1]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_gives_an_order_that_the_program_knows(name: str) -> None:
    (order,) = [line for line in lines_of(name) if line.startswith("ExecStart=")]
    assert order.startswith(f"ExecStart={PROGRAM} ")
    name, *words = order.removeprefix(f"ExecStart={PROGRAM} ").split()
    command = get_command(commands).commands[name]
    known = {option for one in command.params for option in one.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("name", ["newsletter.service", "newsletter-worker@.service"])
def test_the_calls_in_flight_may_finish_before_a_service_is_killed(name: str) -> None:
    (longest,) = [one.default for one in fields(mailgun.Settings) if one.name == "timeout"]
    (line,) = [one for one in lines_of(name) if one.startswith("TimeoutStopSec=")]
    assert int(line.partition("=")[2]) > longest.total_seconds()
