"""The editor's work on subscribers: what comes back is a value, and a refusal has a code."""

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.audience import Rhythm, Standing, SuppressionReason
from tests.app.builders import SAID, SetClock, a_publication

ANNA = "anna@example.org"
LIST = """Email,Last name,Global status
bert@example.org,Bos,subscribed
anna@example.org,Vos,subscribed
geen adres,Mos,subscribed
carla@example.org,Ros,unsubscribed
dirk@example.org,Los,gone
"""


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock())
    app.people.add(ANNA, first_name="Anna", tags=("rust",), statement=SAID)
    return app


def test_who_is_there_already_is_not_changed(app: Newsletter) -> None:
    assert app.people.add(ANNA, first_name="Ans", statement=SAID) == Message(
        "subscriber-known", address=ANNA
    )
    assert app.people.show(ANNA).first_name == "Anna"


def test_who_left_or_is_suppressed_is_not_brought_back(app: Newsletter) -> None:
    assert app.people.unsubscribe(ANNA) == Message("subscriber-unsubscribed", address=ANNA)
    app.people.suppress("bert@example.org", "by phone")
    for address, why in (
        (ANNA, "subscriber-left-once"),
        ("bert@example.org", "subscriber-suppressed"),
    ):
        with pytest.raises(DeskError) as refused:
            app.people.add(address, statement=SAID)
        assert refused.value.problem == Message(why, address=address)


def test_no_suppression_is_lifted_without_a_record_of_the_reason(app: Newsletter) -> None:
    app.people.add(ANNA, statement=SAID)
    app.people.suppress(ANNA, "by mistake")
    database = app.container.store.database
    with database.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON consents BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(IntegrityError):
        app.people.lift(ANNA, "a mistake")
    assert app.people.show(ANNA).suppressed_for is SuppressionReason.MANUAL


def test_a_suppression_is_lifted_for_a_reason(app: Newsletter) -> None:
    with pytest.raises(DeskError, match="suppression-missing"):
        app.people.lift(ANNA, "a mistake")
    assert app.people.suppress(ANNA, "by phone") == Message("address-suppressed", address=ANNA)
    assert app.people.show(ANNA).suppressed_for is SuppressionReason.MANUAL
    with pytest.raises(DeskError, match="lift-needs-reason"):
        app.people.lift(ANNA, " ")
    assert app.people.lift(ANNA, "a mistake") == Message("suppression-lifted", address=ANNA)


def test_a_reader_is_shown_with_everything_that_is_known(app: Newsletter) -> None:
    row = app.people.show(ANNA)
    assert (row.standing, row.rhythm, row.tags) == (Standing.CONFIRMED, Rhythm.WEEKLY, ("rust",))
    assert row.facts() == {
        "address": ANNA,
        "first_name": "Anna",
        "standing": "confirmed",
        "tags": ["rust"],
        "rhythm": "weekly",
        "language": "nl",
        "joined": "2026-03-07T13:00+01:00",
        "confirmed": "2026-03-07T13:00+01:00",
        "left": None,
        "suppressed": None,
    }
    app.people.suppress(ANNA, "by phone")
    assert app.people.show(ANNA).facts()["suppressed"] == "manual since 2026-03-07T13:00+01:00"


def test_who_and_which_standing_are_asked_for_must_be_known(app: Newsletter) -> None:
    with pytest.raises(DeskError) as nobody:
        app.people.show("bert@example.org")
    assert nobody.value.problem == Message("subscriber-unknown", address="bert@example.org")
    app.people.suppress("bert@example.org", "by phone")
    with pytest.raises(DeskError) as barred:
        app.people.show("Bert@example.org")
    assert barred.value.problem.code == "subscriber-unknown-suppressed"
    assert barred.value.problem.data["why"] == Message.of(SuppressionReason.MANUAL)
    with pytest.raises(DeskError) as no_standing:
        app.people.rows(standing="gone")
    assert no_standing.value.problem == Message(
        "standing-unknown", text="gone", known=("pending", "confirmed", "unsubscribed")
    )


def test_an_import_says_of_every_refused_row_why(app: Newsletter) -> None:
    (app.container.folder / "list.csv").write_text(LIST)
    done = app.people.import_file(app.container.folder / "list.csv", statement=SAID)
    assert [(row.line, row.reason.code) for row in done.refused] == [
        (4, "address-unusable"),
        (6, "row-status-unknown"),
    ]
    assert [(one.code, one.data["count"]) for one in done.outcome] == [
        ("import-arrived", 1),
        ("import-arrived", 1),
        ("import-kept-out", 1),
        ("import-refused", 2),
    ]
    assert not done.came_to_nothing


def test_a_list_of_who_left_says_how_everybody_in_it_counts(app: Newsletter) -> None:
    columns = []
    (app.container.folder / "unsubscribed.csv").write_text(f"email\n{ANNA}\n")
    done = app.people.import_file(
        app.container.folder / "unsubscribed.csv", preview=True, begin=columns.append
    )
    (said,) = columns
    assert said.everyone is not None
    assert said.everyone.code == "import-everyone"
    assert done.outcome == (Message("import-stays", count=1),)  # by her own later yes
    assert app.people.show(ANNA).standing is Standing.CONFIRMED


def test_everyone_is_exported_into_a_file_that_others_cannot_read(
    app: Newsletter, tmp_path: Path
) -> None:
    path = tmp_path / "everyone.csv"
    assert app.people.export(path) == Message("subscribers-exported", count=1, path=path)
    assert path.stat().st_mode & 0o077 == 0


def test_an_erased_reader_is_known_by_a_hash_alone(app: Newsletter) -> None:
    assert app.people.forget(ANNA) == Message("subscriber-erased", address=ANNA)
    with pytest.raises(DeskError, match="subscriber-unknown"):
        app.people.show(ANNA)
