"""Providers by name: those of the folder, and one of one's own."""

import sys
from pathlib import Path

import pytest

from newsletter import providers
from newsletter.errors import ConfigError
from tests.builders.refusals import refused

A_PROVIDER = '''
from dataclasses import dataclass
from newsletter.model.delivery import Capabilities, CallForm

webhook = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the pigeons live."""

    loft: str = "zolder"


class Provider:
    name = "duif"
    capabilities = Capabilities(form=CallForm.MIME, recipients_per_call=1)

    def __init__(self, settings):
        self.loft = settings.loft
'''


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Installs a package with one module under the entry point group, as pip would."""

    def install(source: str) -> None:
        (tmp_path / "a_pigeon.py").write_text(source)
        described = tmp_path / "a_pigeon-1.0.dist-info"
        described.mkdir()
        (described / "METADATA").write_text("Metadata-Version: 2.1\nName: a-pigeon\nVersion: 1.0\n")
        (described / "entry_points.txt").write_text("[newsletter.providers]\nduif = a_pigeon\n")
        monkeypatch.syspath_prepend(str(tmp_path))

    yield install
    sys.modules.pop("a_pigeon", None)


def test_the_nine_ways_out_are_found_by_name() -> None:
    nine = {
        "outbox",
        "smtp",
        "postmark",
        "mailgun",
        "sendgrid",
        "ses",
        "brevo",
        "resend",
        "mailjet",
    }
    assert nine <= set(providers.names())


def test_a_provider_of_ones_own_is_found_beside_them(installed) -> None:
    installed(A_PROVIDER)
    assert "duif" in providers.names()
    kind = providers.settings_type("duif")
    assert providers.build("duif", kind(loft="toren")).loft == "toren"
    assert providers.webhook("duif", kind()) is None
    assert providers.capabilities_of("duif").recipients_per_call == 1


def test_one_that_lacks_a_part_is_told_which(installed) -> None:
    installed("Settings = object\n")
    with refused(ConfigError, "'duif' that is installed lacks Provider, webhook"):
        providers.build("duif", None)


def test_names_are_told_without_loading_anything_heavy() -> None:
    import subprocess

    code = (
        "import sys, newsletter.providers as p; p.names(); p.settings_type('mailgun')\n"
        "heavy = {'httpx', 'cryptography', 'botocore', 'dkim', 'dns'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
