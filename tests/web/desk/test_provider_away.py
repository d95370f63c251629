"""The provider away for an hour, while the page of a letter is open."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter, live_progress
from newsletter.app.live_progress import LiveCounts, Watch
from newsletter.model.dispatch import DeliveryState
from newsletter.testing.sandbox import Sandbox
from tests.app.builders import SetClock, a_publication
from tests.app.dispatching import BY_TWO, frozen
from tests.app.test_dispatches import POSTMARK, RESEND, taken, turn
from tests.app.test_reminders import EDITOR
from tests.store.builders import let_time_pass
from tests.web.desk.builders import DeskBrowser, signed_in
from tests.web.desk.test_dispatches import PAGE, acts, counts, lead

PATIENCE = 60.0  # seconds
NEWS = 0.3  # seconds in which something would be told
BUSY = {"answer": 503, "share": 1}
RESET = {"answer": "reset", "share": 1}
DROPPED = {"answer": "drop", "share": 1, "taken": "all"}


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_progress, "_TICK", 0.05)
    monkeypatch.setattr(live_progress, "_PART", 1)


def pass_by(app: Newsletter, clock: SetClock, minutes: int) -> None:
    """Some minutes, at the end of which there is a round."""
    clock.pass_by(minutes=minutes)
    let_time_pass(app.container.store, timedelta(minutes=minutes))
    app.rounds.make_at_once()


def doubted(told: LiveCounts) -> bool:
    """Whether it is unknown of every email whether it was taken."""
    return told.counts.keys() <= {DeliveryState.IN_DOUBT, DeliveryState.HELD}


async def latest(watch: Watch) -> LiveCounts | None:
    """What the open page was told last, if anything came."""
    found = None
    while (news := await watch.news(NEWS)) is not None:
        found = news
    return found


@pytest.mark.parametrize(
    ("fault", "provider"),
    [(BUSY, RESEND), (RESET, POSTMARK), (DROPPED, RESEND), (DROPPED, POSTMARK)],
    ids=["busy", "cut off, without keys", "no answer, with keys", "no answer, without keys"],
)
def test_a_letter_waits_an_hour_for_its_provider_and_goes_on_by_itself(
    tmp_path: Path, clock: SetClock, fault: dict[str, object], provider: str
) -> None:
    with Sandbox(tmp_path / "log") as sandbox:
        settings = f"{EDITOR}{BY_TWO}{provider.format(base=sandbox.url)}"
        app = a_publication(tmp_path / "own", clock, settings)
        browser = signed_in(app)
        frozen(app)
        turn(sandbox, faults=[fault])
        asyncio.run(_an_hour_away(app, clock, browser))
        assert browser.get("/desk").status_code == 200
        turn(sandbox, faults=[])
        for _ in range(12):
            pass_by(app, clock, 20)
        page, times = browser.get(PAGE).text, Counter(taken(sandbox))
        mailed = {who for who in times if who.startswith("lezer")}
        assert set(times.values()) <= {1}, "also the mails to editors"
        if (fault["answer"], provider) == ("reset", POSTMARK):
            # it takes no keys, and that it shows nothing of them proves nothing: a person decides
            assert (counts(page), mailed) == ({"held": 10}, set())
            assert "niet zeker" in lead(page)
        else:
            assert (counts(page), len(mailed)) == ({"accepted": 10}, 10)
            assert acts(page) == set()
            assert "naar 10 lezers gegaan" in lead(page)


async def _an_hour_away(app: Newsletter, clock: SetClock, browser: DeskBrowser) -> None:
    """What the page says meanwhile, and what it is told while it stays open."""
    live, session = app.desk.live_progress, app.desk.sign_in.sessions.find(browser.cookies["desk"])
    assert session is not None
    watch = live.join(1, session.key)
    first = await watch.news(PATIENCE)
    assert first is not None
    for _ in range(6):
        await asyncio.to_thread(pass_by, app, clock, 10)
        told = await latest(watch) or first
        first = told
        assert not watch.is_over
        page = (await asyncio.to_thread(browser.get, PAGE)).text
        shown = app.dispatches.show(1)
        words = "gegaan" if told.is_done else "niet zeker" if doubted(told) else "onderweg"
        assert words in lead(page)
        assert counts(page) == {state.value: many for state, many in shown.counts.items()}
        assert dict(told.counts) == dict(shown.counts)
        assert sum(counts(page).values()) == 10
    live.leave(watch)
