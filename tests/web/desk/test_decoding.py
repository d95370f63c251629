"""No request of an editor decodes a picture in the process that answers it."""

import re
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from newsletter.app import Newsletter
from newsletter.confined import turns
from newsletter.confined.turns import MOST_WAITING
from newsletter.errors import DeskError
from newsletter.rendering.pictures import prepare
from tests.app.builders import SetClock, a_photo, a_publication, with_picture
from tests.web.desk.builders import DeskBrowser, routes, signed_in
from tests.web.desk.test_issues import with_picture as with_letter_picture
from tests.web.desk.test_letterhead import PAGE, fields, wrong_at

ONE = "/desk/issues/1"
PHOTO = a_photo(300, 200)


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    """A publication with a letter that has a picture."""
    made = a_publication(tmp_path / "own", clock)
    with_picture(made)
    return made


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Forbid decoding in this process, and list who tried."""
    tried: list[str] = []

    def forbidden(*_: object, **__: object) -> None:
        tried.append(threading.current_thread().name)
        raise AssertionError("a picture is decoded in the process of the pages")

    monkeypatch.setattr(Image, "open", forbidden)
    monkeypatch.setattr(ImageFile.ImageFile, "load", forbidden)
    yield tried
    assert tried == []


def with_portrait(browser: DeskBrowser, data: bytes = PHOTO) -> int:
    file = {"portrait": ("ik.jpg", data, "image/jpeg")}
    return browser.post(PAGE, data=fields(browser.get(PAGE).text), files=file).status_code


def test_decoding_in_this_process_would_be_noticed(decoded: list[str]) -> None:
    with pytest.raises(AssertionError, match="is decoded in the process"):
        prepare(PHOTO, place_width=100)
    assert decoded != []
    decoded.clear()


@pytest.mark.usefixtures("decoded")
def test_what_an_editor_does_with_pictures_decodes_none_here(app: Newsletter) -> None:
    owner = signed_in(app)
    assert with_portrait(owner) == 303
    assert '"/media/' in owner.get(PAGE).text
    mail = owner.get(f"{ONE}/mail")
    assert mail.text.count("data:image/jpeg") >= 1
    assert with_letter_picture(owner, body="Een tuin.\n", alt="Een kale tuin").status_code == 303
    assert app.approvals.approve("1", offline=True).done
    assert app.previews.send_test("1", "gerda@example.org").code


@pytest.mark.usefixtures("decoded")
def test_no_page_of_the_desk_decodes_a_picture_here(app: Newsletter) -> None:
    owner = signed_in(app)
    assert with_portrait(owner) == 303
    for method, path in routes(app):
        if method == "GET" and "progress" not in path:  # that one never ends
            owner.get(re.sub(r"{[^}]*}", "1", path))


def test_a_page_that_was_shown_before_starts_no_process(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = signed_in(app)
    assert with_portrait(owner) == 303
    pages = (PAGE, f"{ONE}/mail")
    before = [owner.get(page).text.count("/media/") for page in pages]
    monkeypatch.setattr("newsletter.confined.process._start", None)  # calling it would fail
    assert [owner.get(page).text.count("/media/") for page in pages] == before
    again = Newsletter.at(app.container.folder)  # another process knows it too
    portrait = again.container.pictures.portrait(app.container.folder, app.settings.sender.portrait)
    assert portrait is not None


def test_a_portrait_that_cannot_be_used_is_not_tried_at_each_look(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = signed_in(app)
    assert with_portrait(owner) == 303
    (app.container.folder / app.settings.sender.portrait).write_bytes(PHOTO[:500])
    told = "is beschadigd"
    assert told in owner.get(PAGE).text
    monkeypatch.setattr("newsletter.confined.process._start", None)
    assert told in owner.get(PAGE).text


def test_forty_uploads_at_once_are_made_or_told_to_try_again_and_take_no_memory(
    app: Newsletter,
) -> None:
    large = PHOTO + bytes(8_000_000)  # what follows a JPEG is not looked at
    files = [tempfile.TemporaryFile() for _ in range(40)]  # noqa: SIM115  # as uploads are
    for file in files:
        file.write(large)
        file.seek(0)
    before, most, done = _memory(), [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.005):
            most[0] = max(most[0], _memory())

    def once(number: int) -> str:
        try:
            return app.desk.pictures.keep(1, f"{number}.jpg", files[number], "Een tuin")
        except DeskError as error:
            return error.code

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(40) as forty:
        answers = list(forty.map(once, range(40)))
    done.set()
    watcher.join()
    for file in files:
        file.close()
    assert len([one for one in answers if one.startswith("![")]) >= 5
    assert "files-being-read" in answers
    assert most[0] - before < 60_000_000


def test_a_portrait_that_has_to_wait_too_long_is_refused_with_what_to_do(app: Newsletter) -> None:
    owner = signed_in(app)
    form = fields(owner.get(PAGE).text) | {"tagline": "Elke week"}
    told = "Probeer het over een minuut opnieuw"
    release = threading.Event()
    with ThreadPoolExecutor() as others, ExitStack() as then:
        then.callback(release.set)
        waiting = [others.submit(_wait, release) for _ in range(1 + MOST_WAITING)]
        while turns._room.acquire(blocking=False):  # until all of them are there
            turns._room.release()
        answer = owner.post(PAGE, data=form, files={"portrait": ("ik.jpg", PHOTO, "image/jpeg")})
        assert answer.status_code == 422
        assert wrong_at(answer.text) == ["portrait"]
        assert told in answer.text
        assert told in owner.get(f"{ONE}/mail").text
    assert [one.result() for one in waiting] == [None] * len(waiting)
    assert with_portrait(owner) == 303


def _wait(release: threading.Event) -> None:
    with turns.turn():
        release.wait()


def _memory() -> int:
    """What this process has in memory now, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
