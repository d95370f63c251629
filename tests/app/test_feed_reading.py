"""A poll that fails waits longer each time, says why, and stores nothing by itself."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from newsletter.app.feed_reading import FeedReader
from newsletter.errors import FetchSilent
from newsletter.message import Message
from tests.app.builders import SetClock, a_publication
from tests.app.test_feeds import SETTINGS, feed, piece
from tests.fetching.web import served


def broken(error: Exception) -> SimpleNamespace:
    """A reader of pages for whom every address fails."""

    def fails(*_: object) -> None:
        raise error

    return SimpleNamespace(robots=lambda: SimpleNamespace(demand=lambda _: None), ask=fails)


def test_each_failure_waits_longer_than_the_one_before_and_a_bug_is_a_reason_too(
    tmp_path: Path,
) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock, SETTINGS)
    with served({"/feed": feed(piece(1))}) as site:
        app.feeds.follow(site.url("/feed"), None)
    [followed] = app.feeds.followed()
    silent = FeedReader(
        broken(FetchSilent("https://blog.example/feed", "fetch-no-answer")),  # type: ignore[arg-type]
        clock,
        lambda: 0.0,
    )
    first = silent.again(followed, {}).polled
    second = silent.again(replace(followed, failures=first.failures), {}).polled
    assert (first.failures, second.failures) == (1, 2)
    assert first.trouble is not None
    assert first.trouble.code == "fetch-no-answer"
    assert clock() < first.next_at < second.next_at
    odd = FeedReader(broken(ValueError("odd")), clock, lambda: 0.0).again(followed, {})  # type: ignore[arg-type]
    assert odd.found == ()
    assert odd.polled.trouble == Message.in_own_words("ValueError: odd")
    assert app.feeds.followed() == (followed,)
