"""What is installed: the wheel holds the program and nothing else, and the lock is whole."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from importlib.metadata import requires
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.markers import Environment, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import newsletter

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
# what make lock asks for
EXTRAS = {"postgresql", "fleet", "dkim", "ses", "metrics"}
# a database, a log or a backup copy that lies about has another
SUFFIXES = {".css", ".csv", ".html", ".j2", ".js", ".json", ".mako", ".md", ".po", ".py", ".svg", ".toml", ".txt", ".typed", ".xml"}  # fmt: skip
_RELEASE = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>[\w.]+)(?: ; (?P<marker>[^\\\n]+))?"
    r"(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)$",
    re.MULTILINE,
)
LOCKED = {one["name"]: one for one in _RELEASE.finditer(LOCK)}
SERVERS = [
    (python, machine) for python in ("3.11", "3.12", "3.13") for machine in ("x86_64", "aarch64")
]


def constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").split()
    return {
        canonicalize_name(name): version for name, version in (one.split("==") for one in lines)
    }


def a_server(python: str, machine: str) -> Environment:
    """The values of markers there."""
    return default_environment() | Environment(
        python_version=python,
        python_full_version=f"{python}.0",
        implementation_version=f"{python}.0",
        platform_machine=machine,
        sys_platform="linux",
        platform_system="Linux",
    )


def needed(server: Environment) -> dict[str, list[Requirement]]:
    """Everything that the program needs on a server, by name, with what is asked of it."""
    found: dict[str, list[Requirement]] = {}
    done: set[tuple[str, str]] = set()
    waiting = list(of_ours(server))
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        found.setdefault(name, []).append(requirement)
        for extra in ("", *requirement.extras):
            if (name, extra) not in done:
                done.add((name, extra))
                waiting += holding(needs_of(name), server, extra)
    return found


def needs_of(name: str) -> list[str]:
    if name == "pysqlite3":
        return []  # nothing, and it is not on every machine that runs this
    return requires(name) or []


def of_ours(server: Environment) -> Iterator[Requirement]:
    extras = [
        one
        for name, those in PROJECT["optional-dependencies"].items()
        if name in EXTRAS
        for one in those
    ]
    return holding([*PROJECT["dependencies"], *extras], server, "")


def holding(lines: list[str], server: Environment, extra: str) -> Iterator[Requirement]:
    for requirement in map(Requirement, lines):
        marker = requirement.marker
        if marker is None or marker.evaluate({**server, "extra": extra}):
            yield requirement


def test_the_lock_has_releases_with_their_hashes_and_names_no_place_to_get_them_from() -> None:
    assert len(LOCKED) > 70
    options = [line for line in LOCK.splitlines() if line.startswith("-")]
    assert options[0] == "--only-binary :all:"  # before its exceptions: pip goes by the order
    assert [line.partition(" ")[0] for line in options[1:]] == ["--no-binary"]
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links| @ ", LOCK)
    rest = _RELEASE.sub("", LOCK).splitlines()
    assert [line for line in rest if line and not line.startswith(("#", "--"))] == []


def test_the_lock_has_the_versions_that_are_tested() -> None:
    tested = constraints()
    apart = {
        name: (one["version"], tested.get(name))
        for name, one in LOCKED.items()
        if one["version"] != tested.get(name) and "win32" not in (one["marker"] or "")
    }
    assert apart == {}, "make lock"


@pytest.mark.parametrize(("python", "machine"), SERVERS)
def test_the_lock_has_what_the_program_needs_there_and_nothing_more(
    python: str, machine: str
) -> None:
    server = a_server(python, machine)
    wanted = needed(server)
    lines = [f"{name}; {one['marker'] or ''}".rstrip("; ") for name, one in LOCKED.items()]
    assert sorted(one.name for one in holding(lines, server, "")) == sorted(wanted), "make lock"
    unmet = [
        str(one)
        for name, those in wanted.items()
        for one in those
        if not one.specifier.contains(Version(LOCKED[name]["version"]), prereleases=True)
    ]
    assert unmet == [], "make lock"


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_sqlite_comes_with_the_program_where_it_has_a_wheel(machine: str) -> None:
    # elsewhere it would be compiled against the system's, which is not the one that is wanted
    assert ("pysqlite3" in needed(a_server("3.13", machine))) == (machine == "x86_64")


def test_every_dependency_has_a_version_that_is_tested() -> None:
    tested = constraints()
    of_extras = [one for those in PROJECT["optional-dependencies"].values() for one in those]
    wanted = [Requirement(one) for one in (*PROJECT["dependencies"], *of_extras)]
    assert [
        str(one)
        for one in wanted
        if one.name != "newsletter"
        and not one.specifier.contains(tested.get(canonicalize_name(one.name), "0"))
    ] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    script = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    built = subprocess.run(
        [sys.executable, "-c", script, folder], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return ZipFile(folder / built.stdout.split()[-1])


def metadata(wheel: ZipFile) -> Message:
    name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(name).decode())


def test_the_wheel_holds_the_program_with_what_it_ships_and_nothing_else(wheel: ZipFile) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "newsletter").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    names = set(wheel.namelist())
    shipped = {name for name in names if name.startswith("newsletter/publication/")}
    about = {
        name for name in names if name.startswith(f"newsletter-{newsletter.__version__}.dist-info/")
    }
    assert names - shipped - about == ours
    assert {Path(name).suffix for name in ours | shipped} <= SUFFIXES
    assert {Path(name).parts[2] for name in shipped} == {"templates", "issues", "subscribers"}
    assert [name for name in shipped if name.endswith((".db", ".csv"))] == [
        "newsletter/publication/subscribers/voorbeeld.csv"
    ]
    assert {Path(name).parts[1] for name in about} == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses",
    }


def test_the_wheel_says_what_it_is(wheel: ZipFile) -> None:
    told = metadata(wheel)
    assert (told["Name"], told["Version"]) == ("newsletter", newsletter.__version__)
    assert (told["License-Expression"], told["License-File"]) == ("MIT", "LICENSE")
    assert told["Requires-Python"] == ">=3.11"
    assert told["Summary"]
    assert told["Keywords"]
    assert set(told.get_all("Provides-Extra")) >= EXTRAS | {"dev", "testing"}
    assert wheel.read(
        f"newsletter-{newsletter.__version__}.dist-info/entry_points.txt"
    ).decode() == ("[console_scripts]\nnewsletter = newsletter.cli:main\n")
    assert told.get_payload() == (ROOT / "README.md").read_text("utf-8")


def test_without_constraints_no_release_of_typer_is_taken_that_breaks_every_command() -> None:
    # as pipx and uv install it: 0.29 took the types from its parameters
    (typer,) = (one for one in map(Requirement, PROJECT["dependencies"]) if one.name == "typer")
    assert "0.28.0" in typer.specifier
    assert "0.29.0" not in typer.specifier
