"""Settings that an owner changes: whole or not at all, for what runs too, and never over another's."""

import errno
import os
import signal
import stat
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from itertools import count
from pathlib import Path
from threading import Barrier, Thread
from time import sleep

import pytest

from newsletter.app import Newsletter, dispatches, own_letter
from newsletter.app.own_letter import OwnAnswer, OwnChanged, OwnConflict, OwnLetterInput, OwnWrong
from newsletter.app.planning import plan_of
from newsletter.model.editor import Act, Editor, Role
from tests.app.builders import SetClock, a_publication, outbox, with_issues_approved
from tests.app.dispatching import frozen
from tests.store.places import url_of

BEGUN_AND_DONE = {Act.SETTINGS_BEGUN, Act.SETTINGS_CHANGED}
KINDS = ["sqlite, wal", "postgresql"]


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    return a_publication(tmp_path / "own", SetClock())


@pytest.fixture
def gerda(app: Newsletter) -> Editor:
    return app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)


def save(app: Newsletter, by: Editor, expected: str = "", **typed: str) -> OwnAnswer:
    own = app.desk.settings.own
    return own.save(OwnLetterInput(typed=typed, expected=expected or own.look().sha256), by)


def test_the_file_keeps_its_permissions_and_so_does_its_former_content(
    app: Newsletter, gerda: Editor
) -> None:
    file = app.container.folder / "newsletter.toml"
    file.chmod(0o600)
    before = file.read_bytes()
    assert save(app, gerda, name="Stil") == OwnChanged(("name",))
    former = file.with_name("newsletter.toml.before")
    assert former.read_bytes() == before
    assert {stat.S_IMODE(one.stat().st_mode) for one in (file, former)} == {0o600}


def test_a_mark_at_the_beginning_and_windows_line_ends_stay(app: Newsletter, gerda: Editor) -> None:
    file = app.container.folder / "newsletter.toml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert isinstance(save(app, gerda, name="Stil", controller="Gerda"), OwnChanged)
    made = file.read_bytes()
    assert made.startswith(b"\xef\xbb\xbf")
    assert b"\n" not in made.replace(b"\r\n", b"")


def test_settings_in_a_pyproject_are_changed_there(
    app: Newsletter, gerda: Editor, tmp_path: Path
) -> None:
    folder = app.container.folder
    project = folder / "pyproject.toml"
    project.write_text('[project]\nname = "x"\n\n[tool.newsletter]\nname = "A"\n', "utf-8")
    (folder / "newsletter.toml").unlink()
    assert isinstance(save(app, gerda, name="Stil", reply_to="g@voorbeeld.nl"), OwnChanged)
    table = tomllib.loads(project.read_text("utf-8"))
    assert table["project"] == {"name": "x"}
    assert table["tool"]["newsletter"]["name"] == "Stil"
    assert table["tool"]["newsletter"]["sender"] == {"reply_to": "g@voorbeeld.nl"}
    assert isinstance(save(app, gerda, reply_to="g"), OwnWrong)


def test_a_key_in_another_form_is_refused_with_a_sentence(app: Newsletter, gerda: Editor) -> None:
    file = app.container.folder / "newsletter.toml"
    file.write_text('name = "A"\nsender = {name = "G"}\n', "utf-8")
    answer = save(app, gerda, sender="Gerda")
    assert isinstance(answer, OwnWrong)
    assert answer.why is not None
    assert answer.why.code == "settings-not-editable"
    assert file.read_text("utf-8") == 'name = "A"\nsender = {name = "G"}\n'


def test_a_mistake_elsewhere_in_the_file_stops_a_save_and_is_told(
    app: Newsletter, gerda: Editor
) -> None:
    expected = app.desk.settings.own.look().sha256
    file = app.container.folder / "newsletter.toml"
    file.write_text('name = "A"\n[web]\nport = "x"\n', "utf-8")
    assert save(app, gerda, expected, name="B") == OwnConflict()


