"""A poll that fails waits longer each time, says why, and stores nothing by itself."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from newsletter.app import Newsletter
from newsletter.app.feed_reading import FeedReader
from newsletter.app.web_articles import WebArticles
from newsletter.errors import FetchSilent
from newsletter.message import Message
from tests.app.builders import SetClock, a_publication
from tests.app.test_feeds import SETTINGS, feed, piece
from tests.fetching.web import served


class Broken(WebArticles):
    """A reader of pages for whom every page fails."""

    def __init__(self, app: Newsletter, error: Exception) -> None:
        super().__init__(app.container, app.articles)
        self._error = error

    def ask(self, address: str, headers: Mapping[str, str]) -> NoReturn:
        raise self._error


def test_each_failure_waits_longer_than_the_one_before_and_a_bug_is_a_reason_too(
    tmp_path: Path,
) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock, SETTINGS)
    with served({"/feed": feed(piece(1))}) as site:
        app.feeds.follow(site.url("/feed"), None)
        [followed] = app.feeds.followed()
        no_answer = FetchSilent("https://blog.example/feed", "fetch-no-answer")
        silent = FeedReader(Broken(app, no_answer), clock, lambda: 0.0)
        first = silent.again(followed, {}).polled
        second = silent.again(replace(followed, failures=first.failures), {}).polled
        odd = FeedReader(Broken(app, ValueError("odd")), clock, lambda: 0.0).again(followed, {})
    assert (first.failures, second.failures) == (1, 2)
    assert first.trouble is not None
    assert first.trouble.code == "fetch-no-answer"
    assert clock() < first.next_at < second.next_at
    assert odd.found == ()
    assert odd.polled.trouble == Message.in_own_words("ValueError: odd")
    assert app.feeds.followed() == (followed,)
