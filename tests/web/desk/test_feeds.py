"""Feeds in a browser: followed, and their proposals accepted or dismissed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.model.article import Rights
from newsletter.model.editor import Act, Role
from newsletter.model.feed import ProposalState
from tests.app.builders import SetClock, a_publication
from tests.app.test_feeds import SETTINGS, feed, piece
from tests.fetching.web import Site, says, served
from tests.web.desk.builders import signed_in
from tests.web.desk.test_account import wrong_at

FEEDS = "/desk/feeds"


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    """A publication whose own site is another than the one on loopback."""
    return a_publication(tmp_path / "own", clock, f"{SETTINGS}\n[site]\nhosts = ['voorbeeld.nl']\n")


@pytest.fixture
def site() -> Iterator[Site]:
    with served({"/feed": feed(piece(1), piece(2))}) as opened:
        yield opened


def acts(app: Newsletter) -> list[Act]:
    return [one.act for one in app.container.store.log.newest(200)]


def proposed(app: Newsletter, site: Site) -> int:
    """Follow the site, and return the number of what it proposes."""
    newest = app.feeds.follow(site.url("/feed"), Rights()).newest
    assert newest is not None
    return newest.id


def elsewhere(site: Site) -> str:
    """The feed under a name that is not that of the publication's pages."""
    return site.url("/feed", host="localhost")


def test_a_site_of_others_is_followed_only_after_a_yes(app: Newsletter, site: Site) -> None:
    browser = signed_in(app)
    asked = browser.post(FEEDS, data={"address": elsewhere(site)})
    assert asked.status_code == 422
    assert "Zeg hieronder van wie de teksten zijn." in asked.text
    assert f'value="{elsewhere(site)}"' in asked.text
    assert (site.asked, app.feeds.followed()) == ([], ())
    nobody = {"address": elsewhere(site), "whose": "permission", "permission_of": " "}
    assert browser.post(FEEDS, data=nobody).status_code == 422
    assert app.feeds.followed() == ()
    said = nobody | {"permission_of": "de schrijver"}
    assert browser.post(FEEDS, data=said).headers["location"] == f"{FEEDS}?done=followed"
    [followed] = app.feeds.followed()
    assert followed.rights == Rights("de schrijver")
    page = browser.get(FEEDS).text
    assert "Het blog" in page
    assert "Met toestemming van de schrijver." in page
    assert "Laatst gelezen op zaterdag 7 maart om 13:00." in page


@pytest.mark.parametrize(
    "address",
    ["onzin", "http://coach", "gerda@example.org", "ftp://voorbeeld.nl", "een blog.nl"],
)
def test_what_can_be_no_address_is_refused_before_it_is_asked_whose_texts_it_has(
    app: Newsletter, address: str
) -> None:
    answer = signed_in(app).post(FEEDS, data={"address": address})
    assert answer.status_code == 422
    assert "is geen adres van een site. Kopieer het uit de adresbalk" in answer.text
    assert wrong_at(answer.text) == ["site"]
    assert f'value="{address}"' in answer.text
    assert "Van wie is deze tekst?" not in answer.text


def test_without_an_address_it_is_asked_for(app: Newsletter) -> None:
    answer = signed_in(app).post(FEEDS, data={"address": " "})
    assert answer.status_code == 422
    assert "Vul het adres van een site in" in answer.text
    assert wrong_at(answer.text) == ["site"]


def test_an_address_without_https_is_understood(app: Newsletter) -> None:
    answer = signed_in(app).post(FEEDS, data={"address": " www.voorbeeld.org/blog "})
    assert answer.status_code == 422
    assert "Zeg hieronder van wie de teksten zijn." in answer.text
    assert wrong_at(answer.text) == ["whose"]


def test_permission_without_a_name_is_refused_at_the_name_and_the_choice_is_kept(
    app: Newsletter, site: Site
) -> None:
    typed = {"address": elsewhere(site), "whose": "permission", "permission_of": " "}
    answer = signed_in(app).post(FEEDS, data=typed)
    assert "Vul in van wie je toestemming hebt." in answer.text
    assert wrong_at(answer.text) == ["permission_of"]
    assert 'value="permission" checked' in answer.text


def test_one_s_own_site_is_followed_without_a_question(app: Newsletter, site: Site) -> None:
    browser = signed_in(app)
    assert browser.post(FEEDS, data={"address": site.url("/feed")}).status_code == 303
    entry = app.container.store.log.newest(200)[0]
    assert (entry.act, entry.thing) == (Act.FEED_FOLLOWED, f"feed {site.url('/feed')}")
    assert "gaan volgen" in browser.get("/desk/log").text


def test_trouble_is_told_in_words(app: Newsletter, site: Site, clock: SetClock) -> None:
    browser = signed_in(app)
    proposed(app, site)
    site.pages["/feed"] = says(410)
    clock.pass_by(hours=7)
    assert app.feeds.poll_next()
    for page in (FEEDS, "/desk/articles"):
        assert "<strong>Volgens de site bestaat de feed niet meer" in browser.get(page).text


def test_what_is_proposed_becomes_an_article_and_its_page_opens(
    app: Newsletter, site: Site
) -> None:
    signed_in(app)
    writer = signed_in(app, Role.WRITER, "Bram")
    number = proposed(app, site)
    page = writer.get("/desk/articles").text
    assert "Stuk 2" in page
    assert "één week" in page
    opened = writer.post(f"/desk/proposals/{number}/accept")
    assert opened.headers["location"] == "/desk/articles/stuk-2.md"
    assert writer.get(opened.headers["location"]).status_code == 200
    entry = app.container.store.log.newest(200)[0]
    assert (entry.act, entry.thing) == (Act.PROPOSAL_ACCEPTED, "article stuk-2.md")
    for act in ("accept", "dismiss"):
        again = writer.post(f"/desk/proposals/{number}/{act}")
        assert again.status_code == 422
        assert "Iemand heeft dit voorstel al overgenomen of afgewezen." in again.text
        assert "Plak hier een artikel" in again.text, "the page of the proposals"
    assert acts(app).count(Act.PROPOSAL_ACCEPTED) == 1


