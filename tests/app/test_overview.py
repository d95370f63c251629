"""The settings that only a file changes, in words."""

from pathlib import Path

import pytest

from newsletter.app.overview import DatabaseKind, kind_of
from tests.app.builders import SETTLED, SetClock, a_publication


def test_a_new_publication_sends_nothing_and_is_not_public(tmp_path: Path) -> None:
    found = a_publication(tmp_path / "own", SetClock()).desk.settings.overview.look()
    assert found.stays_here
    assert not found.is_public
    assert found.database is DatabaseKind.SQLITE
    assert found.rounds_at is None
    assert found.address == ""


def test_a_settled_one_names_its_address_and_when_the_rounds_were_made(tmp_path: Path) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock, SETTLED)
    app.rounds.make_at_once()
    found = app.desk.settings.overview.look()
    assert found.is_public
    assert found.address == "brief@voorbeeld.nl"
    assert found.rounds_at == clock()
    assert not found.rounds_late
    clock.pass_by(hours=2)
    assert app.desk.settings.overview.look().rounds_late


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("postgresql+psycopg://user:geheim@host/name", DatabaseKind.POSTGRESQL),
        ("sqlite:////tmp/x.db", DatabaseKind.SQLITE),
        ("mysql://x", DatabaseKind.OTHER),
    ],
)
def test_a_database_is_told_by_its_kind_alone(url: str, kind: DatabaseKind) -> None:
    assert kind_of(url) is kind
