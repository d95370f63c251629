"""Feeds from sites on loopback: followed, polled, and answered by the editor."""

import random
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.feeds import Feeds, Followed
from newsletter.app.web_articles import Read, WebArticles
from newsletter.errors import ArticleError, DeskError, FetchError
from newsletter.message import Message
from newsletter.model.article import Rights
from newsletter.model.feed import FollowedFeed, Proposal, ProposalState
from tests import patience
from tests.app.builders import SetClock, a_publication
from tests.app.test_reminders import EDITOR, subjects
from tests.app.test_web_articles import html, stored
from tests.fetching.web import Answer, Page, Site, says, served
from tests.sources.test_feeds import CONTENT, LONG

SETTINGS = f"{EDITOR}[fetching]\nallow_loopback = true\n"
OTHER = "<article><h1>Kort</h1><h2>Begin</h2>" + LONG + "</article>"


def piece(number: int, markup: str = LONG, path: str = "") -> str:
    link = f"<link>{path}</link>" if path else ""
    return (
        f"<item><title>Stuk {number}</title><guid>stuk-{number}</guid>{link}"
        f"<pubDate>Sun, {number:02} Mar 2026 07:00:00 +0000</pubDate>"
        f"<content:encoded><![CDATA[<h2>Begin</h2>{markup}]]></content:encoded></item>"
    )


def feed(*pieces: str, **headers: str) -> Page:
    text = f"<rss version='2.0' {CONTENT}><channel><title>Het blog</title>{''.join(pieces)}</channel></rss>"
    return says(200, text.encode(), content_type="application/rss+xml", **headers)


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, SETTINGS)


@pytest.fixture
def site() -> Iterator[Site]:
    with served({"/feed": feed(piece(1), piece(2))}) as opened:
        yield opened


def follow(app: Newsletter, site: Site, rights: Rights | None = None) -> Followed:
    return app.feeds.follow(site.url("/feed"), rights)


def only(app: Newsletter) -> FollowedFeed:
    [one] = app.feeds.followed()
    return one


def later(app: Newsletter, clock: SetClock, by: timedelta = timedelta(hours=7)) -> bool:
    clock.at += by
    return app.feeds.poll_next()


def titles(proposals: tuple[Proposal, ...]) -> list[str]:
    return [one.title for one in proposals]


# ─── following ───────────────────────────────────────────────────────────────


def test_the_newest_piece_is_proposed_and_the_others_count_as_seen(
    app: Newsletter, site: Site
) -> None:
    followed = follow(app, site)
    assert (followed.feed.title, followed.feed.address) == ("Het blog", site.url("/feed"))
    assert followed.newest is not None
    assert (followed.newest.title, followed.newest.weeks) == ("Stuk 2", 1)
    assert followed.newest.words > 200
    assert titles(app.feeds.proposals(every=True)) == ["Stuk 2"]
    assert stored(app) == []


def test_what_is_proposed_needs_the_editor_today_until_it_is_answered(
    app: Newsletter, site: Site
) -> None:
    assert proposed_today(app) == []
    follow(app, site)
    assert proposed_today(app) == [Message("today-proposed", count=1)]
    app.feeds.dismiss(app.feeds.proposals()[0].id)
    assert proposed_today(app) == []


def proposed_today(app: Newsletter) -> list[Message]:
    return [one for one in app.desk.today.look().needs if one.code == "today-proposed"]


def test_a_page_that_names_its_feed_can_be_given(app: Newsletter, site: Site) -> None:
    site.pages["/blog"] = html(
        "<p>Welkom</p>", "<link rel=alternate type='application/rss+xml' href='/feed'>"
    )
    assert app.feeds.follow(site.url("/blog")).feed.address == site.url("/feed")


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (html("<p>Welkom</p>"), "feed-not-named"),
        (says(200, b"hallo", content_type="text/plain"), "feed-unreadable"),
        (says(404), "fetch-status"),
        (says(403), "page-closed"),
    ],
)
def test_where_there_is_no_feed_nothing_is_followed(
    app: Newsletter, site: Site, page: Page, code: str
) -> None:
    site.pages["/feed"] = page
    with pytest.raises((ArticleError, FetchError)) as error:
        follow(app, site)
    assert error.value.code == code
    assert app.feeds.followed() == ()


