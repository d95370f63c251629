"""What an image is built from, and how it is run, read as a linter reads it."""

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from newsletter.cli.commands import commands
from tests.contrib.containerfile import FILE, Instruction, copied, instructions, stages
from tests.needs import REQUIRED

ROOT = Path(__file__).parents[2]
IMAGE = r"(?P<name>[\w./-]+):(?P<tag>[\w.-]+)(@sha256:[0-9a-f]{64})?"


def named(name: str, among: list[Instruction]) -> list[Instruction]:
    return [one for one in among if one.name == name]


def test_it_has_only_the_instructions_that_these_tests_read() -> None:
    known = "FROM WORKDIR COPY RUN ENV USER VOLUME EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD"
    assert {one.name for one in instructions()} == set(
        known.split()
    )  # no ADD: it fetches and unpacks


def test_it_runs_as_a_user_without_rights() -> None:
    (user,) = named("USER", stages()[-1])
    assert re.fullmatch(r"[1-9]\d{4}:[1-9]\d{4}", user.rest)
    assert not [one for one in stages()[-1][stages()[-1].index(user) :] if one.name == "RUN"]


@pytest.mark.parametrize("image", [one.words[0] for one in named("FROM", instructions())])
def test_an_image_is_named_with_its_version(image: str) -> None:
    found = re.fullmatch(IMAGE, image)
    assert found is not None
    assert found["tag"] != "latest"


@pytest.mark.parametrize("name", ["ENTRYPOINT", "CMD", "HEALTHCHECK"])
def test_a_command_is_run_without_a_shell_which_would_keep_signals_to_itself(name: str) -> None:
    (found,) = named(name, stages()[-1])
    command = json.loads(found.rest.rpartition("CMD ")[2] if name == "HEALTHCHECK" else found.rest)
    assert all(isinstance(word, str) for word in command)
    words = command if command[0] == "newsletter" else ["newsletter", *command]
    if words[1:]:
        known = get_command(commands).commands[words[1]]
        assert {w for w in words if w.startswith("--")} <= {
            o for one in known.params for o in one.opts
        }


def test_every_file_that_it_needs_is_copied_and_is_there() -> None:
    assert [name for name in copied() if not (ROOT / name).exists()] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {
        "pyproject.toml",
        project["project"]["readme"],
        *project["project"]["license-files"],
        *wheel["packages"],
        *wheel["force-include"],
    }
    assert needed <= set(copied())


def test_what_is_installed_has_a_known_hash() -> None:
    ran = [one.rest for one in named("RUN", stages()[0]) if "pip install" in one.rest]
    assert [("--require-hashes" in line, "--no-deps" in line) for line in ran] == [
        (True, False),
        (False, True),  # the program itself
    ]


COMPOSED: dict[str, Any] = yaml.safe_load((ROOT / "contrib/compose.yaml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSED["services"]


def test_a_container_can_write_nothing_but_its_publication() -> None:
    service = SERVICES["newsletter"]
    assert service["read_only"] is True
    assert (service["tmpfs"], service["volumes"]) == (["/tmp"], ["/srv/newsletter/letter:/letter"])
    assert service["cap_drop"] == ["ALL"]
    assert not {"privileged", "cap_add", "user", "devices", "network_mode"} & service.keys()
    assert (
        ROOT / "contrib" / service["build"]["context"] / service["build"]["dockerfile"]
    ).samefile(FILE)


def test_a_container_ends_after_the_calls_in_flight() -> None:
    unit = (ROOT / "contrib/newsletter.service").read_text("utf-8")
    seconds = re.search(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert seconds is not None
    grace = SERVICES["newsletter"]["stop_grace_period"]
    assert int(grace.removesuffix("s")) >= int(seconds[1])


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_careful(name: str) -> None:
    service = SERVICES[name]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    image = re.fullmatch(IMAGE, service["image"])
    assert image is not None
    assert image["tag"] != "latest"
    secret = re.compile("password|secret|token|key", re.IGNORECASE)
    said = {
        key: value for key, value in service.get("environment", {}).items() if secret.search(key)
    }
    assert all(value.startswith("/run/secrets/") for value in said.values())


def test_the_password_is_made_by_who_runs_it_and_is_never_committed() -> None:
    assert SERVICES["database"]["secrets"] == list(COMPOSED["secrets"])
    for secret in COMPOSED["secrets"].values():
        file = ROOT / "contrib" / secret["file"]
        listed = subprocess.run(
            ["git", "-C", ROOT, "ls-files", "--error-unmatch", file],
            capture_output=True,
            check=False,
        )
        assert listed.returncode != 0
        assert f"/{file.relative_to(ROOT)}" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_it_waits_for_the_database_where_there_is_one() -> None:
    awaited = SERVICES["newsletter"]["depends_on"]["database"]
    assert awaited == {"condition": "service_healthy", "required": False}
    database = SERVICES["database"]
    assert database["profiles"] == ["postgresql"]
    command, *options = database["healthcheck"]["test"][1:]
    assert command == "pg_isready"
    assert {
        database["environment"]["POSTGRES_USER"],
        database["environment"]["POSTGRES_DB"],
    } <= set(options)


def test_the_image_is_built_and_tells_its_version() -> None:
    if "docker" not in REQUIRED:
        pytest.skip(
            "takes minutes, the network and a daemon; NEWSLETTER_TESTS_REQUIRE=docker runs it"
        )
    for command in (
        ["build", "--file", str(FILE), "--tag", "newsletter:test", str(ROOT)],
        ["run", "--rm", "--read-only", "newsletter:test", "--version"],
    ):
        run = subprocess.run(["docker", *command], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("newsletter ")
