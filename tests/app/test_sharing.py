"""A draft is shown to somebody without an account by a link, which ends."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Editor, Role
from tests.app.builders import SetClock, a_publication


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    app = a_publication(tmp_path / "own", clock)
    app.issues.draw([str(app.container.folder / "rust.txt")])
    return app


@pytest.fixture
def gerda(app: Newsletter) -> Editor:
    return app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)


def test_a_link_shows_the_draft_until_it_is_replaced_or_ended(
    app: Newsletter, gerda: Editor
) -> None:
    sharing = app.desk.sharing
    first, second = (sharing.share(1, gerda).rpartition("/")[2] for _ in range(2))
    assert sharing.find(first) is None
    assert sharing.find(second) == sharing.of(1)
    assert sharing.end(1, gerda)
    assert sharing.find(second) is None
    assert not sharing.end(1, gerda)
    acts = [one.act for one in app.desk.editors.log()]
    assert acts.count(Act.DRAFT_SHARED) == 2
    assert acts.count(Act.SHARING_ENDED) == 1
