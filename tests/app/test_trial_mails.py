"""Tests of letters by mail: to oneself and to saved addresses, and not too many."""

import pytest

from newsletter.app import Newsletter
from newsletter.errors import AuthorError, DeskError, NewsletterError, ProviderSilent
from newsletter.model.audience import SuppressionReason
from newsletter.model.delivery import Batch, Outcome, Receipt
from newsletter.model.editor import Act, Editor
from tests.app.builders import SetClock, outbox
from tests.app.test_saved_addresses import saved


@pytest.fixture
def three(drawn: Newsletter, gerda: Editor) -> Newsletter:
    """The publication with two addresses that may be used, and one that waits."""
    for place in range(2):
        drawn.desk.settings.addresses.allow(saved(drawn, gerda, f"n{place}@example.net"))
    saved(drawn, gerda, "waits@example.net")
    return drawn


def receivers(app: Newsletter) -> list[str]:
    """The addresses of the mails in the outbox."""
    lines = [one.read_text("utf-8").splitlines() for one in outbox(app)]
    return sorted(
        line.partition("To: ")[2] for mail in lines for line in mail if line[:4] == "To: "
    )


def test_a_test_goes_to_one_or_to_all_who_said_yes(three: Newsletter, gerda: Editor) -> None:
    assert three.desk.trials.to_saved(1, 2, gerda) == 1
    assert receivers(three) == ["n1@example.net"]
    assert three.desk.trials.to_saved(1, None, gerda) == 2
    assert receivers(three) == ["n0@example.net", "n1@example.net", "n1@example.net"]
    assert [(one.thing, one.after) for one in three.container.store.log.newest(200)[:2]] == [
        ("issue 1", "1 2"),
        ("issue 1", "2"),
    ]


@pytest.mark.parametrize("which", [3, 99])
def test_nothing_goes_to_who_has_not_answered_or_is_not_there(
    three: Newsletter, gerda: Editor, which: int
) -> None:
    with pytest.raises(DeskError, match="saved-address-gone"):
        three.desk.trials.to_saved(1, which, gerda)
    assert not receivers(three)


def test_nothing_goes_to_an_address_that_was_suppressed_since(
    three: Newsletter, gerda: Editor
) -> None:
    first = three.desk.settings.addresses.all()[0].address
    three.container.store.suppressions.add(first, SuppressionReason.COMPLAINED)
    assert three.desk.trials.to_saved(1, None, gerda) == 1
    assert receivers(three) == ["n1@example.net"]


def test_an_address_gets_twelve_an_hour_alone_or_with_the_others(
    three: Newsletter, gerda: Editor, clock: SetClock
) -> None:
    for _ in range(6):
        three.desk.trials.to_saved(1, None, gerda)
        three.desk.trials.to_saved(1, 1, gerda)
    for which in (1, None):
        with pytest.raises(DeskError, match="tests-too-many"):
            three.desk.trials.to_saved(1, which, gerda)
    assert receivers(three).count("n0@example.net") == 12
    clock.pass_by(hours=1)
    assert three.desk.trials.to_saved(1, 1, gerda) == 1


def test_an_editor_gets_sixty_an_hour_with_their_own_first_name(
    drawn: Newsletter, gerda: Editor
) -> None:
    for _ in range(60):
        drawn.desk.trials.to_oneself(1, gerda)
    with pytest.raises(DeskError, match="tests-too-many"):
        drawn.desk.trials.to_oneself(1, gerda)
    assert receivers(drawn) == ["gerda@example.org"] * 60
    assert "Gerda," in outbox(drawn)[0].read_text("utf-8")


def test_a_letter_that_cannot_be_read_is_sent_to_nobody_and_not_in_the_log(
    three: Newsletter, gerda: Editor
) -> None:
    three.issues.path("1").write_text("---\nnumber: 1\n---\n", "utf-8")
    with pytest.raises(AuthorError):
        three.desk.trials.to_saved(1, None, gerda)
    assert Act.TEST_MAILED not in [one.act for one in three.container.store.log.newest(200)]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (["ok", "refused"], "tests-sent-to-some"),
        (["refused", "ok"], "tests-sent-to-some"),
        (["ok", ProviderSilent("x", "silent")], "tests-sent-to-some"),
        (["refused", "refused"], "email-not-taken"),
    ],
)
def test_it_is_told_how_many_went_when_not_all_did(
    three: Newsletter,
    gerda: Editor,
    answers: list[object],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left = iter(answers)

    def send(batch: Batch) -> tuple[Receipt, ...]:
        answer = next(left)
        if isinstance(answer, NewsletterError):
            raise answer
        outcome = Outcome.ACCEPTED if answer == "ok" else Outcome.REFUSED
        return (Receipt(batch.recipients[0].delivery_id, outcome, detail="no"),)

    monkeypatch.setattr(three.container.provider, "send", send)
    with pytest.raises(DeskError, match=says) as error:
        three.desk.trials.to_saved(1, None, gerda)
    if says == "tests-sent-to-some":
        assert (error.value.data["sent"], error.value.data["count"]) == (1, 2)
