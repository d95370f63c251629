import itertools
import re
from xml.etree import ElementTree

import html5lib
import pytest

from newsletter.model.blocks import (
    BulletList,
    CrossLink,
    Image,
    ListItem,
    Paragraph,
    PostScript,
    Question,
    Questions,
    Span,
    Subheading,
    rich,
)
from tests.web.builders import Archive, Newsletter, an_archived_issue, browser

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_archive_lists_what_went_out_newest_first(newsletter: Newsletter) -> None:
    page = browser(newsletter).get("/archive").text
    assert page.index("Brief nummer 2") < page.index("Brief nummer 1")
    assert "18 januari 2026" in page


def test_an_issue_is_a_page_of_its_own_with_words_that_mean_something(
    newsletter: Newsletter,
) -> None:
    page = browser(newsletter).get("/archive/brief-1").text
    assert page.count("<h1") == 1
    assert "<article" in page
    assert "<table" not in page
    assert "<blockquote><p>Rust is geen beloning.</p>" in page
    assert "<strong>niets</strong>" in page
    assert "genoeg.<br>" in page
    assert '<link rel="canonical" href="https://www.example.nl/artikel">' in page
    assert '<meta property="og:title" content="Brief nummer 1">' in page
    assert 'rel="next"' in page
    assert "unsubscribe" not in page


def test_every_kind_of_block_is_shown_and_html_in_it_is_text(newsletter: Newsletter) -> None:
    nasty = "<script>alert(1)</script>"
    blocks = (
        Subheading(nasty),
        Paragraph(
            (
                Span(nasty, emphasis=True, url="https://www.example.nl/?a=1&b=2"),
                Span("x", url="javascript:alert(1)"),
            )
        ),
        BulletList((ListItem(rich(nasty)), ListItem(rich("dieper"), level=1)), ordered=True),
        Questions(nasty, (Question("Vraag?", "wenk"),)),
        PostScript(nasty, rich("antwoord")),
        CrossLink("Elders", None, rich("Naar elders.")),
        CrossLink("Hier", "https://www.example.nl/hier", rich("Naar hier.")),
        Image("a.png", nasty),
    )
    newsletter.readers.archive = Archive([an_archived_issue(3, blocks=blocks, title=nasty)])
    page = browser(newsletter).get("/archive/brief-3").text
    html5lib.HTMLParser(strict=True).parse(page)
    assert "<script" not in page
    assert "javascript:" not in page
    assert "<ol>" in page
    assert 'src="/media/a.png"' in page
    assert "elders" not in page.lower()
    assert page.index("<p>Naar hier.</p>") < page.index(">Hier</a>")
    assert 'href="https://www.example.nl/?a=1&amp;b=2"' in page


def test_afterwords_are_below_the_farewell_with_their_own_marks(newsletter: Newsletter) -> None:
    blocks = (
        PostScript("Helpt het?", rich("Ja.")),
        PostScript("", rich("Nog iets."), "P.P.S."),
        Paragraph(rich("Gewoon.")),
    )
    archived = an_archived_issue(3, blocks=blocks, sign_off="Groet,\nLotte")
    newsletter.readers.archive = Archive([archived])
    page = browser(newsletter).get("/archive/brief-3").text
    order = ("Gewoon.", "Lotte", "P.S. Helpt het?</strong>", "<strong>P.P.S.</strong> Nog iets.")
    places = [page.index(one) for one in order]
    assert places == sorted(places)


def test_the_mail_itself_may_be_seen_and_nothing_of_it_may_act(newsletter: Newsletter) -> None:
    answer = browser(newsletter).get("/archive/brief-1/email")
    assert "color:red" in answer.text
    assert "style-src 'unsafe-inline'" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["x-robots-tag"] == "noindex"


def test_the_feed_is_atom_with_whole_letters(newsletter: Newsletter) -> None:
    answer = browser(newsletter).get("/feed.xml")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.text)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "Brief nummer 2",
        "Brief nummer 1",
    ]
    assert "<blockquote>" in (entries[0].findtext(f"{ATOM}content") or "")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")


def test_an_empty_feed_is_a_feed(newsletter: Newsletter) -> None:
    newsletter.readers.archive = Archive([])
    assert (
        ElementTree.fromstring(browser(newsletter).get("/feed.xml").text).findall(f"{ATOM}entry")
        == []
    )
    assert "is nog niet verstuurd" in browser(newsletter).get("/archive").text


def test_search_engines_see_it_only_where_the_owner_wants(newsletter: Newsletter) -> None:
    visitor = browser(newsletter)
    assert "noindex" not in visitor.get("/archive/brief-1").text
    assert len(ElementTree.fromstring(visitor.get("/sitemap.xml").text)) == 6
    newsletter.readers.archive.is_indexed = False
    assert "noindex" in visitor.get("/archive/brief-1").text
    assert "noindex" in visitor.get("/archive").text
    assert visitor.get("/sitemap.xml").status_code == 404


def test_without_an_archive_only_the_letters_own_link_leads_to_it(
    newsletter: Newsletter,
) -> None:
    newsletter.readers.archive.is_public = False
    visitor = browser(newsletter)
    for path in ("/archive", "/feed.xml", "/sitemap.xml"):
        assert visitor.get(path).status_code == 404
    assert visitor.get("/archive/brief-1/email").status_code == 200
    page = visitor.get("/archive/brief-1")
    assert page.status_code == 200
    assert "noindex" in page.text
    assert "Brief nummer 2" not in page.text
    assert 'href="/archive"' not in visitor.get("/").text


@pytest.mark.parametrize("slug", ["nergens", "..%2f..%2fetc%2fpasswd", "%00"])
def test_what_never_went_out_is_not_found(newsletter: Newsletter, slug: str) -> None:
    assert browser(newsletter).get(f"/archive/{slug}").status_code == 404
    assert browser(newsletter).get(f"/archive/{slug}/email").status_code == 404


def test_pictures_are_kept_for_ever(newsletter: Newsletter) -> None:
    answer = browser(newsletter).get("/media/a.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert "immutable" in answer.headers["cache-control"]
    assert browser(newsletter).get("/media/b.png").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/subscribe",
        "/archive",
        "/archive/brief-1",
        "/privacy",
        "/preferences",
        "/subscribe?lang=en",
        "/privacy?lang=en",
    ],
)
def test_every_page_is_valid_html_with_its_headings_in_order(
    newsletter: Newsletter, path: str
) -> None:
    page = browser(newsletter).get(path).text
    html5lib.HTMLParser(strict=True).parse(page)
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_feed_leads_to_where_the_pages_are_and_its_letters_keep_their_names(
    newsletter: Newsletter,
) -> None:
    newsletter.readers.pages_at = "http://127.0.0.1:8077"
    feed = ElementTree.fromstring(browser(newsletter).get("/feed.xml").text)
    links = [link.attrib["href"] for link in feed.iter(f"{ATOM}link")]
    assert all(link.startswith("http://127.0.0.1:8077/") for link in links if "/archive" in link)
    assert "http://127.0.0.1:8077/feed.xml" in links
    names = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert "https://brief.example.nl/archive/brief-1" in names