def test_a_feed_is_followed_once(app: Newsletter, site: Site) -> None:
    follow(app, site)
    with pytest.raises(DeskError) as error:
        follow(app, site)
    assert error.value.code == "feed-followed-already"
    assert titles(app.feeds.proposals()) == ["Stuk 2"]


def test_following_again_after_leaving_begins_anew(app: Newsletter, site: Site) -> None:
    followed = follow(app, site)
    told = app.feeds.unfollow(str(followed.feed.id))
    assert told == Message("feed-unfollowed", title="Het blog", count=1)
    assert (app.feeds.followed(), app.feeds.proposals()) == ((), ())
    assert follow(app, site).feed.id != followed.feed.id
    with pytest.raises(DeskError, match="feed-unknown"):
        app.feeds.unfollow("99")


def test_the_site_is_asked_by_a_name_that_it_can_forbid(app: Newsletter, site: Site) -> None:
    site.pages["/robots.txt"] = says(200, b"User-agent: newsletter\nDisallow: /fe*d$\n")
    with pytest.raises(FetchError) as error:
        follow(app, site)
    assert error.value.code == "fetch-robots-forbid"
    site.pages["/robots.txt"] = says(200, b"User-agent: *\nDisallow: /feed\nAllow: /feed$\n")
    assert follow(app, site).newest is not None


# ─── whose text ──────────────────────────────────────────────────────────────


@pytest.fixture
def elsewhere(tmp_path: Path, clock: SetClock) -> Newsletter:
    """A publication whose own site is another than the one on loopback."""
    return a_publication(
        tmp_path / "own", clock, f"base_url = 'https://brief.voorbeeld.nl'\n{SETTINGS}"
    )


def test_another_site_is_not_followed_before_somebody_says_whose_texts_it_has(
    elsewhere: Newsletter, site: Site
) -> None:
    with pytest.raises(DeskError) as error:
        follow(elsewhere, site)
    assert (error.value.code, error.value.data) == ("rights-unknown", {"host": "127.0.0.1"})
    assert site.asked == []
    followed = follow(elsewhere, site, Rights("de schrijver"))
    assert followed.newest is not None
    taken = elsewhere.feeds.accept(followed.newest.id)
    assert "\nrights: with permission of de schrijver\n" in taken.path.read_text("utf-8")
    assert taken.article.rights == Rights("de schrijver")


def test_a_page_of_another_site_is_not_taken_in_before_either(
    elsewhere: Newsletter, site: Site
) -> None:
    site.pages["/kort"] = html(OTHER)
    with pytest.raises(DeskError, match="rights-unknown"):
        elsewhere.web_articles.add(site.url("/kort"))
    assert stored(elsewhere) == []
    taken = elsewhere.web_articles.add(site.url("/kort"), rights=Rights())
    assert "\nrights: own\n" in taken.path.read_text("utf-8")
    assert elsewhere.articles.read(taken.path).rights == Rights()


def test_a_host_of_the_settings_is_ones_own_site(
    elsewhere: Newsletter, site: Site, clock: SetClock
) -> None:
    settings = elsewhere.settings.file
    settings.write_text(f"{settings.read_text('utf-8')}\n[site]\nhosts = ['127.0.0.1']\n", "utf-8")
    app = a_publication(elsewhere.container.folder, clock)
    assert follow(app, site).feed.rights is None


# ─── polling ─────────────────────────────────────────────────────────────────


def test_a_new_piece_is_proposed_once(app: Newsletter, site: Site, clock: SetClock) -> None:
    follow(app, site)
    assert not app.feeds.poll_next()
    site.pages["/feed"] = feed(piece(1), piece(2), piece(3))
    assert later(app, clock)
    assert titles(app.feeds.proposals()) == ["Stuk 2", "Stuk 3"]
    assert later(app, clock)
    assert titles(app.feeds.proposals()) == ["Stuk 2", "Stuk 3"]


