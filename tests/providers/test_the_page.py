"""What docs/providers.md says of a provider is what the code says."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter import providers
from newsletter.config import load
from newsletter.model.delivery import Capabilities, Form

PAGE = (Path(__file__).parents[2] / "docs" / "providers.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
EVER = timedelta(days=36_500)


def told(can: Capabilities) -> str:
    """The cells of a provider's row."""
    size = "–" if can.bytes_per_call is None else f"{can.bytes_per_call // 1024**2} MB"
    return (
        f"| {'there' if can.form is Form.MERGE else 'here'} | {can.recipients_per_call:,} | {size} "
        f"| {repeated(can.idempotent_for)} | {asked(can)} |"
    )


def repeated(within: timedelta | None) -> str:
    if within is None:
        return "doubles"
    if within >= EVER:
        return "harmless for ever"
    minutes = within // timedelta(minutes=1)
    return f"harmless for {minutes} min" if minutes < 60 else f"harmless for {minutes // 60} h"


def asked(can: Capabilities) -> str:
    if not can.looks_up:
        return "no"
    if can.lookup_lag is None:
        return "yes, unknown when"
    minutes = can.lookup_lag // timedelta(minutes=1)
    return f"yes, after {minutes} min for certain" if minutes else "yes, at once"


@pytest.mark.parametrize("name", providers.names())
def test_the_table_has_every_provider_as_it_is(name: str) -> None:
    assert f"| [{name}](#{name}) {told(providers.capabilities_of(name))}" in PAGE


@pytest.mark.parametrize("name", providers.names())
def test_the_settings_that_it_shows_are_enough_to_choose_a_provider(
    name: str, tmp_path: Path
) -> None:
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", SECTIONS[name], re.MULTILINE | re.DOTALL)
    settings = next(text for kind, text in blocks if kind == "toml")
    secrets = [line.split("#")[0] for kind, text in blocks if not kind for line in text.split("\n")]
    (tmp_path / "newsletter.toml").write_text(settings.replace("…", "x"), "utf-8")
    given = (line.strip().replace("…", "x").partition("=") for line in secrets if line.strip())
    read = load(tmp_path, {key: value for key, _, value in given})
    assert read.provider == name
    assert providers.build(name, read.provider_settings).name == name


@pytest.mark.parametrize("name", providers.names())
def test_it_names_everything_that_the_check_asks_to_be_reported(name: str) -> None:
    from newsletter.providers.wire.finding import load as module_of

    module = module_of(name)
    wanted = next(
        (vars(module)[key] for key in ("_NEEDED", "_HOOKS", "_TRIGGERS") if key in vars(module)), ()
    )
    words = re.sub(r"[^a-z]", "", SECTIONS[name].lower())
    missing = [one for one in wanted if _stem(one) not in words]
    assert missing == []


def _stem(event: str) -> str:
    """An event's name as a person writes it: ``DELIVERY_DELAY`` is "delivery delays"."""
    plain = re.sub(r"[^a-z]", "", event.lower().removeprefix("email."))
    return plain.removesuffix("fail").removesuffix("ed").removesuffix("y").removesuffix("e")
