"""The pages about backups and upgrades, followed word by word: every command on them is typed here."""

import re
import shlex
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from newsletter.app import container
from tests.app.builders import SAID
from tests.cli.builders import Terminal, a_terminal
from tests.cli.test_running import running
from tests.ports import a_free_port

ROOT = Path(__file__).parents[2]
# what a machine has that a test has not; the rest is run as it is
TOOLS = {
    "rsync": """for last; do :; done
case $last in *:*) to="$ELSEWHERE/${last#*:}" ;; *) to=$last ;; esac
mkdir -p "$to"
for one; do case $one in
  -*|newsletter.db*) ;;
  "$last") ;;
  *:/*) cp -a "$OLD${one#*:}." "$to" ;;
  *:*) cp -a "$ELSEWHERE/${one#*:}" "$to" ;;
  *) cp -a "$one" "$to" ;;
esac; done""",
    "chown": 'test -d "$3"',
    "userdel": "test $1 = newsletter",
    "git": 'test -d "$2"',
}


@dataclass
class Machine:
    """One that was set up as docs/hosting.md says, in a folder instead of at its root."""

    root: Path
    terminal: Terminal
    environment: dict[str, str]
    typed: list[str] = field(default_factory=list)
    service: Iterator[object] | None = None

    def follows(self, page: str, heading: str) -> None:
        """Type every command under a heading of a page."""
        for line in commands_of(page, heading):
            self.types(line)

    def types(self, line: str) -> None:
        self.typed.append(line)
        here = re.sub(r"(?<![\w.:])/(srv|etc|usr|root)/", rf"{self.root}/\1/", line)
        words = shlex.split(here)
        match words:
            case ["newsletter", *rest]:
                answer = self.terminal.types(*rest)
                assert answer.code == 0, (line, answer.out, answer.err)
            case ["systemctl", *rest]:
                self.control(rest)
            case _:
                outside = [
                    one for one in words if one.startswith("/") and str(self.root) not in one
                ]
                assert not outside
                subprocess.run(["/bin/sh", "-ec", here], check=True, env=self.environment)

    def control(self, words: list[str]) -> None:
        assert words[-1].startswith("newsletter")
        if words[0] in {"stop", "disable"} and self.service is not None:
            next(self.service, None)
            self.service = None
        if words[0] in {"start", "enable"}:
            assert self.service is None
            self.service = self.serving()
            next(self.service)

    def serving(self) -> Iterator[None]:
        with running(self.terminal.folder, a_free_port()):
            yield


