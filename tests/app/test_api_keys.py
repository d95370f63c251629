"""Keys of other programs, made and revoked at the desk."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.model.editor import Act, Editor, Role
from newsletter.model.secret import Scope
from tests.app.builders import SetClock, a_publication


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    return a_publication(tmp_path / "own", SetClock())


@pytest.fixture
def gerda(app: Newsletter) -> Editor:
    return app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)


def test_a_key_is_made_and_revoked_with_its_act_and_without_its_text(
    app: Newsletter, gerda: Editor
) -> None:
    keys = app.desk.settings.keys
    key, text = keys.add("  mijn \n site ", {Scope.READ}, gerda)
    assert key.name == "mijn site"
    assert app.readers.keys.opens(text.reveal) is not None
    keys.revoke(key.id, gerda)
    assert app.readers.keys.opens(text.reveal) is None
    log = app.container.store.log.newest(200)
    assert [one.act for one in log[:2]] == [Act.API_KEY_REVOKED, Act.API_KEY_MADE]
    assert {one.thing for one in log[:2]} == {"key mijn site"}
    assert text.reveal not in repr(log)


def test_a_key_that_was_revoked_already_is_told_and_noted_once(
    app: Newsletter, gerda: Editor
) -> None:
    keys = app.desk.settings.keys
    key, _ = keys.add("site", {Scope.READ}, gerda)
    keys.revoke(key.id, gerda)
    for number in (key.id, 99):
        with pytest.raises(DeskError, match="api-key-missing"):
            keys.revoke(number, gerda)
    assert [one.act for one in app.container.store.log.newest(200)].count(Act.API_KEY_REVOKED) == 1


def test_keys_that_work_stand_first_and_the_newest_first(app: Newsletter, gerda: Editor) -> None:
    keys = app.desk.settings.keys
    for name in ("a", "b", "c"):
        keys.add(name, {Scope.READ}, gerda)
    keys.revoke(3, gerda)
    assert [one.name for one in keys.all()] == ["b", "a", "c"]


def test_what_a_new_key_lacks_is_said_by_field(app: Newsletter) -> None:
    keys = app.desk.settings.keys
    assert list(keys.mistakes(" ", ())) == ["name", "scopes"]
    assert keys.mistakes("site", {Scope.READ}) == {}


@pytest.mark.parametrize("act", ["end", "writer", "editor"])
def test_keys_end_with_the_role_of_the_owner_who_made_them(
    app: Newsletter, gerda: Editor, act: str
) -> None:
    editors, keys = app.desk.editors, app.desk.settings.keys
    hilde = editors.add("Hilde", "hilde@example.org", Role.OWNER)
    (hers, text), (other, stays) = (
        keys.add("site", [Scope.READ], hilde),
        keys.add("crm", [Scope.READERS], gerda),
    )
    at_terminal = app.readers.keys.add("cron", [Scope.READ])[1]
    if act == "end":
        editors.end(hilde.id, gerda)
    else:
        editors.set_role(hilde.id, Role(act), gerda)
    opens = app.readers.keys.opens
    assert [bool(opens(one.reveal)) for one in (text, stays, at_terminal)] == [False, True, True]
    assert {key.id: key.revoked_at is not None for key in keys.all()}[hers.id]
    [entry] = app.container.store.log.newest(9, acts=[Act.API_KEY_ENDED])
    assert (entry.thing, entry.editor, entry.before) == ("key site", gerda.id, f"editor {hilde.id}")
    assert other.made_by == gerda.id


def test_a_key_made_while_its_maker_loses_the_role_opens_nothing(
    app: Newsletter, gerda: Editor
) -> None:
    hilde = app.desk.editors.add("Hilde", "hilde@example.org", Role.OWNER)
    app.desk.editors.end(hilde.id, gerda)
    _, text = app.desk.settings.keys.add("site", [Scope.READ], hilde)
    assert app.readers.keys.opens(text.reveal) is None


def test_an_owner_who_stays_one_keeps_their_keys(app: Newsletter, gerda: Editor) -> None:
    _, text = app.desk.settings.keys.add("site", [Scope.READ], gerda)
    app.desk.editors.set_role(gerda.id, Role.OWNER, gerda)
    assert app.readers.keys.opens(text.reveal) is not None
