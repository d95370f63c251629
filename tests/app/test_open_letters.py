"""Who else has a letter open is known for two minutes, and locks nobody out."""

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Editor, Role
from tests.app.builders import SetClock


def test_another_editor_is_named_until_they_leave_or_are_silent_for_two_minutes(
    drawn: Newsletter, gerda: Editor, clock: SetClock
) -> None:
    bram = drawn.desk.editors.add("Bram", "bram@example.org", Role.WRITER)
    letters = drawn.desk.open_letters
    letters.note(1, bram)
    assert letters.others(1, gerda) == ("Bram",)
    assert letters.others(1, bram) == letters.others(2, gerda) == ()
    letters.leave(1, bram)
    assert letters.others(1, gerda) == ()
    letters.note(1, bram)
    clock.pass_by(minutes=2)
    assert letters.others(1, gerda) == ()
    assert Act.ISSUE_SAVED not in [one.act for one in drawn.container.store.log.newest(200)]
