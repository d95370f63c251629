"""No number of a letter tells an editor that a typed address was left out of it."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from sqlalchemy import update

from newsletter.app import Newsletter
from newsletter.app.live_progress import LiveProgress
from newsletter.message import Message
from newsletter.model.delivery import ReportKind
from newsletter.model.editor import Role
from newsletter.model.secret import Scope
from newsletter.store.schema.sending import batches
from tests.app.builders import SetClock, a_publication
from tests.app.dispatching import (
    BY_TWO,
    accept,
    cancel,
    claimed,
    doubt,
    frozen,
    hold,
    refuse,
    report,
)
from tests.app.test_live_progress import a_session
from tests.store.builders import LEASE, let_time_pass
from tests.web.desk.builders import signed_in
from tests.web.desk.test_typed_addresses import PAGES
from tests.web.programs import Program

NOBODY = ("niemand@example.org", "geen@example.org")
READING = ("lezer5@example.org", "lezer7@example.org")


def deliver(app: Newsletter) -> None:
    for reader in (1, 2, 3, 4, 5, 6):
        report(app, ReportKind.DELIVERED, reader)


def pause(app: Newsletter) -> None:
    app.container.store.dispatches.pause(1, Message("paused-by-hand").to_text())


def crash(app: Newsletter) -> None:
    claimed(app)
    let_time_pass(app.container.store, 2 * LEASE)
    app.container.store.ledger.sweep()


STEPS: Mapping[str, tuple[Callable[[Newsletter], object], ...]] = {
    "all taken": (accept, accept, accept, accept, accept),
    "delivered": (accept, accept, accept, accept, accept, deliver),
    "being handed over": (accept, accept, claimed),
    "in doubt": (accept, accept, doubt, accept),
    "held": (accept, accept, hold, accept),
    "crashed": (accept, accept, crash, accept),
    "refused before": (accept, refuse, accept, accept, accept),
    "stopped": (accept, accept, accept, cancel),
    "paused": (accept, accept, accept, pause),
}


class World:
    """A publication with a letter on its way to ten readers, and an editor who types addresses."""

    def __init__(self, folder: Path) -> None:
        clock = SetClock()
        self.app = a_publication(folder, clock, BY_TWO)
        frozen(self.app)
        self.owner = signed_in(self.app)
        clock.pass_by(minutes=5)
        self.editor = signed_in(self.app, Role.EDITOR, "Bram")
        who = self.app.desk.editors.add("Noor", "noor@example.org", Role.EDITOR)
        self.session = a_session(self.app, who)

    def after(
        self, steps: tuple[Callable[[Newsletter], object], ...], typed: tuple[str, ...]
    ) -> dict[str, object]:
        """What is told after each step."""
        seen: dict[str, object] = {}
        for address in typed:
            self.editor.post("/desk/readers/unsubscribe", data={"email": address})
        for number, step in enumerate(steps):
            step(self.app)
            seen |= {f"{number} {name}": told for name, told in self.told().items()}
        return seen

    def told(self) -> dict[str, object]:
        with self.app.container.store.database.write() as connection:  # it has a clock of its own
            handed = update(batches).where(batches.c.handed_at.is_not(None))
            connection.execute(handed.values(handed_at=1_770_000_000_000_000))
        pages = (*PAGES, "/desk/dispatches/1/cancel")
        live = LiveProgress(self.app.container, self.app.desk.sign_in.sessions)
        counts, _ = live._look([1], [self.session])
        assert set(counts) == {False}
        return {
            **{page: re.sub(r'"/static/[^"]*"', "", self.editor.get(page).text) for page in pages},
            "stream": counts[False][1].facts(),
            "rows": self.app.dispatch_list.page(is_exact=False),
            "row": self.app.dispatches.show(1, is_exact=False),
        }


@pytest.mark.parametrize("case", STEPS)
def test_what_an_editor_sees_is_the_same_whether_the_typed_address_reads(
    case: str, tmp_path: Path
) -> None:
    steps = STEPS[case]
    without = World(tmp_path / "a").after(steps, NOBODY)
    world = World(tmp_path / "b")
    with_them = world.after(steps, READING)
    for name, told in without.items():
        assert with_them[name] == told, name
    assert "skipped" in world.app.dispatches.show(1).counts
    row = world.app.dispatches.show(1, is_exact=False)
    assert sum(row.counts.values()) == row.audience == 10
    page = world.editor.get("/desk/dispatches/1").text
    assert "Wie zich afmeldde voordat de brief aan de beurt was, telt nog mee." in page
    assert 'data-state="skipped"' not in page
    assert 'data-state="skipped"' in world.owner.get("/desk/dispatches/1").text


def test_nor_is_a_batch_of_which_everybody_left_told(tmp_path: Path) -> None:
    without, with_them = World(tmp_path / "a"), World(tmp_path / "b")
    without.after(STEPS["all taken"], NOBODY)
    with_them.after(STEPS["all taken"], (*READING, "lezer6@example.org"))
    assert with_them.told() == without.told()


def test_why_a_batch_waits_does_not_tell_an_editor_that_somebody_left(tmp_path: Path) -> None:
    world = World(tmp_path / "a")
    hold(world.app)
    reason = Message("repeat-would-reach-leavers", count=1)
    why = Message("held-after", answer=Message("no-answer-came"), reason=reason).to_text()
    with world.app.container.store.database.write() as connection:
        connection.execute(update(batches).where(batches.c.number == 1).values(why=why))
    page = world.editor.get("/desk/dispatches/1").text
    assert "veilig herhalen kan niet" in page
    assert "sindsdien vertrokken" not in page
    assert "1 die sindsdien vertrokken" in world.owner.get("/desk/dispatches/1").text


def test_programs_see_what_their_key_may(tmp_path: Path) -> None:
    world = World(tmp_path / "a")
    world.after(STEPS["all taken"], READING)
    told = []
    for scopes in ([Scope.EDIT], [Scope.EDIT, Scope.READERS]):
        program = Program(world.app, *scopes)
        (one,) = program.get("/dispatches")
        assert program.get("/dispatches/1")["counts"] == one["counts"]
        told.append((one["audience"], one["counts"]))
    assert told == [(10, {"accepted": 10}), (10, {"skipped": 2, "accepted": 8})]


@pytest.mark.parametrize("act", [None, pause, cancel])
def test_a_letter_of_which_nothing_went_out_counts_nobody(
    act: Callable[[Newsletter], object] | None, tmp_path: Path
) -> None:
    world = World(tmp_path / "a")
    if act is not None:
        act(world.app)
    row = world.app.dispatches.show(1, is_exact=False)
    assert (row.audience, row.counts) == (0, {})
    page, listed = (world.editor.get(f"/desk/dispatches{one}").text for one in ("/1", ""))
    report = world.editor.get("/desk/dispatches/1/report").text
    if act is cancel:
        assert "is gestopt voordat iemand de brief kreeg." in page
        assert "De brief is gestopt voordat iemand hem kreeg." in report
        assert "de rest is gestopt · niemand</span>" in listed
    else:
        words = "gepauzeerd" if act else "onderweg"
        assert f"’ is {words}; nog niemand heeft de brief gekregen." in page
        assert "Nog niemand heeft de brief gekregen." in report
        assert f"{words} · nog niemand</span>" in listed
        stop = world.editor.get("/desk/dispatches/1/cancel").text
        assert "Nog niemand heeft hem. Alleen wat dan al onderweg is, komt nog aan." in stop
    assert 'id="audience">10<' in world.owner.get("/desk/dispatches/1").text
