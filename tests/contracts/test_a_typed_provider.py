"""Mypy checks a provider of one's own against the installed package's types."""

import subprocess
import sys
from pathlib import Path

import pytest

PROVIDER = '''
"""A provider of one's own that prints what it would send."""

from dataclasses import dataclass

from newsletter import providers
from newsletter.model.delivery import Batch, Capabilities, CallForm, Outcome, Receipt
from newsletter.model.provider import Provider as Promise

webhook = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    sign: str = "~"


class Provider:
    name = "paper"
    capabilities = Capabilities(form=CallForm.MIME, recipients_per_call=1)

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def send(self, batch: Batch) -> tuple[Receipt, ...]:
        for recipient in batch.recipients:
            print(self.settings.sign, recipient.address)
        return tuple(Receipt(each.delivery_id, Outcome.ACCEPTED) for each in batch.recipients)

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        return ()

    def check(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        pass


def promised() -> Promise:
    return Provider(Settings())


def known() -> tuple[str, ...]:
    return tuple(providers.names())
'''


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache of mypy for all tests of this module; the newsletter is analysed once."""
    return tmp_path_factory.mktemp("mypy")


def mypy(folder: Path, cache: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Check a module with ``--strict`` and without the project's own settings."""
    (folder / "paper.py").write_text(text, "utf-8")
    return subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--config-file", ""),
            *("--cache-dir", str(cache), "paper.py"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_provider_of_ones_own_passes_mypy_strict(tmp_path: Path, cache: Path) -> None:
    run = mypy(tmp_path, cache, PROVIDER)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("each.delivery_id", "each.delivery_number", 'has no attribute "delivery_number"'),
        ("recipients_per_call=1", "recipients_a_call=1", '"recipients_a_call" for "Capabilities"'),
        (
            "-> tuple[str, ...]:\n        return ()",
            "-> str:\n        return ''",
            "def check(self) -> str",
        ),
    ],
    ids=["an attribute", "a capability", "a method of another shape"],
)
def test_a_mistake_in_a_provider_of_ones_own_is_found(
    right: str, wrong: str, message: str, tmp_path: Path, cache: Path
) -> None:
    assert right in PROVIDER
    run = mypy(tmp_path, cache, PROVIDER.replace(right, wrong))
    assert run.returncode == 1, run.stdout + run.stderr
    assert message in run.stdout, run.stdout
