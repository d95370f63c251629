"""The steps that failed are kept by name, and told to people one after the other."""

from pathlib import Path
from threading import Event, current_thread

from newsletter.app import Newsletter
from newsletter.app.liveness import Probe, RoundStep
from newsletter.locale.speech import say
from newsletter.message import Message
from tests import patience
from tests.app.builders import SetClock, a_publication
from tests.web.builders import browser


def test_steps_that_failed_are_told_in_the_order_of_the_round(tmp_path: Path) -> None:
    liveness = a_publication(tmp_path / "own", SetClock()).liveness
    liveness.note([RoundStep.SERIES.value, RoundStep.CHORES.value, "a step of another version"])
    assert say(liveness.failing_steps, "en") == (
        "the series, daily chores, a step of another version"
    )
    assert say(liveness.failing_steps, "nl").startswith("de reeks, dagelijks werk, ")


def test_one_step_stands_alone_and_a_whole_round_ends_it(tmp_path: Path) -> None:
    liveness = a_publication(tmp_path / "own", SetClock()).liveness
    liveness.note([RoundStep.REMINDERS.value])
    assert liveness.failing_steps == Message.of(RoundStep.REMINDERS)
    liveness.note([])
    assert liveness.failing == ""


def test_a_database_that_lacks_migrations_is_told(app: Newsletter) -> None:
    assert app.liveness.problems() == ()
    with app.container.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert app.liveness.problems() == ("the database lacks migrations",)


def test_a_database_that_does_not_answer_is_told_after_two_seconds_and_takes_one_thread() -> None:
    released, asked = Event(), []

    def ask() -> bool:
        asked.append(current_thread())
        released.wait()
        return True

    probe = Probe(ask)
    assert [probe.answer(0) for _ in range(5)] == [None] * 5
    assert len(asked) <= 1
    released.set()
    for thread in asked:
        thread.join()
    assert probe.answer(patience.SECONDS) is True


def test_each_question_has_its_own_answer() -> None:
    answers = iter([True, False, None])
    probe = Probe(answers.__next__)
    assert [probe.answer(patience.SECONDS) for _ in range(3)] == [True, False, None]


def test_a_process_without_its_database_is_alive_and_not_ready(app: Newsletter) -> None:
    pages = browser(app)
    assert pages.get("/readyz").status_code == 200
    app.close()
    file = Path(app.settings.database_url.removeprefix("sqlite:///"))
    file.write_bytes(b"no database " * 1000)
    file.with_name("newsletter.db-wal").unlink(missing_ok=True)
    answer = pages.get("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (
        503,
        ["the database does not answer"],
    )
    assert pages.get("/livez").status_code == 200