def test_what_the_site_gave_is_sent_back_and_unchanged_is_no_failure(
    app: Newsletter, site: Site, clock: SetClock
) -> None:
    marks = {"ETag": 'W/"a-1"', "Last-Modified": "Sun, 08 Mar 2026 07:00:00 GMT"}
    site.pages["/feed"] = feed(piece(1), **marks)
    follow(app, site)
    site.pages["/feed"] = says(304)
    assert later(app, clock)
    _, _, headers = site.asked[-1]
    assert headers["If-None-Match"] == marks["ETag"]
    assert headers["If-Modified-Since"] == marks["Last-Modified"]
    assert (only(app).failures, only(app).trouble, only(app).etag) == (0, None, marks["ETag"])


def test_a_site_that_fails_is_asked_less_often_up_to_two_days(
    app: Newsletter, site: Site, clock: SetClock
) -> None:
    follow(app, site)
    site.pages["/feed"] = says(500)
    waits = []
    for _ in range(6):
        clock.at = only(app).next_at
        assert app.feeds.poll_next()
        waits.append(only(app).next_at - clock.at)
    assert all(
        wanted <= wait <= wanted * 1.1
        for wait, wanted in zip(waits, map(hours, (12, 24, 48, 48, 48, 48)), strict=True)
    )
    assert only(app).trouble == Message("fetch-status", status=500)
    site.pages["/feed"] = feed(piece(1), piece(2))
    clock.at = only(app).next_at
    assert app.feeds.poll_next()
    assert (only(app).failures, only(app).trouble) == (0, None)
    assert hours(6) <= only(app).next_at - clock.at <= hours(6.6)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("asked", "until"),
    [
        ("259200", None),
        ("Wed, 11 Mar 2026 12:00:00 GMT", datetime(2026, 3, 11, 12, tzinfo=UTC)),
    ],
)
def test_a_site_that_asks_for_a_longer_wait_gets_it(
    app: Newsletter, site: Site, clock: SetClock, status: int, asked: str, until: datetime | None
) -> None:
    follow(app, site)
    site.pages["/feed"] = says(status, Retry_After=asked)
    assert later(app, clock)
    least = timedelta(days=3) if until is None else until - clock.at
    assert least <= only(app).next_at - clock.at <= max(least, hours(12)) * 1.1


@pytest.mark.parametrize("asked", ["-1", "soon", "9" * 400, "Wed, 99 Mar 2026 12:00:00 GMT", ""])
def test_a_wait_that_means_nothing_changes_little(
    app: Newsletter, site: Site, clock: SetClock, asked: str
) -> None:
    follow(app, site)
    site.pages["/feed"] = says(503, Retry_After=asked)
    assert later(app, clock)
    assert only(app).next_at - clock.at <= timedelta(days=7) * 1.1


def test_a_feed_that_is_gone_is_not_polled_again_and_the_editor_is_mailed(
    app: Newsletter, site: Site, clock: SetClock
) -> None:
    follow(app, site)
    site.pages["/feed"] = says(410)
    assert later(app, clock)
    assert (only(app).is_gone, only(app).trouble) == (True, Message("feed-gone"))
    assert not later(app, clock, timedelta(days=30))
    assert "De feed van Het blog bestaat niet meer" in mailed(app)


def mailed(app: Newsletter) -> list[str]:
    """The subjects of the mails to the editor, after a round."""
    app.rounds.make_at_once()
    return subjects(app)


@pytest.mark.parametrize(("status", "is_new"), [(301, True), (308, True), (302, False)])
def test_only_a_lasting_redirect_gives_a_feed_its_new_address(
    app: Newsletter, site: Site, clock: SetClock, status: int, is_new: bool
) -> None:
    follow(app, site)
    site.pages["/feed2"] = feed(piece(1), piece(2))
    site.pages["/feed"] = says(status, Location="/feed2")
    assert later(app, clock)
    assert only(app).address == site.url("/feed2" if is_new else "/feed")
    assert only(app).moved_from == (site.url("/feed") if is_new else None)
    assert ("De feed van Het blog heeft een nieuw adres" in mailed(app)) is is_new


