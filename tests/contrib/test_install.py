"""What installs the newsletter on a fresh Debian, by a machine whose commands only note what they are asked."""

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from newsletter.config import load
from tests.needs import missing

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "contrib" / "install.sh"
DOMAIN = "brief.example.org"
THEIRS = ":80 {\n\troot * /usr/share/caddy\n}\n"  # the Caddyfile that Debian's package brings

NOTE = """#!/bin/sh
echo "${0##*/} $*" >> "$LOG"
"""
STUBS = {
    "id": '[ "$1" = -u ] && echo 0 || test -e "$MACHINE/user"',
    "useradd": f'{NOTE}touch "$MACHINE/user"',
    "apt-get": f"""{NOTE}
[ "$1" = install ] || [ "$4" = install ] || exit 0
touch "$MACHINE/packages"; mkdir -p "$MACHINE/etc/caddy" "$MACHINE/etc/systemd/system"
cp "$MACHINE/theirs" "$MACHINE/etc/caddy/Caddyfile"
""",
    "dpkg-query": """[ -e "$MACHINE/packages" ] || exit 1
case $3 in
  *Status*) shift 3; for _ in "$@"; do echo "install ok installed"; done ;;
  *Conffiles*) echo; echo " /etc/caddy/Caddyfile $THEIRS" ;;
esac""",
    "python3": f"""{NOTE}
mkdir -p "$3/bin"; cp "$MACHINE/bin/pip" "$MACHINE/bin/program" "$3/bin"
mv "$3/bin/program" "$3/bin/newsletter"
""",
    "pip": NOTE,
    "program": f"""{NOTE}
case "$*" in *doctor) exit 1 ;; *) cd /; exec "$PYTHON" -m newsletter "$@" ;; esac
""",
    "runuser": f"""{NOTE}
shift 3; exec "$@"
""",
    # nobody but root may give a file away
    "install": f"""{NOTE}
for word; do shift; case $word in -o | -g | newsletter) ;; *) set -- "$@" "$word" ;; esac; done
exec "$INSTALL" "$@"
""",
    "systemctl": NOTE,
}