def test_what_was_changed_by_hand_elsewhere_in_the_file_does_not_count_yet(
    app: Newsletter, gerda: Editor
) -> None:
    file = app.container.folder / "newsletter.toml"
    text = file.read_text("utf-8").replace("http://127.0.0.1:8000", "https://brief.voorbeeld.nl")
    file.write_text(text, "utf-8")
    assert isinstance(save(app, gerda, name="Stil"), OwnChanged)
    assert app.publication.name == "Stil"
    assert app.publication.base_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize("failing", [1, 2])
def test_a_disk_that_fills_up_in_between_leaves_the_file_as_it_was(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    file = app.container.folder / "newsletter.toml"
    before = file.read_bytes()
    real, calls = own_letter.files.replace, []

    def sometimes(path: Path, content: bytes, **more: int) -> None:
        calls.append(path)
        if len(calls) == failing:
            raise OSError(errno.ENOSPC, "full", str(path))
        real(path, content, **more)

    monkeypatch.setattr(own_letter.files, "replace", sometimes)
    answer = save(app, gerda, name="Stil")
    assert isinstance(answer, OwnWrong)
    assert answer.why is not None
    assert answer.why.code == "settings-not-written"
    assert file.read_bytes() == before
    assert app.container.store.log.newest(200)[0].act is Act.SETTINGS_BEGUN
    assert app.publication.name != "Stil"


def _saved_and_killed(folder: Path, at: int) -> bool:
    """Change the name in a process that is killed at a step; return whether it came to its end."""
    child = os.fork()
    if child == 0:
        steps = 0

        def kill(event: str, given: tuple[object, ...]) -> None:
            nonlocal steps
            if event in {"open", "os.rename", "os.remove"} and str(folder) in str(given[0]):
                steps += 1
                if steps == at:
                    os.kill(os.getpid(), signal.SIGKILL)

        with suppress(BaseException):
            app = a_publication(folder, SetClock())
            by = app.desk.editors.all()[0]
            sys.addaudithook(kill)
            save(app, by, name="Stil")
            os._exit(0)
        os._exit(1)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return not os.WIFSIGNALED(status)


def test_a_process_killed_between_any_two_steps_leaves_no_change_without_an_entry(
    app: Newsletter, gerda: Editor
) -> None:
    folder = app.container.folder
    file = folder / "newsletter.toml"
    before = file.read_bytes()
    app.container.close()
    found = set()
    for at in count(1):
        is_whole = _saved_and_killed(folder, at)
        is_new, log = file.read_bytes() != before, a_publication(folder, SetClock())
        entries = [one for one in log.container.store.log.newest(200) if one.act in BEGUN_AND_DONE]
        newest = entries[0] if entries else None
        now = sha256(file.read_bytes()).hexdigest()
        assert not is_new or (newest is not None and newest.after == now)
        found.add((is_new, newest.act if newest else None))
        log.container.close()
        file.write_bytes(before)
        if is_whole:
            break
    assert found >= {(False, None), (False, Act.SETTINGS_BEGUN), (True, Act.SETTINGS_CHANGED)}


@pytest.mark.parametrize("turn", range(5))
@pytest.mark.parametrize("place", KINDS)
def test_a_letter_begins_to_go_before_a_new_greeting_or_after_it_but_never_in_between(
    tmp_path: Path, place: str, turn: int
) -> None:
    url = url_of(place, tmp_path)
    app = a_publication(tmp_path / "own", SetClock(), f'database = "{url}"\n')
    by = app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)
    with_issues_approved(app, ["anna"])
    approval = app.container.store.queue.approval(1)
    assert approval is not None
    plan = plan_of(app.container, 1, approval.edition, approval.audience)
    expected, barrier = app.desk.settings.own.look().sha256, Barrier(2)
    seen: list[str] = []

    def is_due() -> bool:
        seen.append(app.container.settings.letter.greeting)
        return True

    def freeze() -> None:
        barrier.wait()
        sleep(turn / 100)
        app.container.store.dispatches.freeze(plan, is_due=is_due)

    def change() -> OwnAnswer:
        barrier.wait()
        return save(app, by, expected, greeting="Dag {first_name},")

    with ThreadPoolExecutor(2) as pool:
        going, answer = pool.submit(freeze), pool.submit(change).result()
        going.result()
    assert (seen == ["Dag {first_name},"]) is isinstance(answer, OwnChanged)


