"""Feeds as sites write them, and what is no feed."""

from collections.abc import Sequence

import pytest

from newsletter.errors import ArticleError
from newsletter.sources.parsing.feeds import article_of, feed_of, read_feed
from newsletter.sources.web_page import WebPage

ADDRESS = "https://blog.voorbeeld.nl/feed/"
LONG = "".join(
    f"<p>Alinea {number} gaat over rust in huis, en heeft genoeg woorden om iets te zeggen.</p>"
    for number in range(20)
)
CONTENT = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"


def rss(items: str, title: str = "Het blog") -> bytes:
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' {CONTENT}>"
        f"<channel><title>{title}</title>{items}</channel></rss>"
    ).encode()


def item(markup: str = LONG, title: str = "Rust", **more: str) -> str:
    fields = {"guid": "https://blog.voorbeeld.nl/?p=1", "link": "https://blog.voorbeeld.nl/rust"}
    rest = "".join(f"<{name}>{value}</{name}>" for name, value in (fields | more).items())
    return (
        f"<item><title>{title}</title>{rest}"
        f"<content:encoded><![CDATA[{markup}]]></content:encoded></item>"
    )


def atom(entries: str) -> bytes:
    return (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Atoom</title>{entries}</feed>".encode()
    )


def refusal(data: bytes) -> str:
    with pytest.raises(ArticleError) as error:
        read_feed(data, ADDRESS)
    return error.value.code


def test_a_whole_piece_of_rss_is_read_as_an_article() -> None:
    markup = f"<h2>Begin</h2>{LONG}<blockquote>Rust is geen luxe.</blockquote>"
    [entry] = read_feed(rss(item(markup, title="Rust &amp;amp; huis")), ADDRESS).entries
    assert entry.is_whole
    article = article_of(entry, entry.address or "")
    assert article.title == "Rust & huis"
    assert [section.heading for section in article.sections] == ["Begin"]
    assert [quote.text for quote in article.sections[0].quotes] == ["Rust is geen luxe."]
    assert article.address == "https://blog.voorbeeld.nl/rust"


@pytest.mark.parametrize(
    "content",
    [
        f"<content type='html'><![CDATA[{LONG}]]></content>",
        f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{LONG}</div></content>",
        f"<summary type='html'><![CDATA[{LONG}]]></summary>",
    ],
    ids=["html", "xhtml", "summary"],
)
def test_a_piece_of_atom_is_whole_in_each_of_its_forms(content: str) -> None:
    data = atom(f"<entry><id>tag:1</id><title>Rust</title><link href='/rust'/>{content}</entry>")
    [entry] = read_feed(data, ADDRESS).entries
    assert entry.is_whole
    assert entry.address == "https://blog.voorbeeld.nl/rust"
    assert len(article_of(entry, ADDRESS).sections[0].blocks) > 10


def test_a_description_that_has_the_whole_piece_is_read() -> None:
    data = rss(f"<item><title>Rust</title><description><![CDATA[{LONG}]]></description></item>")
    assert read_feed(data, ADDRESS).entries[0].is_whole


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Een begin van een paar woorden.</p>",
        f"{LONG}<p>En zo ging het verder […]</p>",
        f"{LONG}<p>En zo ging het verder&hellip;</p>",
        f"{LONG}<p>En zo ging het verder [&#8230;]</p>",
        f"{LONG}<p><a href='/rust'>Lees verder</a></p>",
        f"{LONG}<p>En verder. <a href='/rust'>Lees meer →</a></p>",
        f"{LONG}<p><a href='/rust'>Read more</a></p>",
        "",
    ],
)
def test_what_breaks_off_or_sends_its_reader_elsewhere_is_not_whole(markup: str) -> None:
    assert not read_feed(rss(item(markup)), ADDRESS).entries[0].is_whole


@pytest.mark.parametrize(
    "markup",
    [
        f"{LONG}<p>Lees verder waar je wilt, of rust uit.</p>",
        f"{LONG}<p>Hij zei … en zweeg.</p>",
        f"<p>Lees meer</p>{LONG}",
    ],
)
def test_the_same_words_elsewhere_leave_a_piece_whole(markup: str) -> None:
    assert read_feed(rss(item(markup)), ADDRESS).entries[0].is_whole


@pytest.mark.parametrize(
    "origin",
    [
        "<p>The post <a href='x'>Rust</a> appeared first on <a href='y'>Het blog</a>.</p>",
        "<p>Het bericht <a href='x'>Rust</a> verscheen eerst op <a href='y'>Het blog</a>.</p>\n",
    ],
)
def test_the_line_that_a_site_adds_below_each_piece_is_left_out(origin: str) -> None:
    [entry] = read_feed(rss(item(LONG + origin)), ADDRESS).entries
    assert entry.markup == LONG


def test_a_piece_keeps_its_key_when_its_address_and_words_change() -> None:
    [before] = read_feed(rss(item()), ADDRESS).entries
    [after] = read_feed(
        rss(item(LONG + "<p>Nieuw.</p>", title="Rust!", link="https://blog.voorbeeld.nl/r")),
        ADDRESS,
    ).entries
    assert (after.key == before.key, after.digest == before.digest) == (True, False)


