"""Each illness of a publication is named by ``newsletter health``, stops the ping, and shows in the metrics."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.health import HealthArea
from newsletter.app.loopback import ask
from newsletter.errors import StoreError
from newsletter.model.hook import Hook
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_alarm import an_alarm, settings
from tests.app.test_metrics import values
from tests.app.test_scheduler import broken_by
from tests.fetching.web import Site, says, served

Ill = Callable[[Newsletter, SetClock, Path], object]


@pytest.fixture
def site() -> Iterator[Site]:
    with served({"/ping/abc": says(200)}) as site:
        yield site


def disk_full(app: Newsletter, _clock: SetClock, _folder: Path) -> None:
    app.container.disk_usage = lambda _: (100, 98, 2)


def hook_storm(app: Newsletter, clock: SetClock, _folder: Path) -> None:
    for number in range(50):
        app.container.store.inbox.keep("mailgun", str(number), Hook({}, b"{}"))
    clock.pass_by(minutes=16)


def paused(app: Newsletter, clock: SetClock, _folder: Path) -> None:
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    app.dispatches.pause(1)
    app.rounds.watch_for_trouble()
    clock.pass_by(minutes=61)


def missed_slot(app: Newsletter, clock: SetClock, _folder: Path) -> None:
    clock.pass_by(days=3)
    app.dispatches.start_due()


def old_backup(app: Newsletter, clock: SetClock, folder: Path) -> None:
    app.queue.remove("1")
    app.backups.make(folder / "x.backup")
    clock.pass_by(days=3, minutes=1)


def test_with_the_database_away_health_says_so_and_no_ping_is_sent(
    tmp_path: Path, clock: SetClock, site: Site
) -> None:
    app = a_publication(tmp_path / "own", clock, settings(site.url("/ping/abc")))
    assert len(ask(app)) == 1
    broken_by(app, "dispatches")
    assert len(ask(app)) > 1, "not only that no process runs"
    with pytest.raises(StoreError):
        an_alarm(app).note_good_round()
    with pytest.raises(StoreError):
        values(app)
    assert site.asked == []


@pytest.mark.parametrize(
    ("fall_ill", "area", "code"),
    [
        (disk_full, HealthArea.DISK, "disk-nearly-full"),
        (hook_storm, HealthArea.REPORTS, "reports-behind"),
        (paused, HealthArea.DISPATCHES, "dispatch-stuck"),
        (missed_slot, HealthArea.SLOTS, "slot-missed"),
        (old_backup, HealthArea.BACKUP, "backup-old"),
    ],
)
def test_every_teller_names_it_and_the_ping_stops(
    tmp_path: Path, clock: SetClock, site: Site, fall_ill: Ill, area: HealthArea, code: str
) -> None:
    app = a_publication(tmp_path / "own", clock, settings(site.url("/ping/abc")))
    with_issues_approved(app, issues=["1"])
    an_alarm(app).note_good_round()
    assert len(site.asked) == 1, "it is well"
    clock.pass_by(minutes=6)
    fall_ill(app, clock, tmp_path)
    assert code in [one.code for one in ask(app)]
    assert values(app)[f'newsletter_ill{{organ="{area.value}"}}'] == 1
    an_alarm(app).note_good_round()
    assert len(site.asked) == 1, "nobody says that it is well"