def test_each_new_address_is_mailed_once(app: Newsletter, site: Site, clock: SetClock) -> None:
    follow(app, site)
    for old, new in (("/feed", "/feed2"), ("/feed2", "/feed3")):
        site.pages[new] = site.pages[old]
        site.pages[old] = says(301, Location=new)
        for _ in range(2):
            assert later(app, clock)
            app.rounds.make_at_once()
    assert (only(app).address, only(app).moved_from) == (site.url("/feed3"), site.url("/feed2"))
    assert subjects(app).count("De feed van Het blog heeft een nieuw adres") == 2


def test_a_feed_of_our_own_site_that_moves_elsewhere_is_not_read_without_knowing_whose_it_is(
    app: Newsletter, site: Site, clock: SetClock
) -> None:
    follow(app, site)
    with served({"/feed": feed(piece(1), piece(2), piece(3))}) as other:
        there = other.url("/feed").replace("127.0.0.1", "localhost")
        site.pages["/feed"] = says(301, Location=there)
        before = app.feeds.proposals()
        assert later(app, clock)
        assert only(app).trouble == Message("feed-moved-elsewhere", host="localhost")
        assert (only(app).address, app.feeds.proposals()) == (site.url("/feed"), before)


def test_a_site_that_moves_two_feeds_to_one_address_keeps_both_followed(
    app: Newsletter, site: Site, clock: SetClock
) -> None:
    follow(app, site)
    site.pages["/feed2"] = feed(piece(1), piece(2))
    app.feeds.follow(site.url("/feed2"))
    site.pages["/feed"] = says(301, Location="/feed2")
    assert later(app, clock)
    assert app.feeds.poll_next()
    assert [one.address for one in app.feeds.followed()] == [site.url("/feed"), site.url("/feed2")]


def test_robots_are_asked_before_each_poll(app: Newsletter, site: Site, clock: SetClock) -> None:
    follow(app, site)
    site.pages["/robots.txt"] = says(200, b"User-agent: *\nDisallow: /\n")
    assert later(app, clock)
    assert [path for _, path, _ in site.asked[-1:]] == ["/robots.txt"]
    assert only(app).trouble == Message("fetch-robots-forbid", address=site.url("/feed"))


def test_rules_that_cannot_be_had_forbid_everything_for_now(
    app: Newsletter, site: Site, clock: SetClock
) -> None:
    follow(app, site)
    site.pages["/robots.txt"] = says(503)
    assert later(app, clock)
    assert site.asked[-1][1] == "/robots.txt"
    assert only(app).failures == 1


def test_the_feed_that_waits_longest_is_polled_first_one_at_a_time(
    app: Newsletter, site: Site, clock: SetClock
) -> None:
    site.pages["/andere"] = feed(piece(1))
    follow(app, site)
    app.feeds.follow(site.url("/andere"))
    site.asked.clear()
    assert later(app, clock)
    assert [path for _, path, _ in site.asked] in (
        ["/robots.txt", "/feed"],
        ["/robots.txt", "/andere"],
    )
    assert app.feeds.poll_next()
    assert {path for _, path, _ in site.asked} == {"/robots.txt", "/feed", "/andere"}
    assert not app.feeds.poll_next()


def test_two_processes_do_not_poll_at_once(app: Newsletter, site: Site, clock: SetClock) -> None:
    follow(app, site)
    arrived, may_answer = threading.Event(), threading.Event()
    usual = site.pages["/feed"]

    def slowly(request: BaseHTTPRequestHandler) -> Answer | None:
        arrived.set()
        may_answer.wait(patience.SECONDS)
        return usual(request)

    site.pages["/feed"] = slowly
    clock.at += hours(7)
    first = threading.Thread(target=app.feeds.poll_next)
    first.start()
    assert arrived.wait(patience.SECONDS)
    other = Feeds(app.container, app.articles, app.web_articles, random.random)
    assert not other.poll_next()
    may_answer.set()
    first.join(patience.SECONDS)
    assert [path for _, path, _ in site.asked].count("/feed") == 2  # followed, and polled once


# ─── what a new piece holds ──────────────────────────────────────────────────


