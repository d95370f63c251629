"""Articles by their address, from pages on loopback."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError, NewsletterError
from newsletter.sources.parsing.html import parse
from newsletter.sources.parsing.page_data import page_data
from tests.app.builders import SetClock, a_publication
from tests.fetching.web import Page, Site, says, served
from tests.sources.sample_article import reading, reading_of_sample
from tests.sources.test_builders import BUILDERS, page_of

PARAGRAPHS = tuple(
    f"Dit is alinea {number} van een stuk over rust in huis, met genoeg woorden om een artikel"
    " te zijn en niet alleen het begin ervan, want een begin heeft niemand iets aan."
    for number in ("een", "twee", "drie", "vier", "vijf", "zes", "zeven")
)
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
ARTICLE = f"<article><h1>Rust in huis</h1><h2>Het begin</h2>{TEXT}</article>"
MENU = "<nav><a href='/'>Thuis</a></nav>"


def page(body: str, head: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html lang=nl><head>{head}</head><body>{MENU}{body}</body></html>".encode()
    )


def html(body: str, head: str = "", **headers: str) -> Page:
    return says(200, page(body, head), content_type="text/html; charset=utf-8", **headers)


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    a_publication(tmp_path / "own", SetClock())
    settings = tmp_path / "own" / "newsletter.toml"
    settings.write_text(
        f"{settings.read_text('utf-8')}\n[fetching]\nallow_loopback = true\n", "utf-8"
    )
    return a_publication(tmp_path / "own", SetClock())


def stored(app: Newsletter) -> list[str]:
    folder = app.container.folder / "issues" / "articles"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@contextmanager
def refuses(app: Newsletter, code: str) -> Iterator[None]:
    before = stored(app)
    with pytest.raises(NewsletterError) as error:
        yield
    assert error.value.code == code, error.value
    assert stored(app) == before


def add(app: Newsletter, pages: Mapping[str, Page], path: str = "/rust") -> tuple[Site, str]:
    with served(pages) as site:
        taken = app.web_articles.add(site.url(path))
    return site, taken.path.read_text("utf-8")


def test_a_page_is_kept_as_its_rendition_with_its_bytes(app: Newsletter) -> None:
    site, text = add(app, {"/rust": html(ARTICLE)})
    assert stored(app) == ["originals/rust-in-huis.html", "rust-in-huis.md"]
    assert text.startswith("---\ntitle: Rust in huis\n")
    assert f"address: {site.url('/rust')}\n" in text
    assert f"\n\n{PARAGRAPHS[2]}\n\n" in text
    original = app.articles.paths()[0].parent / "originals" / "rust-in-huis.html"
    assert original.read_bytes() == page(ARTICLE)
    assert [path.name for path in app.articles.paths()] == ["rust-in-huis.md"]
    assert app.articles.links()["Rust in huis"] == site.url("/rust")


def test_we_name_ourselves_with_a_page_where_we_are_reached(app: Newsletter) -> None:
    site, _ = add(app, {"/rust": html(ARTICLE)})
    [(_, _, headers)] = site.asked
    assert headers["User-Agent"].endswith(f"+{app.settings.publication.base_url})")


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_builders_page_by_its_address_reads_as_the_sample_does(
    app: Newsletter, builder: str
) -> None:
    body = page_of(builder).encode()
    with served({"/rust": says(200, body, content_type="text/html")}) as site:
        taken = app.web_articles.add(site.url("/rust"))
    kept = reading(app.articles.read(taken.path))
    wanted = reading_of_sample()
    assert kept["text"] == wanted["text"]
    assert kept["quotes"] == wanted["quotes"]
    assert kept["faq"] == wanted["faq"]


def test_the_same_bytes_again_change_nothing_and_keep_a_correction(app: Newsletter) -> None:
    with served({"/rust": html(ARTICLE)}) as site:
        path = app.web_articles.add(site.url("/rust")).path
        corrected = path.read_text("utf-8").replace("alinea twee", "de tweede alinea")
        path.write_text(corrected, "utf-8")
        assert app.web_articles.add(site.url("/rust")).path == path
    assert path.read_text("utf-8") == corrected


def test_other_bytes_with_the_same_text_change_nothing(app: Newsletter) -> None:
    pages = {"/rust": html(ARTICLE)}
    with served(pages) as site:
        path = app.web_articles.add(site.url("/rust")).path
        site.pages["/rust"] = html(ARTICLE, "<meta name=nonce content=8>")
        assert app.web_articles.add(site.url("/rust")).path == path


def test_another_text_under_the_same_title_is_refused(app: Newsletter) -> None:
    with served({"/rust": html(ARTICLE)}) as site:
        path = app.web_articles.add(site.url("/rust")).path
        site.pages["/rust"] = html(ARTICLE.replace("alinea twee", "alinea 2"))
        with pytest.raises(DeskError) as error:
            app.web_articles.add(site.url("/rust"))
    assert (error.value.code, error.value.data) == ("article-there-already", {"file": path})
    assert "alinea twee" in path.read_text("utf-8")


# ─── the post that a site offers as data ─────────────────────────────────────

TO_POST = "<link rel=alternate type=application/json href=/wp-json/wp/v2/posts/12>"
THEMED = f"<div class=thema><h1>Rust in huis</h1><h2>Het begin</h2>{TEXT}</div><div><p>Uit het thema.</p></div>"


def post(content: str, **more: object) -> Page:
    data = {"title": {"rendered": "Rust &amp; huis"}, "content": {"rendered": content, **more}}
    return says(200, json.dumps(data).encode(), content_type="application/json")


def test_the_post_is_read_where_it_has_the_pages_words(app: Newsletter) -> None:
    pages = {
        "/rust": html(THEMED, TO_POST),
        "/wp-json/wp/v2/posts/12": post(f"<h2>Het begin</h2>{TEXT}"),
    }
    site, text = add(app, pages)
    assert [path for _, path, _ in site.asked] == ["/rust", "/wp-json/wp/v2/posts/12"]
    assert "# Rust & huis\n" in text
    assert "Uit het thema" not in text


def test_the_post_is_found_by_the_link_header_too(app: Newsletter) -> None:
    link = '</wp-json/>; rel="https://api.w.org/", </p>; rel="alternate"; title="JSON"; type="application/json"'
    pages = {"/rust": html(THEMED, link=link), "/p": post(f"<h2>Het begin</h2>{TEXT}")}
    _, text = add(app, pages)
    assert "# Rust & huis\n" in text


@pytest.mark.parametrize(
    "content",
    [
        f"<h2>Het begin</h2>{TEXT[:300]}",  # a builder left it bare
        f"[et_pb_text width=2]<h2>Het begin</h2>{TEXT}[/et_pb_text]",
        "",
    ],
)
def test_a_bare_post_or_one_of_shortcodes_gives_way_to_the_page(
    app: Newsletter, content: str
) -> None:
    pages = {"/rust": html(ARTICLE, TO_POST), "/wp-json/wp/v2/posts/12": post(content)}
    _, text = add(app, pages)
    assert "# Rust in huis\n" in text
    assert PARAGRAPHS[-1] in text


def test_a_post_on_another_host_is_not_asked_for(app: Newsletter) -> None:
    head = "<link rel=alternate type=application/json href=https://elders.example/post>"
    site, _ = add(app, {"/rust": html(ARTICLE, head)})
    assert len(site.asked) == 1
    root = parse(page(ARTICLE, head).decode(), "stuk.html")
    assert page_data(root, "https://voorbeeld.nl/stuk").post is None
    assert page_data(root, "https://elders.example/stuk").post == "https://elders.example/post"


def test_a_protected_post_is_refused(app: Newsletter) -> None:
    pages = {"/rust": html(ARTICLE, TO_POST), "/wp-json/wp/v2/posts/12": post("", protected=True)}
    with refuses(app, "page-restricted"):
        add(app, pages)


# ─── where the article is on the page ────────────────────────────────────────


def test_the_part_marked_as_body_is_read_where_there_is_no_article(app: Newsletter) -> None:
    body = (
        f"<div><h1>Rust in huis</h1></div><div itemprop='articleBody text'><h2>Kop</h2>{TEXT}</div>"
    )
    other = "".join(f"<p>Los van het stuk: {paragraph}</p>" for paragraph in PARAGRAPHS * 2)
    _, text = add(app, {"/rust": html(f"{body}<div>{other}</div>")})
    assert "# Rust in huis\n" in text
    assert "Los van het stuk" not in text


def test_the_article_of_a_page_that_marks_none_is_found(app: Newsletter) -> None:
    links = "".join(f"<li><a href=/{n}>Nog een ander stuk over {n}</a></li>" for n in range(20))
    quote = "<blockquote><p>Rust is geen beloning maar een begin.</p><cite>Mila Blauw</cite></blockquote>"
    body = (
        f"<div id=kop><div><ul>{links}</ul></div></div><div><div class=x>"
        f"<h1>Rust in huis</h1><h2>Kop</h2>{TEXT}{quote}</div><div class=y><ul>{links}</ul></div></div>"
        "<div class=sidebar><p>Over mij: ik houd van thee.</p></div>"
    )
    _, text = add(app, {"/rust": html(body)})
    assert "Nog een ander stuk" not in text
    assert "ik houd van thee" not in text
    assert "> Rust is geen beloning maar een begin.<br>— Mila Blauw" in text
    assert all(paragraph in text for paragraph in PARAGRAPHS)


def test_the_canonical_address_is_the_articles_own(app: Newsletter) -> None:
    with served({"/rust": html(ARTICLE, "<link rel=canonical href=/stukken/rust/>")}) as site:
        taken = app.web_articles.add(site.url("/rust"))
    assert taken.article.address == site.url("/stukken/rust/")


def test_a_canonical_address_of_another_site_is_not_kept(app: Newsletter) -> None:
    site, text = add(
        app, {"/rust": html(ARTICLE, "<link rel=canonical href=https://elders.example/>")}
    )
    assert f"address: {site.url('/rust')}\n" in text


def test_the_full_page_of_an_amp_page_is_read_once(app: Newsletter) -> None:
    amp = page(ARTICLE.replace("alinea een", "alinea amp"), "<link rel=canonical href=/vol>")
    pages = {
        "/rust": says(200, amp.replace(b"<html", b"<html amp"), content_type="text/html"),
        "/vol": html(ARTICLE, "<link rel=canonical href=/vol>"),
    }
    site, text = add(app, pages)
    assert [path for _, path, _ in site.asked] == ["/rust", "/vol"]
    assert "alinea een" in text


# ─── no whole article ────────────────────────────────────────────────────────


def data(**things: object) -> str:
    return f"<script type=application/ld+json>{json.dumps(things)}</script>"


SHORT = f"<article><h1>Rust in huis</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]} En toen …</p></article>"
PART = {"@type": "WebPageElement", "isAccessibleForFree": "False"}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (html(ARTICLE, data(isAccessibleForFree=False)), "page-restricted"),
        (html(ARTICLE, data(**{"@graph": [{"hasPart": [PART]}]})), "page-restricted"),
        (html(SHORT), "page-only-beginning"),
        (html(ARTICLE, data(articleBody="woord " * 600)), "page-only-beginning"),
        (html("<p>Welkom!</p>"), "page-without-article"),
        (html(""), "page-without-article"),
        (html("<div id=app></div><script src=/app.js></script>"), "page-by-script"),
        (html("<div id=app>Laden</div><script>start()</script>"), "page-by-script"),
        (says(401, b"x"), "page-closed"),
        (says(402, b"x"), "page-closed"),
        (says(403, b"x"), "page-closed"),
        (says(451, b"x"), "page-closed"),
        (says(404, b"x"), "fetch-status"),
        (says(200, b"%PDF-1.7", content_type="application/pdf"), "page-is-pdf"),
        (says(200, b"%PDF-1.7"), "page-is-pdf"),
        (says(200, b"\x89PNG\r\n", content_type="image/png"), "page-is-picture"),
        (says(200, b"<?xml version='1.0'?><rss version='2.0'/>", content_type="text/xml"), "page-is-feed"),
        (says(200, b"<feed xmlns='x'></feed>"), "page-is-feed"),
        (says(200, b"{}", content_type="application/json"), "page-kind-unknown"),
        (says(200, b"", content_type="text/html"), "article-empty"),
        (says(200, bytes(range(256)) * 9, content_type="text/html"), "article-binary"),
    ],
)  # fmt: skip
def test_what_is_no_whole_article_is_said_and_nothing_is_stored(
    app: Newsletter, answer: Page, code: str
) -> None:
    with refuses(app, code):
        add(app, {"/rust": answer})


def test_an_index_of_links_is_no_article(app: Newsletter) -> None:
    links = "".join(
        f"<h2><a href=/{n}>Nog een ander lang stuk over de rust in huis, deel {n}</a></h2><p><a href=/{n}>Dit is een lange samenvatting die je aan kunt klikken om verder te lezen.</a></p>"
        for n in range(20)
    )
    with refuses(app, "page-without-article"):
        add(app, {"/rust": html(f"<main><h1>Alle stukken</h1>{links}</main>")})


def test_a_short_piece_that_ends_is_an_article(app: Newsletter) -> None:
    short = f"<article><h1>Rust in huis</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p></article>"
    _, text = add(app, {"/rust": html(short, data(articleBody=PARAGRAPHS[0]))})
    assert PARAGRAPHS[1] in text


def test_text_by_its_address_is_kept_as_a_rendition_too(app: Newsletter) -> None:
    text = "Rust in huis\n\nHet begin\n\n" + "\n\n".join(PARAGRAPHS)
    add(app, {"/rust": says(200, text.encode(), content_type="text/plain")})
    assert stored(app) == ["originals/rust-in-huis.txt", "rust-in-huis.md"]


# ─── bad input ───────────────────────────────────────────────────────────────


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("content-type", "text/html")
    request.end_headers()
    try:
        request.wfile.write(page(ARTICLE))
        while True:
            request.wfile.write(b"<p>en nog een alinea</p>" * 1000)
    except OSError:
        return


BIG5 = page(ARTICLE.replace("alinea", "安靜的家" * 40)).decode().encode("big5", "ignore")
LATIN = page(ARTICLE.replace("alinea", "alinéa")).decode().encode("latin-1")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (says(200, b"<p>" + b"x" * 20_000_000, content_type="text/html"), "fetch-too-large"),
        (endless, "fetch-too-large"),
        (says(302, location="https://169.254.169.254/latest/meta-data/"), "fetch-private-network"),
        (says(302, location="http://169.254.169.254/"), "fetch-private-network"),
        (says(200, BIG5, content_type="text/html"), "encoding-other"),
        (html("<div>" * 3000 + ARTICLE + "</div>" * 3000), "html-too-deep"),
        (says(200, b"\x00\x01\x02" * 5000, content_type="text/html"), "article-with-controls"),
        (html(ARTICLE + "<b></b>" * 30_000), "too-many-tags"),
        (html(f"<p {' '.join(f'a{n}=1' for n in range(50_000))}>"), "html-attributes-too-many"),
    ],
    ids=["20 MB", "endless", "metadata", "metadata over http", "big5", "deep", "binary", "tags", "attributes"],
)  # fmt: skip
def test_bad_input_is_said_soon_and_nothing_is_stored(
    app: Newsletter, answer: Page, code: str
) -> None:
    with refuses(app, code):
        add(app, {"/rust": answer})


def test_a_page_that_says_utf_8_and_is_not_is_refused_or_read_rightly(app: Newsletter) -> None:
    with refuses(app, "charset-untrue"):
        add(app, {"/rust": says(200, LATIN, content_type="text/html; charset=utf-8")})


def test_the_charset_of_the_answer_is_heeded(app: Newsletter) -> None:
    _, text = add(app, {"/rust": says(200, BIG5, content_type="text/html; charset=Big5")})
    assert "安靜的家" in text


def test_html_without_an_end_is_read_to_where_it_ends(app: Newsletter) -> None:
    _, text = add(app, {"/rust": says(200, page(ARTICLE)[:-40], content_type="text/html")})
    assert PARAGRAPHS[5] in text


# ─── campaign parameters ─────────────────────────────────────────────────────

LINKED = ARTICLE.replace(
    "een stuk", "<a href='https://a.nl/b?utm_source=x&amp;id=1&amp;fbclid=y'>een stuk</a>", 1
)


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        ("", "https://a.nl/b?id=1"),
        ("[site]\nkeep_campaign_parameters = true\n", "https://a.nl/b?utm_source=x&id=1"),
    ],
)
def test_campaign_parameters_go_unless_the_settings_keep_them(
    tmp_path: Path, setting: str, address: str
) -> None:
    settings = f"{setting}[fetching]\nallow_loopback = true\n"
    app = a_publication(tmp_path / "own", SetClock(), settings)
    _, text = add(app, {"/rust": html(LINKED)})
    assert f"]({address})" in text
    path = app.container.folder / "saved.html"
    path.write_bytes(page(LINKED.replace("Rust in huis", "Bewaard")))
    app.articles.add(path)
    drawn = app.issues.draw(["saved.html"]).written[0].read_text("utf-8")
    assert f"]({address})" in drawn