def test_what_is_dismissed_does_not_come_back(app: Newsletter, site: Site, clock: SetClock) -> None:
    browser = signed_in(app)
    number = proposed(app, site)
    gone = browser.post(f"/desk/proposals/{number}/dismiss")
    assert gone.headers["location"] == "/desk/articles#proposals"
    assert "Stuk 2" not in browser.get("/desk/articles").text
    clock.pass_by(hours=7)
    app.feeds.poll_next()
    assert app.feeds.proposals() == ()
    assert app.container.store.log.newest(200)[0].thing == "proposal Stuk 2"


def test_who_answers_second_changes_nothing_and_is_not_in_the_log(
    app: Newsletter, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(app)
    number, owner = proposed(app, site), app.desk.editors.all()[0]
    keep = app.articles.keep_rendition

    def slowly(*what: object) -> Path:
        app.container.store.feeds.answer(number, ProposalState.DISMISSED)  # the other one
        return keep(*what)

    monkeypatch.setattr(app.articles, "keep_rendition", slowly)
    with pytest.raises(DeskError, match="proposal-answered"):
        app.feeds.accept(number, by=owner)
    assert Act.PROPOSAL_ACCEPTED not in acts(app)


def test_another_article_of_that_name_is_told_without_a_path(app: Newsletter, site: Site) -> None:
    browser = signed_in(app)
    number = proposed(app, site)
    folder = app.container.folder / "issues" / "articles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "stuk-2.md").write_text("# Stuk 2\n\n## Anders\n\nIets anders.\n", "utf-8")
    answer = browser.post(f"/desk/proposals/{number}/accept")
    assert answer.status_code == 422
    assert "Er is al een ander artikel met deze titel" in answer.text
    assert f"/desk/proposals/{number}/accept" in answer.text
    assert str(app.container.folder) not in answer.text
    assert len(app.feeds.proposals()) == 1


def test_what_cannot_be_read_is_told_why_and_can_only_be_dismissed(
    app: Newsletter, site: Site
) -> None:
    browser = signed_in(app)
    site.pages["/feed"] = feed(
        "<item><title>&lt;script&gt;alert(1)&lt;/script&gt;</title><guid>x</guid>"
        "<description>Een begin.</description></item>"
    )
    number = proposed(app, site)
    page = browser.get("/desk/articles").text
    assert "niet te lezen:" in page
    assert f"/desk/proposals/{number}/accept" not in page
    assert "<script>" not in page
    assert browser.post(f"/desk/proposals/{number}/accept").status_code == 422
    assert browser.post(f"/desk/proposals/{number}/dismiss").status_code == 303


def test_who_stops_following_a_site_loses_its_proposals(app: Newsletter, site: Site) -> None:
    browser = signed_in(app)
    proposed(app, site)
    [followed] = app.feeds.followed()
    gone = browser.post(f"{FEEDS}/{followed.id}/unfollow")
    assert gone.headers["location"] == f"{FEEDS}?done=unfollowed"
    assert "Er wordt nog geen site gevolgd." in browser.get(FEEDS).text
    assert (app.feeds.followed(), app.feeds.proposals()) == ((), ())
    assert acts(app)[0] is Act.FEED_UNFOLLOWED
    again = browser.post(f"{FEEDS}/{followed.id}/unfollow")
    assert again.status_code == 422
    assert "Deze site wordt al niet meer gevolgd." in again.text
    assert f'action="{FEEDS}"' in again.text
    assert acts(app).count(Act.FEED_UNFOLLOWED) == 1


def test_a_writer_sees_what_is_followed_and_changes_nothing(app: Newsletter, site: Site) -> None:
    signed_in(app)
    writer = signed_in(app, Role.WRITER, "Bram")
    proposed(app, site)
    for page in (FEEDS, "/desk/articles"):
        text = writer.get(page).text
        assert "Het blog" in text
        assert not re.search("/unfollow|Volg deze site", text)
    assert writer.post(f"{FEEDS}/1/unfollow").status_code == 403
    assert writer.post(FEEDS, data={"address": site.url("/feed")}).status_code == 403
    assert len(app.feeds.followed()) == 1


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "{{7*7}}",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "file:///etc/passwd",
        "http://[::1",
        "https://a\r\nHost: b",
        "\u202ehttps://x.example",
        "https://" + "w" * 100_000,
    ],
    ids=lambda address: address[:12],
)
@pytest.mark.parametrize("whose", ["", "own"])
def test_what_is_no_feed_is_refused_and_shown_as_it_is(
    app: Newsletter, address: str, whose: str
) -> None:
    answer = signed_in(app).post(FEEDS, data={"address": address, "whose": whose})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "<script>" not in answer.text
    assert ">49<" not in answer.text
    assert len(answer.text) < 200_000
    assert app.feeds.followed() == ()


@pytest.mark.parametrize("number", ["x", "-1", "٣", "9" * 40, "1e0"])
def test_a_number_that_is_none_is_not_found(app: Newsletter, number: str) -> None:
    browser = signed_in(app)
    for path in (
        f"{FEEDS}/{number}/unfollow",
        f"/desk/proposals/{number}/accept",
        f"/desk/proposals/{number}/dismiss",
    ):
        assert browser.post(path).status_code == 404