def test_a_piece_of_which_the_feed_has_the_beginning_is_read_from_its_page(
    app: Newsletter, site: Site, clock: SetClock
) -> None:
    follow(app, site)
    site.pages["/kort"] = html(OTHER)
    site.pages["/feed"] = feed(piece(3, "<p>Een begin […]</p>", "/kort"))
    assert later(app, clock)
    newest = app.feeds.proposals()[-1]
    assert (newest.title, newest.state, newest.words > 200) == ("Stuk 3", ProposalState.OPEN, True)
    taken = app.feeds.accept(newest.id)
    assert taken.article.title == "Kort"
    assert stored(app) == ["kort.md", "originals/kort.html"]


UNREADABLE: Mapping[str, tuple[str, Message]] = {
    "no page": (piece(3, "<p>Een begin […]</p>"), Message("entry-without-page")),
    "another site": (
        piece(3, "<p>Een begin […]</p>", "https://elders.example/stuk"),
        Message("entry-elsewhere", address="https://elders.example/stuk"),
    ),
    "no such page": (
        piece(3, "<p>Een begin […]</p>", "/weg"),
        Message("fetch-status", address="HERE/weg", status=404),
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_piece_that_cannot_be_read_is_listed_with_the_reason(
    app: Newsletter, site: Site, clock: SetClock, case: str
) -> None:
    text, why = UNREADABLE[case]
    follow(app, site)
    site.pages["/feed"] = feed(text)
    assert later(app, clock)
    newest = app.feeds.proposals()[-1]
    assert (newest.state, newest.weeks) == (ProposalState.UNREADABLE, 0)
    assert newest.why is not None
    assert newest.why.to_text() == why.to_text().replace("HERE", site.url(""))
    with pytest.raises(DeskError, match="proposal-unreadable"):
        app.feeds.accept(newest.id)
    app.feeds.dismiss(newest.id)
    assert titles(app.feeds.proposals()) == ["Stuk 2"]


class Broken(WebArticles):
    """Its parser fails on every page, as libraries do on pages that nobody foresaw."""

    def read(self, address: str) -> Read:
        raise ValueError("All strings must be XML compatible")


def test_a_page_that_breaks_the_parser_is_listed_and_stops_no_other_feed(
    app: Newsletter, site: Site, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    follow(app, site)
    site.pages["/feed"] = feed(piece(3, "<p>Een begin […]</p>", "/kort"), piece(4))
    clock.at += timedelta(hours=7)
    feeds = Feeds(app.container, app.articles, Broken(app.container, app.articles))
    assert feeds.poll_next()
    assert not feeds.poll_next()  # it is not due again, so that the others are
    by_title = {one.title: one for one in app.feeds.proposals()}
    assert (by_title["Stuk 3"].state, by_title["Stuk 4"].state) == (
        ProposalState.UNREADABLE,
        ProposalState.OPEN,
    )
    why = "ValueError: All strings must be XML compatible"
    assert by_title["Stuk 3"].why == Message.in_own_words(why)
    [logged] = [one.getMessage() for one in caplog.records if one.exc_info]
    assert site.url("/kort") in logged


def test_a_page_that_does_not_answer_is_tried_again_by_the_next_poll(
    app: Newsletter, site: Site, clock: SetClock
) -> None:
    follow(app, site)
    site.pages["/kort"] = says(500)
    site.pages["/feed"] = feed(piece(3, "<p>Een begin […]</p>", "/kort"), ETag='"1"')
    assert later(app, clock)
    assert titles(app.feeds.proposals()) == ["Stuk 2"]
    site.pages["/kort"] = html(OTHER)
    assert later(app, clock)
    [(_, _, headers)] = [one for one in site.asked if one[1] == "/feed"][-1:]
    assert "If-None-Match" not in headers  # or the feed would be unchanged, and the piece lost
    assert titles(app.feeds.proposals()) == ["Stuk 2", "Stuk 3"]


def test_many_new_pieces_are_read_over_several_polls(
    app: Newsletter, site: Site, clock: SetClock
) -> None:
    follow(app, site)
    site.pages["/feed"] = feed(*map(piece, range(1, 13)))
    found = []
    for _ in range(3):
        assert later(app, clock)
        found.append(len(app.feeds.proposals()))
    assert found == [6, 11, 11]


def test_an_open_proposal_takes_the_new_words(app: Newsletter, site: Site, clock: SetClock) -> None:
    follow(app, site)
    site.pages["/feed"] = feed(piece(1), piece(2, LONG + "<p>Hier komt nog iets bij.</p>"))
    assert later(app, clock)
    [proposal] = app.feeds.proposals()
    assert not proposal.is_changed
    assert "Hier komt nog iets bij." in app.feeds.accept(proposal.id).path.read_text("utf-8")


def test_an_answered_piece_that_changes_is_marked_and_not_proposed_again(
    app: Newsletter, site: Site, clock: SetClock
) -> None:
    follow(app, site)
    app.feeds.accept(app.feeds.proposals()[0].id)
    before = stored(app)
    site.pages["/feed"] = feed(piece(1), piece(2, LONG + "<p>Hier komt nog iets bij.</p>"))
    assert later(app, clock)
    assert app.feeds.proposals() == ()
    assert [(one.state, one.is_changed) for one in app.feeds.proposals(every=True)] == [
        (ProposalState.ACCEPTED, True)
    ]
    assert stored(app) == before


# ─── the editor's answer ─────────────────────────────────────────────────────


def test_accepting_writes_the_article_and_queues_nothing(app: Newsletter, site: Site) -> None:
    newest = follow(app, site).newest
    assert newest is not None
    taken = app.feeds.accept(newest.id)
    assert stored(app) == ["originals/stuk-2.html", "stuk-2.md"]
    assert taken.article.title == "Stuk 2"
    assert not app.queue.rows()
    assert not list((app.container.folder / "issues").glob("0*.md"))
    assert app.issues.draw([taken.path.name]).written


@pytest.mark.parametrize("answer", ["accept", "dismiss"])
def test_a_proposal_is_answered_once(app: Newsletter, site: Site, answer: str) -> None:
    newest = follow(app, site).newest
    assert newest is not None
    getattr(app.feeds, answer)(newest.id)
    for again in (app.feeds.accept, app.feeds.dismiss):
        with pytest.raises(DeskError, match="proposal-answered"):
            again(newest.id)
    with pytest.raises(DeskError, match="proposal-unknown"):
        app.feeds.accept(99)


def test_killed_between_the_files_and_the_answer_a_proposal_is_accepted_again(
    app: Newsletter, site: Site
) -> None:
    newest = follow(app, site).newest
    assert newest is not None
    text = app.container.store.feeds.piece(newest.id)
    assert text is not None
    path = app.articles.keep_rendition(text.rendition, text.original, text.ending)
    path.write_text(path.read_text("utf-8").replace("Alinea 3", "De derde alinea"), "utf-8")
    assert titles(app.feeds.proposals()) == ["Stuk 2"]
    assert app.feeds.accept(newest.id).path == path
    assert "De derde alinea" in path.read_text("utf-8")  # what was corrected meanwhile
    assert app.feeds.proposals() == ()


def test_a_piece_whose_title_another_article_has_stays_a_proposal(
    app: Newsletter, site: Site
) -> None:
    newest = follow(app, site).newest
    assert newest is not None
    folder = app.container.folder / "issues" / "articles"
    folder.mkdir(exist_ok=True)
    (folder / "stuk-2.md").write_text("# Stuk 2\n\nEen ander.\n", "utf-8")
    with pytest.raises(DeskError, match="article-there-already"):
        app.feeds.accept(newest.id)
    assert titles(app.feeds.proposals()) == ["Stuk 2"]
    (folder / "stuk-2.md").unlink()
    assert app.feeds.accept(newest.id).path == folder / "stuk-2.md"


def test_the_editor_is_mailed_of_each_proposal_once_and_of_few_a_day(
    app: Newsletter, site: Site, clock: SetClock
) -> None:
    follow(app, site)
    assert mailed(app) == ["Nieuw artikel op Het blog: Stuk 2"]
    assert mailed(app) == ["Nieuw artikel op Het blog: Stuk 2"]
    site.pages["/feed"] = feed(*map(piece, range(1, 7)))
    assert later(app, clock)
    assert mailed(app) == [f"Nieuw artikel op Het blog: Stuk {number}" for number in (2, 3, 4)]
    clock.at += timedelta(days=2)
    assert mailed(app) == [f"Nieuw artikel op Het blog: Stuk {number}" for number in range(2, 7)]
