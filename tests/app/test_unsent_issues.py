"""An issue that is due and cannot be sent is named while its slot can still be saved."""

from pathlib import Path

from newsletter.app import Newsletter
from newsletter.app.health import HealthArea, health_problems
from newsletter.message import Message
from tests.app.builders import SETTLED, UNSETTLED, SetClock, a_publication, with_issues_approved


def named(app: Newsletter) -> list[tuple[HealthArea, str]]:
    app.container.disk_usage = lambda _: (100, 50, 50)
    return [(one.area, one.message.code) for one in health_problems(app.container)]


def test_what_cannot_be_sent_at_its_slot_is_named_with_the_reason_until_it_can(
    tmp_path: Path, clock: SetClock
) -> None:
    app = a_publication(tmp_path / "own", clock, SETTLED)
    with_issues_approved(app, issues=["1"])
    app.close()
    settings = app.container.folder / "newsletter.toml"
    settings.write_text(UNSETTLED, "utf-8")
    broken = Newsletter.at(app.container.folder, clock)
    assert broken.rounds.make()
    assert named(broken) == [], "it is not due yet"
    clock.pass_by(days=1)
    assert broken.rounds.make()
    assert named(broken) == [(HealthArea.SLOTS, "issue-due-unsent")]
    (problem,) = health_problems(broken.container)
    assert isinstance(problem.message.data["reason"], Message)
    assert problem.message.data["issue"] == 1
    broken.queue.remove("1")
    assert broken.rounds.make()
    assert named(broken) == []
    broken.close()


def test_an_issue_for_nobody_is_named_at_its_slot(app: Newsletter, clock: SetClock) -> None:
    with_issues_approved(app, [], ["1"])
    clock.pass_by(days=1)
    assert app.rounds.make()
    (problem,) = health_problems(app.container)
    assert problem.message.data["reason"] == Message("issue-for-nobody", issue=1)
    app.people.add("anna@example.org", statement="asked on paper")
    app.rounds.make_at_once()
    assert app.rounds.make()
    assert named(app) == []


def test_a_restored_backup_that_waits_for_a_yes_is_named(app: Newsletter) -> None:
    app.container.store.hold(Message("restored-without-journal"))
    assert named(app) == [(HealthArea.SLOTS, "nothing-goes-out")]
    app.backups.release()
    assert named(app) == []