def test_a_letter_that_begins_to_go_between_the_look_and_the_save_keeps_its_greeting(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_issues_approved(app, ["anna"])
    real = own_letter.edited

    def meanwhile(*given: object) -> str:
        frozen(app, readers=["anna"])
        return real(*given)

    monkeypatch.setattr(own_letter, "edited", meanwhile)
    answer = save(app, gerda, greeting="Dag {first_name},")
    assert isinstance(answer, OwnWrong)
    assert answer.wrong["greeting"].code == "own-field-while-sending"


def test_a_program_that_writes_the_file_at_the_last_moment_is_not_overwritten(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = app.container.folder / "newsletter.toml"
    real = own_letter.edited

    def meanwhile(*given: object) -> str:
        made = real(*given)
        file.write_text('name = "Van een ander"\n', "utf-8")
        return made

    monkeypatch.setattr(own_letter, "edited", meanwhile)
    assert save(app, gerda, name="Stil") == OwnConflict()
    assert file.read_text("utf-8") == 'name = "Van een ander"\n'


def test_of_many_owners_at_once_one_saves_and_the_others_are_told(
    app: Newsletter, gerda: Editor
) -> None:
    expected = app.desk.settings.own.look().sha256
    answers: dict[str, OwnAnswer] = {}

    def at(name: str) -> None:
        answers[name] = save(app, gerda, expected, name=name)

    threads = [Thread(target=at, args=(f"Naam {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [won] = [name for name, answer in answers.items() if isinstance(answer, OwnChanged)]
    assert [answer for answer in answers.values() if answer == OwnConflict()] == [OwnConflict()] * 3
    assert app.publication.name == won
    acts = [one.act for one in app.container.store.log.newest(200)]
    assert acts.count(Act.SETTINGS_CHANGED) == 1


def test_a_portrait_that_is_gone_is_told_and_not_fatal(app: Newsletter) -> None:
    file = app.container.folder / "newsletter.toml"
    file.write_text('[sender]\nportrait = "weg.jpg"\n', "utf-8")
    form = app.desk.settings.own.look()
    assert form.portrait == ""
    assert form.portrait_why is not None
    assert form.portrait_why.code == "portrait-missing"


def test_while_a_letter_is_being_sent_what_stands_in_every_mail_stays(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_issues_approved(app)
    monkeypatch.setattr(dispatches, "drain", lambda *_: None)  # nobody has it yet
    app.dispatches.start("1")
    answer = save(app, gerda, greeting="Lieve {first_name},", tagline="Elke week")
    assert isinstance(answer, OwnWrong)
    assert {name: why.code for name, why in answer.wrong.items()} == {
        "greeting": "own-field-while-sending"
    }
    app.container.store.dispatches.pause(1, "")
    assert isinstance(save(app, gerda, greeting="Lieve {first_name},"), OwnWrong)
    assert save(app, gerda, tagline="Elke week") == OwnChanged(("tagline",))
    app.container.store.dispatches.resume(1)
    app.dispatches.dispatcher.drain()
    mails = [path.read_bytes() for path in outbox(app)]
    assert mails
    assert not any(b"Lieve" in mail for mail in mails)
    assert save(app, gerda, greeting="Lieve {first_name},") == OwnChanged(("letter.greeting",))


def test_the_rounds_of_this_process_follow_another_sending_day_at_once(
    app: Newsletter, gerda: Editor
) -> None:
    with_issues_approved(app)
    app.rounds.make_at_once()
    assert app.dispatch_list.rows() == []
    assert save(app, gerda, slots="sat 15:00") == OwnChanged(("schedule.slots",))
    clock = app.container.now
    assert isinstance(clock, SetClock)
    clock.pass_by(hours=2, minutes=1)  # 15:01 in Amsterdam
    app.rounds.make_at_once()
    assert [row.issue for row in app.dispatch_list.rows()] == [1]