def test_a_change_of_markup_alone_is_none() -> None:
    [before] = read_feed(rss(item()), ADDRESS).entries
    [after] = read_feed(rss(item(LONG.replace("<p>", "<p class='x'>"))), ADDRESS).entries
    assert after.digest == before.digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<link>https://a.nl/1?utm_source=rss</link>", "<link>https://a.nl/1</link>"),
        ("<pubDate>Sun, 08 Mar 2026 07:00:00 +0000</pubDate>",) * 2,
    ],
    ids=["cleaned link", "title and date"],
)
def test_without_an_id_a_piece_is_known_by_link_or_title(one: str, other: str) -> None:
    keys = {
        read_feed(rss(f"<item><title>Rust</title>{field}</item>"), ADDRESS).entries[0].key
        for field in (one, other)
    }
    assert len(keys) == 1


def dated(day: int) -> str:
    guid = f"g{day}"
    return item(title=f"Dag {day}", guid=guid, pubDate=f"Sun, {day:02} Mar 2026 07:00:00 +0000")


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_the_newest_piece_comes_first_in_whatever_order_a_feed_is(order: Sequence[int]) -> None:
    feed = read_feed(rss("".join(map(dated, order))), ADDRESS)
    assert [entry.title for entry in feed.entries] == ["Dag 3", "Dag 2", "Dag 1"]


def test_pieces_without_dates_keep_their_order_and_doubles_go() -> None:
    items = "".join(
        item(title=name, guid=guid) for name, guid in (("A", "1"), ("B", "2"), ("C", "1"))
    )
    assert [entry.title for entry in read_feed(rss(items), ADDRESS).entries] == ["A", "B"]


def test_only_the_fifty_newest_are_looked_at() -> None:
    items = "".join(
        item("<p>Kort.</p>", title=str(number), guid=str(number)) for number in range(90)
    )
    assert len(read_feed(rss(items), ADDRESS).entries) == 50


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_a_feed_is_read_in_the_encoding_that_it_declares(encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?><rss version='2.0'><channel><title>Café</title></channel></rss>"
    assert read_feed(text.encode(encoding), ADDRESS).title == "Café"


def test_the_answers_charset_counts_where_the_feed_is_silent() -> None:
    data = "<rss version='2.0'><channel><title>Café</title></channel></rss>".encode("latin-1")
    assert read_feed(data, ADDRESS, charset="iso-8859-1").title == "Café"


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>]><rss version='2.0'><channel><title>&a;</title></channel></rss>",
        "<!-- <rss> --><!doctype rss [<!ENTITY a 'b'>]><rss version='2.0'/>",
        "<rss version='2.0'><!ENTITY a 'b'></rss>",
        "<x/><!DOCTYPE x SYSTEM 'file:///etc/passwd'><rss version='2.0'/>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_feed_that_defines_entities_is_refused(text: str, encoding: str) -> None:
    assert refusal(text.encode(encoding)) == "feed-with-definitions"


def test_a_definition_that_is_only_text_harms_nothing() -> None:
    [entry] = read_feed(rss(item(f"<!DOCTYPE html>{LONG}")), ADDRESS).entries
    assert entry.is_whole


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html><body><p>Welkom</p></body></html>", "feed-unreadable"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "feed-unreadable"),
        (b"gewone tekst", "feed-unreadable"),
        (b"", "article-empty"),
        (b"<rss>" + b" " * 2_000_001, "feed-too-large"),
        (b"<rss version='2.0'><channel>" + b"<item/>" * 1_001, "feed-too-long"),
        (b"<rss version='2.0'><channel>" + b"<item></item>" * 10_000, "feed-too-long"),
        (b"<rss>" + b"<a>" * 40_001, "feed-too-many-tags"),
    ],
    ids=["page", "json", "text", "nothing", "large", "one too many", "ten thousand", "nested"],
)
def test_what_is_no_feed_or_too_much_of_one_is_refused(data: bytes, code: str) -> None:
    assert refusal(data) == code


def page(head: str) -> WebPage:
    data = f"<html><head>{head}</head><body><p>Rust</p></body></html>".encode()
    return WebPage(address="https://voorbeeld.nl/blog/", data=data)


RSS = "<link rel=alternate type='application/rss+xml'"


@pytest.mark.parametrize(
    ("head", "address"),
    [
        (f"{RSS} href='/feed/'>", "https://voorbeeld.nl/feed/"),
        (f"{RSS} title='Blog &raquo; Reacties-feed' href='/comments/feed/'>{RSS} href='atom'>", "https://voorbeeld.nl/blog/atom"),
        (f"{RSS} title='Comments on Rust' href='/rust/feed/'>", None),
        ("<link rel='Alternate home' type='Application/Atom+XML' href='//feeds.voorbeeld.nl/a'>", "https://feeds.voorbeeld.nl/a"),
        ("<link rel=alternate type='application/json' href='/wp-json/'>", None),
        ("<link rel=stylesheet type='application/rss+xml' href='/feed/'>", None),
        (f"{RSS} href='javascript:alert(1)'>", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_page_names_its_feed_but_not_the_one_of_its_comments(
    head: str, address: str | None
) -> None:
    assert feed_of(page(head)) == address


@pytest.mark.parametrize("bit", ["\n", " \n", "<?xml ", " "])
def test_a_feed_of_two_megabytes_is_read_at_once(bit: str) -> None:
    long = bit * (1_900_000 // len(bit))  # a size that only linear reading survives
    feed = "<rss version='2.0'><channel><title>Een</title>{}</channel></rss>"
    if "<" in bit:
        with pytest.raises(ArticleError, match="feed-too-many-tags"):
            read_feed(feed.format(long).encode(), "https://example.org/feed")
    else:
        read = read_feed(feed.format(long).encode(), "https://example.org/feed")
        assert read.title == "Een"