@dataclass(frozen=True)
class Machine:
    """A folder that the script takes for a whole machine, with a clone of the repository on it."""

    folder: Path

    @property
    def settings(self) -> Path:
        return self.folder / "srv/newsletter/letter/newsletter.toml"

    @property
    def caddyfile(self) -> Path:
        return self.folder / "etc/caddy/Caddyfile"

    def install(self, *arguments: str) -> tuple[list[str], subprocess.CompletedProcess[str]]:
        """What the machine's commands were asked, and how it ended."""
        log = self.folder / "log"
        log.write_text("", "utf-8")
        run = subprocess.run(
            ["sh", self.folder / "clone/contrib/install.sh", *arguments],
            env={
                "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
                "MACHINE": str(self.folder),
                "LOG": str(log),
                "PYTHON": sys.executable,
                "PYTHONPATH": str(ROOT),
                "INSTALL": str(shutil.which("install")),
                "THEIRS": hashlib.md5(THEIRS.encode()).hexdigest(),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        return log.read_text("utf-8").splitlines(), run


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    clone, commands = tmp_path / "clone", tmp_path / "bin"
    shutil.copytree(ROOT / "contrib", clone / "contrib")
    shutil.copy(ROOT / "constraints.txt", clone)
    for name in ("install.sh", "newsletter"):
        text = (clone / "contrib" / name).read_text("utf-8")
        for place in ("/srv/newsletter", "/etc/caddy", "/etc/systemd", "/usr/local/bin", "/run/"):
            text = text.replace(place, f"{tmp_path}{place}")
        # the package says where its file is on a whole machine
        text = text.replace(f"\\({tmp_path}/etc/caddy", "\\(/etc/caddy")
        text = text.replace("| md5sum -c", f"| sed 's|  |  {tmp_path}|' | md5sum -c")
        (clone / "contrib" / name).write_text(text, "utf-8")
    commands.mkdir()
    for name, text in STUBS.items():
        (commands / name).write_text(text if text.startswith("#!") else f"#!/bin/sh\n{text}\n")
        (commands / name).chmod(0o755)
    (tmp_path / "theirs").write_text(THEIRS, "utf-8")
    (tmp_path / "usr/local/bin").mkdir(parents=True)
    (tmp_path / "run/systemd/system").mkdir(parents=True)
    return Machine(tmp_path)


def test_a_dry_run_prints_every_step_golden(
    machine: Machine, golden: Callable[[str, str], None]
) -> None:
    # never the script itself: as root, and with a mistake in it, it would install on this machine
    _, run = machine.install("--dry-run", "--domain", DOMAIN)
    printed = run.stdout.replace(f"{machine.folder}/clone", "/srv/newsletter/program")
    golden("contrib/install.txt", printed.replace(str(machine.folder), ""))


def test_a_dry_run_changes_nothing(machine: Machine) -> None:
    before = sorted(machine.folder.rglob("*"))
    asked, run = machine.install("--dry-run", "--domain", DOMAIN)
    assert (run.returncode, run.stderr, asked) == (0, "", [])
    assert sorted(machine.folder.rglob("*")) == sorted([*before, machine.folder / "log"])


def test_a_fresh_machine_gets_everything(machine: Machine) -> None:
    asked, run = machine.install("--domain", DOMAIN, "--language", "en")
    assert (run.returncode, run.stderr) == (0, "")
    assert [line.split()[0] for line in asked].count("apt-get") == 2
    settings = load(machine.settings.parent, {})
    assert settings.publication.base_url == f"https://{DOMAIN}"
    assert settings.publication.language == "en"
    assert settings.web.trusted_proxies == ("127.0.0.1",)
    ours = (ROOT / "contrib/Caddyfile").read_text("utf-8")
    assert machine.caddyfile.read_text("utf-8") == ours.replace(
        "\nbrief.example.nl {", f"\n{DOMAIN} {{"
    )
    for name in ("newsletter.service", "newsletter-backup.service", "newsletter-backup.timer"):
        unit = machine.folder / "etc/systemd/system" / name
        assert unit.read_text("utf-8") == (ROOT / "contrib" / name).read_text("utf-8")
    assert asked[-6:-2] == [
        "systemctl enable newsletter.service newsletter-backup.timer",
        "systemctl daemon-reload",
        "systemctl restart newsletter.service newsletter-backup.timer",
        "systemctl reload-or-restart caddy.service",
    ]
    program, letter = (
        machine.folder / "srv/newsletter" / one for one in ("venv/bin/newsletter", "letter")
    )
    assert asked[-2] == f"runuser -u newsletter -- {program} -C {letter} doctor"


def test_run_again_it_updates_the_program_and_leaves_the_rest(machine: Machine) -> None:
    machine.install("--domain", DOMAIN)
    own = machine.settings.read_text("utf-8") + "# mine\n"
    machine.settings.write_text(own, "utf-8")
    caddyfile = machine.caddyfile.read_text("utf-8") + "# mine\n"
    machine.caddyfile.write_text(caddyfile, "utf-8")
    asked, run = machine.install("--domain", DOMAIN)
    assert (run.returncode, run.stderr) == (0, "")
    kinds = [line.split()[0] for line in asked]
    assert not {"apt-get", "useradd", "python3"} & set(kinds)
    assert kinds.count("pip") == 1
    assert "systemctl restart newsletter.service newsletter-backup.timer" in asked
    assert not [line for line in asked if " init " in line]
    assert machine.settings.read_text("utf-8") == own
    assert machine.caddyfile.read_text("utf-8") == caddyfile


def test_it_leaves_the_sites_that_caddy_has_and_says_so(machine: Machine) -> None:
    machine.install("--domain", DOMAIN)
    machine.caddyfile.write_text("mine.example.org {\n}\n", "utf-8")
    _, run = machine.install("--domain", DOMAIN)
    assert run.returncode == 0
    assert "has sites of its own and stays as it is" in run.stderr
    assert machine.caddyfile.read_text("utf-8") == "mine.example.org {\n}\n"


def test_where_systemd_does_not_run_nothing_is_started(machine: Machine) -> None:
    (machine.folder / "run/systemd/system").rmdir()
    asked, run = machine.install("--domain", DOMAIN)
    assert (run.returncode, run.stderr) == (0, "")
    assert "the service starts with the machine" in run.stdout
    enabled = "systemctl enable newsletter.service newsletter-backup.timer"
    assert [line for line in asked if line.startswith("systemctl")] == [enabled]


@pytest.mark.parametrize("step", ["apt-get", "pip", "runuser"])
def test_it_ends_at_the_first_step_that_fails(machine: Machine, step: str) -> None:
    with (machine.folder / "bin" / step).open("r+", encoding="utf-8") as file:
        file.write("#!/bin/sh\nexit 7\n" + 999 * "#")
    asked, run = machine.install("--domain", DOMAIN)
    assert run.returncode == 7
    assert not [line for line in asked if line.startswith("systemctl")]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ("", "--domain takes"),
        ("--domain", "--domain takes"),
        ("--domain localhost", "--domain takes"),
        ("--domain https://brief.example.org", "--domain takes"),
        ("--domain Brief.Example.org", "--domain takes"),
        (f"--domain {DOMAIN} --language de", "--language takes nl or en"),
        (f"--domain {DOMAIN} --from nowhere.whl", "nowhere.whl is not here"),
        (f"--domain {DOMAIN} --force", "--force is no option"),
    ],
)
def test_it_refuses_what_it_does_not_understand(machine: Machine, arguments: str, why: str) -> None:
    asked, run = machine.install(*arguments.split())
    assert (run.returncode, run.stdout, asked) == (2, "", [])
    assert why in run.stderr
    assert "usage: " in run.stderr


def test_it_takes_what_the_page_has_its_reader_type(machine: Machine) -> None:
    page = (ROOT / "docs/hosting.md").read_text("utf-8")
    typed = re.findall(r"^sh (/srv/newsletter/program/contrib/install\.sh .*)$", page, re.MULTILINE)
    assert len(typed) >= 2
    for line in typed:
        of_the_clone = line.replace("/srv/newsletter/program", str(machine.folder / "clone"))
        _, run = machine.install(*shlex.split(of_the_clone)[1:], "--dry-run")
        assert (run.returncode, run.stderr) == (0, "")


def test_only_root_installs(machine: Machine) -> None:
    (machine.folder / "bin/id").write_text("#!/bin/sh\necho 1000\n", "utf-8")
    asked, run = machine.install("--domain", DOMAIN)
    assert (run.returncode, asked) == (2, [])
    assert "only root can install" in run.stderr


def test_it_is_short_enough_to_read_before_it_is_run() -> None:
    assert len(SCRIPT.read_text("utf-8").splitlines()) <= 80


@pytest.mark.parametrize("name", ["contrib/install.sh", "contrib/newsletter", ".ci/run"])
def test_shellcheck_finds_nothing(name: str) -> None:
    if shutil.which("shellcheck") is None:
        missing("shellcheck", "shellcheck is not here; install it with apt-get install shellcheck")
    run = subprocess.run(["shellcheck", ROOT / name], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
