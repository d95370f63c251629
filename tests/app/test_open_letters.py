"""Who else has a letter open is known for two minutes, and locks nobody out."""

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Editor, Role
from tests.app.builders import SetClock


def test_another_editor_is_named_until_they_leave_or_are_silent_for_two_minutes(
    drawn: Newsletter, owner_of_drawn: Editor, clock: SetClock
) -> None:
    bram = drawn.desk.editors.add("Bram", "bram@example.org", Role.WRITER)
    letters = drawn.desk.open_letters
    letters.note(1, bram)
    assert letters.others(1, owner_of_drawn) == ("Bram",)
    assert letters.others(1, bram) == letters.others(2, owner_of_drawn) == ()
    letters.leave(1, bram)
    assert letters.others(1, owner_of_drawn) == ()
    letters.note(1, bram)
    clock.pass_by(minutes=2)
    assert letters.others(1, owner_of_drawn) == ()
    assert Act.ISSUE_SAVED not in [one.act for one in drawn.desk.editors.log()]
