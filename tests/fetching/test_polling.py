"""What sites allow programs that come back by themselves, and what is sent back to them."""

from datetime import UTC, datetime, timedelta

import pytest

from newsletter.errors import FetchError
from newsletter.fetching.polling import Robots, asked_wait, conditions, to_send_back
from tests.fetching.web import Page, a_fetcher, says, served

ALL = b"User-agent: *\nDisallow: /\n"


def is_allowed(robots: Robots, address: str) -> bool:
    try:
        robots.demand(address)
    except FetchError as error:
        if error.code != "fetch-robots-forbid":
            raise
        return False
    return True


def allowed(rules: Page, path: str = "/feed/") -> bool:
    with served({"/robots.txt": rules}) as site:
        return is_allowed(Robots(a_fetcher()), site.url(path))


@pytest.mark.parametrize(
    ("text", "so"),
    [
        (b"", True),
        (ALL, False),
        (b"\xef\xbb\xbf" + ALL, False),
        (b"User-agent: *\nDisallow:\n", True),
        (b"User-agent: *\nDisallow: /private/\n", True),
        (b"User-agent: *\nDisallow: /\nAllow: /feed/\n", True),  # the longest rule counts
        (b"User-agent: *\nDisallow: /*/$\n", False),
        (b"User-agent: *\nDisallow: /f*d\n", False),
        (b"User-agent: otherbot\nDisallow: /\n", True),
        (b"User-agent: Newsletter\nDisallow: /\n", False),
        (b"User-agent: *\nDisallow: /\nUser-agent: newsletter\nDisallow:\n", True),
        (b"<html>404</html>", True),
        (b"\x00\xff\xfe" * 200_000 + ALL, True),  # beyond what is read
    ],
)
def test_the_rules_of_a_site_hold(text: bytes, so: bool) -> None:
    assert allowed(says(200, text)) is so


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_rules_allows_everything(status: int) -> None:
    assert allowed(says(status, ALL))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_rules_that_cannot_be_had_for_now_allow_nothing(status: int) -> None:
    with pytest.raises(FetchError, match="fetch-status"):
        allowed(says(status, ALL))


def test_the_rules_are_asked_for_once_a_host() -> None:
    with served({"/robots.txt": says(200, ALL)}) as site:
        robots = Robots(a_fetcher())
        assert [is_allowed(robots, site.url(path)) for path in ("/a", "/b")] == [False, False]
        assert [path for _, path, _ in site.asked] == ["/robots.txt"]


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ('W/"a"', 'W/"a"'),
        (None, ""),
        ('"é"', ""),
        ('"a\r\nX: y"', ""),
        (f'"{"a" * 600}"', ""),
    ],
)
def test_only_a_sound_header_is_sent_back(header: str | None, kept: str) -> None:
    assert to_send_back(header) == kept
    assert dict(conditions(kept, "")) == ({"If-None-Match": kept} if kept else {})


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Thu, 01 Jan 2026 13:00:00 GMT", timedelta(hours=1)),
        ("Thu, 01 Jan 2026 11:00:00 GMT", timedelta()),
        ("9" * 40, timedelta(days=7)),
        (None, timedelta()),
        ("soon", timedelta()),
        (f"Thu, 01 Jan 2026 13:00:00 +{'9' * 20}", timedelta()),
        (f"Thu, 01 Jan {'9' * 20} 13:00:00 GMT", timedelta()),
    ],
)
def test_a_site_may_ask_for_a_wait_of_a_week_at_most(header: str | None, wait: timedelta) -> None:
    assert asked_wait(header, datetime(2026, 1, 1, 12, tzinfo=UTC)) == wait
