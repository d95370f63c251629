"""A draft is shown to somebody without an account by a link, which ends."""

from datetime import timedelta

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Editor
from tests.app.builders import SetClock


def test_a_link_shows_the_draft_until_it_is_replaced_or_ended(
    drawn: Newsletter, gerda: Editor
) -> None:
    sharing = drawn.desk.sharing
    first, second = (sharing.share(1, gerda).rpartition("/")[2] for _ in range(2))
    assert sharing.find(first) is None
    assert sharing.find(second) == sharing.of(1)
    assert sharing.end(1, gerda)
    assert sharing.find(second) is None
    assert not sharing.end(1, gerda)
    acts = [one.act for one in drawn.container.store.log.newest(200)]
    assert acts.count(Act.DRAFT_SHARED) == 2
    assert acts.count(Act.SHARING_ENDED) == 1


def test_a_link_ends_by_itself_at_its_moment(
    drawn: Newsletter, clock: SetClock, gerda: Editor
) -> None:
    sharing = drawn.desk.sharing
    token = sharing.share(1, gerda).rpartition("/")[2]
    shared = sharing.of(1)
    assert shared is not None
    clock.go_to(shared.until - timedelta(seconds=1))
    assert sharing.find(token) == shared
    clock.go_to(shared.until)
    assert (sharing.find(token), sharing.of(1)) == (None, None)
