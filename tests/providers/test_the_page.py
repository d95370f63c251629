"""What docs/providers.md says of a provider is what the code says."""

import re
from pathlib import Path

import pytest

from newsletter import providers
from newsletter.config import load

PAGE = (Path(__file__).parents[2] / "docs" / "providers.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


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