def commands_of(page: str, heading: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text("utf-8")
    (part,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", part, re.MULTILINE | re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines()]


@pytest.fixture
def machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[tuple[Machine, Machine]]:
    monkeypatch.setattr(container, "disk_usage", lambda _: (100, 50, 50))
    tools = tmp_path / "tools"
    tools.mkdir()
    for name, script in TOOLS.items():
        (tools / name).write_text(f"#!/bin/sh\nset -e\n{script}\n", "utf-8")
        (tools / name).chmod(0o755)
    made = [a_machine(tmp_path, name, monkeypatch, capsys) for name in ("old", "new")]
    yield made[0], made[1]
    for one in made:
        if one.service is not None:
            next(one.service, None)


def a_machine(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Machine:
    root = folder / name
    home = root / "srv" / "newsletter"
    terminal = a_terminal(home / "letter", monkeypatch, capsys)
    for place in ("srv/newsletter/program", "srv/newsletter/venv/bin", "etc/systemd/system"):
        (root / place).mkdir(parents=True)
    pip = home / "venv" / "bin" / "pip"
    pip.write_text("#!/bin/sh\nexit 0\n", "utf-8")
    pip.chmod(0o755)
    where = {"ELSEWHERE": str(folder / "elsewhere"), "OLD": str(folder / "old")}
    path = f"{folder / 'tools'}:/usr/bin:/bin"
    return Machine(root, terminal, {"PATH": path, **where})


def addresses(machine: Machine) -> list[str]:
    answer = machine.terminal.types("subscribers", "list", "--json")
    return [one["address"] for one in answer.json if one["standing"] == "confirmed"]


def add(machine: Machine, name: str) -> None:
    words = ("subscribers", "add", f"{name}@example.org", "--statement", SAID)
    assert machine.terminal.types(*words).code == 0


def test_a_lost_disk_is_made_good_by_the_page(machines: tuple[Machine, Machine]) -> None:
    machine, _ = machines
    add(machine, "anna")
    add(machine, "bram")
    machine.follows("backup.md", "Every night")
    assert machine.terminal.types("subscribers", "unsubscribe", "bram@example.org").code == 0
    hourly = machine.typed[-1]
    assert "/letter" in hourly
    machine.types(hourly)
    machine.follows("backup.md", r"Is it any good\?")
    shutil.rmtree(machine.root / "srv/newsletter/backups")
    for lost in machine.terminal.folder.iterdir():
        shutil.rmtree(lost) if lost.is_dir() else lost.unlink()
    machine.follows("backup.md", "Putting a backup back")
    assert addresses(machine) == ["anna@example.org"]


def test_a_restore_without_stopping_first_is_refused(machines: tuple[Machine, Machine]) -> None:
    machine, _ = machines
    add(machine, "anna")
    machine.follows("backup.md", "Every night")
    machine.control(["start", "newsletter"])
    refused = machine.terminal.types("restore", str(machine.root / "srv/newsletter/backups"))
    assert refused.code == 1
    assert "Other processes have the database open" in refused.err
    assert machine.terminal.types("health").code == 0


def test_a_move_takes_everything_along_and_the_old_machine_stays_silent(
    machines: tuple[Machine, Machine],
) -> None:
    old, new = machines
    add(old, "anna")
    (old.terminal.folder / "issues" / "mark.txt").write_text("moved", "utf-8")
    add(new, "somebody-who-tried-it-out")
    steps = commands_of("backup.md", "Moving to another machine")
    begin = next(n for n, line in enumerate(steps) if line.startswith("systemctl stop"))
    for line in steps[:begin]:
        old.types(line)
    for line in steps[begin:]:
        new.types(line)
    assert addresses(new) == ["anna@example.org"]
    assert (new.terminal.folder / "issues" / "mark.txt").read_text("utf-8") == "moved"
    refused = old.terminal.types("run", "--port", str(a_free_port()))
    assert (refused.code, "to continue elsewhere" in refused.err) == (1, True)


def test_a_removal_leaves_nothing(machines: tuple[Machine, Machine]) -> None:
    machine, _ = machines
    add(machine, "anna")
    (machine.root / "etc/systemd/system/newsletter.service").touch()
    machine.follows("backup.md", "Removing it")
    assert [path for path in machine.root.rglob("*") if path.is_file()] == []


def test_an_upgrade_and_the_way_back_by_the_page(machines: tuple[Machine, Machine]) -> None:
    machine, _ = machines
    add(machine, "anna")
    machine.follows("upgrading.md", "How to upgrade")
    assert machine.service is not None
    machine.control(["stop", "newsletter"])
    named = machine.terminal.folder / "backups" / "before-upgrade-20260307T120000Z.backup"
    assert machine.terminal.types("backup", str(named)).code == 0
    add(machine, "bram")
    machine.follows("upgrading.md", "Going back")
    assert addresses(machine) == ["anna@example.org"]


def test_every_command_of_the_pages_is_typed_by_one_of_these_tests() -> None:
    sections = {
        "backup.md": [
            *("Every night", "Is it any good\\?", "Putting a backup back"),
            *("Moving to another machine", "Removing it"),
        ],
        "upgrading.md": ["How to upgrade", "Going back"],
    }
    for page, headings in sections.items():
        text = (ROOT / "docs" / page).read_text("utf-8")
        typed = Counter(line for one in headings for line in commands_of(page, one))
        blocks = re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
        there = Counter(line.strip() for block in blocks for line in block.splitlines())
        assert typed == there
        assert sum(there.values()) > 6
