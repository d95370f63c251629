"""What editors do for single readers is done once, and logged by number."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.reader_acts import OPEN_FOR, ReaderDetails, tags_in
from newsletter.errors import BadAddress, DeskError
from newsletter.model.audience import Rhythm, Standing, SuppressionReason
from newsletter.model.editor import Act, Editor, Role
from tests.app.builders import SAID, SetClock, a_publication
from tests.app.test_reader_list import joined

HERE = "192.0.2.7"


@pytest.fixture
def anna(app: Newsletter, gerda: Editor) -> int:
    """A reader, added before an editor does anything."""
    assert gerda.is_active
    return joined(app, "anna")[0]


def acts(app: Newsletter) -> list[tuple[Act, str]]:
    """What is in the log about readers, the oldest first."""
    return [
        (one.act, one.thing)
        for one in reversed(app.container.store.log.newest(200))
        if one.act.value.startswith("reader")
    ]


def test_an_opening_is_logged_and_lasts_an_hour(
    app: Newsletter, clock: SetClock, gerda: Editor, anna: int
) -> None:
    desk, bram = app.desk.reader_acts, app.desk.editors.add("Bram", "b@example.org", Role.OWNER)
    assert not desk.is_open(anna, gerda)
    desk.open(anna, gerda)
    desk.open(anna, gerda)
    assert desk.is_open(anna, gerda)
    assert not desk.is_open(anna, bram)
    assert not desk.is_open(anna + 1, gerda)
    assert acts(app) == [(Act.READER_OPENED, f"reader {anna}")]
    clock.pass_by(seconds=OPEN_FOR.total_seconds())
    assert not desk.is_open(anna, gerda)


def test_a_reader_is_opened_by_the_exact_address_and_nobody_by_another(
    app: Newsletter, gerda: Editor, anna: int
) -> None:
    desk = app.desk.reader_acts
    assert desk.open_address("anna@EXAMPLE.org", gerda) == anna
    assert desk.is_open(anna, gerda)
    for other in ("", "anna", "anna@example", "niemand@example.org"):
        assert desk.open_address(other, gerda) is None
    assert acts(app) == [(Act.READER_OPENED, f"reader {anna}")]


def test_taking_a_readers_data_along_is_logged_each_time_and_refused_once_they_are_erased(
    app: Newsletter, gerda: Editor, anna: int
) -> None:
    for _ in range(2):
        data = app.desk.reader_acts.take_data(anna, gerda)
        assert data == app.people.everything("anna@example.org")
    assert acts(app) == [(Act.READER_DATA_TAKEN, f"reader {anna}")] * 2
    app.people.forget(str(anna))
    with pytest.raises(DeskError, match="reader-not-there"):
        app.desk.reader_acts.take_data(anna, gerda)
    assert len(acts(app)) == 2


def test_unsubscribing_twice_is_unsubscribing_once(
    app: Newsletter, gerda: Editor, anna: int
) -> None:
    for _ in range(2):
        app.desk.reader_acts.unsubscribe(anna, gerda)
    one = app.desk.readers.one(anna)
    assert one.who.standing is Standing.UNSUBSCRIBED
    assert [(consent.kind, consent.note) for consent in one.consents][1:] == [("left", "editor")]
    assert acts(app) == [(Act.READER_UNSUBSCRIBED, f"reader {anna}")]


def test_an_address_is_unsubscribed_without_a_word_on_whether_it_was_there(
    app: Newsletter, gerda: Editor, anna: int
) -> None:
    desk = app.desk.reader_acts
    for address in ("Anna@Example.org", "nobody@example.org", "anna@example.org"):
        desk.unsubscribe_address(address, gerda, HERE)
    assert app.desk.readers.one(anna).who.standing is Standing.UNSUBSCRIBED
    assert acts(app) == [(Act.READER_UNSUBSCRIBED, f"reader {anna}"), (Act.READER_UNKNOWN, "")]
    with pytest.raises(BadAddress):
        desk.unsubscribe_address("anna", gerda, HERE)


def test_who_types_address_after_address_is_stopped_for_an_hour(
    app: Newsletter, clock: SetClock, gerda: Editor, anna: int
) -> None:
    desk = app.desk.reader_acts
    for number in range(10):
        desk.unsubscribe_address(f"x{number}@example.org", gerda, HERE)
    with pytest.raises(DeskError, match="unsubscribing-too-often"):
        desk.unsubscribe_address("anna@example.org", gerda, "203.0.113.9")  # also from elsewhere
    assert app.desk.readers.one(anna).who.standing is Standing.CONFIRMED
    clock.pass_by(hours=1)
    desk.unsubscribe_address("anna@example.org", gerda, HERE)
    assert app.desk.readers.one(anna).who.standing is Standing.UNSUBSCRIBED


def test_the_editors_of_a_network_are_stopped_together(app: Newsletter, gerda: Editor) -> None:
    desk, editors = app.desk.reader_acts, app.desk.editors
    helpers = [editors.add("B", f"b{one}@example.org", Role.EDITOR) for one in range(6)]
    for one in helpers:
        for number in range(10):
            desk.unsubscribe_address(f"x{number}@example.org", one, HERE)
    with pytest.raises(DeskError, match="unsubscribing-too-often"):
        desk.unsubscribe_address("anna@example.org", gerda, HERE)
    desk.unsubscribe_address("anna@example.org", gerda, "203.0.113.9")


def test_a_suppression_is_made_once_and_lifted_for_a_reason(
    app: Newsletter, gerda: Editor, anna: int
) -> None:
    desk = app.desk.reader_acts
    for reason in ("belde", "later"):
        desk.suppress(anna, reason, gerda)
    suppression = app.desk.readers.one(anna).suppression
    assert suppression is not None
    assert (suppression.reason, suppression.note) == (SuppressionReason.MANUAL, "belde")
    with pytest.raises(DeskError, match="lift-needs-reason"):
        desk.lift(anna, " ", gerda)
    desk.lift(anna, "wil toch weer", gerda)
    one = app.desk.readers.one(anna)
    assert one.suppression is None
    assert one.consents[-1].note == "wil toch weer"
    with pytest.raises(DeskError, match="suppression-missing"):
        desk.lift(anna, "nog eens", gerda)
    assert [act for act, _ in acts(app)] == [Act.READER_SUPPRESSED, Act.READER_ALLOWED]


def test_what_a_reader_decided_is_not_lifted(app: Newsletter, gerda: Editor, anna: int) -> None:
    address = app.desk.readers.one(anna).who.address
    app.container.store.suppressions.add(address, SuppressionReason.COMPLAINED)
    with pytest.raises(DeskError, match="suppression-after-complaint"):
        app.desk.reader_acts.lift(anna, "ik denk van wel", gerda)
    assert app.desk.readers.one(anna).suppression is not None
    assert acts(app) == []


def test_changes_are_logged_by_field_and_never_by_value(
    app: Newsletter, gerda: Editor, anna: int
) -> None:
    desk = app.desk.reader_acts
    for _ in range(2):
        desk.change(
            anna, name="Annie", tags=tags_in("Rust, , rust,"), rhythm=Rhythm.MONTHLY, by=gerda
        )
    who = app.desk.readers.one(anna).who
    assert (who.first_name, who.tags, who.rhythm) == ("Annie", {"rust"}, Rhythm.MONTHLY)
    [entry] = [one for one in app.container.store.log.newest(200) if one.act is Act.READER_CHANGED]
    assert (entry.thing, entry.after) == (f"reader {anna}", "name, tags, rhythm")
    with pytest.raises(DeskError, match="reader-name-unreadable"):
        desk.change(anna, name="<b>!</b>", tags=(), rhythm=Rhythm.WEEKLY, by=gerda)
    assert app.desk.readers.one(anna).who == who


def test_what_a_reader_chose_while_an_editor_looked_stays(
    app: Newsletter, gerda: Editor, anna: int
) -> None:
    desk, store = app.desk.reader_acts, app.container.store
    store.subscribers.set_tags(anna, frozenset({"rust", "werk"}))
    who = app.desk.readers.one(anna).who
    shown = ReaderDetails(who.first_name, who.tags, who.rhythm)
    store.subscribers.set_rhythm(anna, Rhythm.MONTHLY)
    store.subscribers.set_tags(anna, frozenset({"rust"}))
    tags = ("rust", "werk", "slaap")
    desk.change(anna, name="Annie", tags=tags, rhythm=shown.rhythm, by=gerda, shown=shown)
    who = app.desk.readers.one(anna).who
    assert (who.first_name, who.tags, who.rhythm) == ("Annie", {"rust", "slaap"}, Rhythm.MONTHLY)
    [entry] = [one for one in app.container.store.log.newest(200) if one.act is Act.READER_CHANGED]
    assert entry.after == "name, tags"


def test_somebody_is_added_once_and_who_left_is_not_brought_back(
    app: Newsletter, gerda: Editor
) -> None:
    desk = app.desk.reader_acts
    assert desk.add("bram@example.org", first_name="Bram", statement=SAID, by=gerda)
    assert not desk.add("BRAM@example.org", first_name="Bart", statement=SAID, by=gerda)
    [line] = app.desk.readers.page().lines
    assert (line.first_name, acts(app)) == ("Bram", [(Act.READER_ADDED, f"reader {line.number}")])
    app.people.unsubscribe("bram@example.org")
    with pytest.raises(DeskError, match="subscriber-left-once"):
        desk.add("bram@example.org", statement=SAID, by=gerda)
    with pytest.raises(DeskError, match="consent-statement-short"):
        desk.add("cleo@example.org", statement="ja", by=gerda)
    assert len(app.desk.readers.page().lines) == 1


def test_nothing_can_be_done_for_who_was_erased(app: Newsletter, gerda: Editor, anna: int) -> None:
    desk = app.desk.reader_acts
    desk.forget(anna, gerda)
    asked: list[Callable[[], object]] = [
        lambda: desk.open(anna, gerda),
        lambda: desk.change(anna, name="A", tags=("x",), rhythm=Rhythm.WEEKLY, by=gerda),
        lambda: desk.unsubscribe(anna, gerda),
        lambda: desk.suppress(anna, "", gerda),
        lambda: desk.lift(anna, "x", gerda),
        lambda: desk.forget(anna, gerda),
    ]
    for act in asked:
        with pytest.raises(DeskError) as error:
            act()
        assert error.value.code == "reader-not-there"
    assert acts(app) == [(Act.READER_ERASED, f"reader {anna}")]


def test_the_log_names_nobody(app: Newsletter, gerda: Editor, anna: int) -> None:
    desk = app.desk.reader_acts
    desk.open(anna, gerda)
    desk.change(anna, name="Annie", tags=("geheim",), rhythm=Rhythm.WEEKLY, by=gerda)
    desk.suppress(anna, "anna@example.org belde", gerda)
    desk.lift(anna, "anna@example.org mailde", gerda)
    desk.unsubscribe_address("anna@example.org", gerda, HERE)
    desk.unsubscribe_address("someone@example.org", gerda, HERE)
    desk.forget(anna, gerda)
    words = " ".join(
        f"{one.thing} {one.before} {one.after}"
        for one in app.container.store.log.newest(200)
        if one.act.value.startswith("reader")
    )
    assert "@" not in words
    assert not {"annie", "geheim", "belde"} & set(words.lower().split())
    assert words.count(f"reader {anna}") == 6


@pytest.mark.parametrize("other", ["change", "suppress", "unsubscribe", "forget"])
def test_of_two_owners_at_once_nobody_brings_back_who_was_erased(
    tmp_path: Path, other: str
) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock)
    gerda = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.OWNER)
    numbers = joined(app, *(f"lezer{number}" for number in range(8)))
    desk = app.desk.reader_acts
    acts_of_bram: dict[str, Callable[[int], None]] = {
        "change": lambda one: desk.change(
            one, name="Nieuw", tags=("x",), rhythm=Rhythm.MONTHLY, by=bram
        ),
        "suppress": lambda one: desk.suppress(one, "", bram),
        "unsubscribe": lambda one: desk.unsubscribe(one, bram),
        "forget": lambda one: desk.forget(one, bram),
    }

    def attempt(act: Callable[[], None]) -> None:
        with suppress(DeskError):  # who comes second finds nobody
            act()

    with ThreadPoolExecutor(2) as two:
        for number in numbers:
            done = [
                two.submit(attempt, lambda one=number: desk.forget(one, gerda)),
                two.submit(attempt, lambda one=number: acts_of_bram[other](one)),
            ]
            for one in done:
                one.result()
    assert app.desk.readers.page().lines == ()
    with app.container.store.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM tagged").scalar() == 0
        names = connection.exec_driver_sql("SELECT DISTINCT first_name FROM subscribers").scalars()
        assert list(names) == [""]
    erased = [one for one in app.container.store.log.newest(500) if one.act is Act.READER_ERASED]
    assert len(erased) == len(numbers)
