"""A portrait that went out of use goes, unless a letter that readers may have shows it."""

import hashlib
import io
import os
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.own_letter import OwnChanged, OwnLetterInput
from newsletter.app.portraits import tidy_portraits
from newsletter.model.editor import Editor, Role
from tests.app.builders import SetClock, a_photo, with_issues_approved

ONE, OTHER = a_photo(300, 200), a_photo(200, 300)


@pytest.fixture
def gerda(app: Newsletter) -> Editor:
    return app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)


def give(app: Newsletter, by: Editor, data: bytes | None) -> str:
    """Give another portrait, or take it away; return the name of the hosted one."""
    own = app.desk.settings.own
    wishes = OwnLetterInput(
        typed={},
        expected=own.look().sha256,
        picture=("ik.jpg", io.BytesIO(data)) if data else None,
        without_portrait=data is None,
    )
    assert own.save(wishes, by) == OwnChanged(("sender.portrait",))
    now = app.container.now().timestamp()
    for path in portraits(app):
        os.utime(path, (now, now))  # the clock of the test, not of the disk
    return own.look().portrait


def portraits(app: Newsletter) -> list[Path]:
    return sorted((app.container.folder / "portrait").glob("*"))


def hosted(app: Newsletter) -> set[str]:
    return {path.name for path in (app.container.folder / "media").glob("*.*") if path.is_file()}


def test_a_replaced_portrait_goes_after_a_week_and_the_new_one_stays(
    app: Newsletter, gerda: Editor, clock: SetClock
) -> None:
    first, second = give(app, gerda, ONE), give(app, gerda, OTHER)
    assert hosted(app) == {first, second}
    tidy_portraits(app.container)
    assert len(portraits(app)) == 2, "the settings may be undone"
    clock.pass_by(days=7, minutes=1)
    tidy_portraits(app.container)
    assert [path.read_bytes() for path in portraits(app)] == [OTHER]
    assert hosted(app) == {second}
    assert app.desk.settings.own.look().portrait == second


def test_a_portrait_that_was_taken_away_goes_too(
    app: Newsletter, gerda: Editor, clock: SetClock
) -> None:
    give(app, gerda, ONE)
    give(app, gerda, None)
    clock.pass_by(days=7, minutes=1)
    tidy_portraits(app.container)
    assert portraits(app) == []
    assert hosted(app) == set()


def test_what_a_stored_letter_shows_stays_hosted(
    app: Newsletter, gerda: Editor, clock: SetClock
) -> None:
    first = give(app, gerda, ONE)
    with_issues_approved(app)
    give(app, gerda, None)
    clock.pass_by(days=7, minutes=1)
    tidy_portraits(app.container)
    assert portraits(app) == []
    assert app.media(first) is not None


def test_a_portrait_that_was_in_use_for_a_year_still_has_its_week(
    app: Newsletter, gerda: Editor, clock: SetClock
) -> None:
    give(app, gerda, ONE)
    for _ in range(3):
        clock.pass_by(days=120)
        tidy_portraits(app.container)
    file = app.container.folder / "newsletter.toml"
    kept = [line for line in file.read_text("utf-8").split("\n") if "portrait = " not in line]
    file.write_text("\n".join(kept), "utf-8")  # by hand
    clock.pass_by(days=6)
    tidy_portraits(app.container)
    assert len(portraits(app)) == 1
    clock.pass_by(days=2)
    tidy_portraits(app.container)
    assert portraits(app) == []


@pytest.mark.parametrize("name", ["ik.jpg", "ik-00000000.jpg", "ik-abc.jpg", "lees mij.txt"])
def test_a_file_that_the_desk_did_not_make_stays(
    app: Newsletter, clock: SetClock, name: str
) -> None:
    folder = app.container.folder / "portrait"
    folder.mkdir()
    (folder / name).write_bytes(ONE)
    clock.pass_by(days=400)
    tidy_portraits(app.container)
    assert (folder / name).exists()


def test_a_damaged_portrait_goes_as_well(app: Newsletter, clock: SetClock) -> None:
    folder = app.container.folder / "portrait"
    folder.mkdir()
    mark = hashlib.sha256(ONE[:99]).hexdigest()[:8]
    (folder / f"ik-{mark}.jpg").write_bytes(ONE[:99])
    clock.pass_by(days=400)
    tidy_portraits(app.container)
    assert portraits(app) == []


def test_it_is_one_of_the_daily_chores(app: Newsletter, gerda: Editor, clock: SetClock) -> None:
    give(app, gerda, ONE)
    give(app, gerda, None)
    clock.pass_by(days=7, minutes=1)
    app.rounds.make()
    assert portraits(app) == []
