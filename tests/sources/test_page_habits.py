"""Habits of blogs and programs that would put words into a letter that are no part of the article."""

from time import process_time

import pytest

from newsletter.model.article import Article, LeftOutKind, LinePlace
from tests.sources.builders import (
    LONG,
    headings,
    html_article,
    lists,
    paragraphs,
    place_of,
    prompts,
    quotes,
    read,
    subheadings,
    text_article,
)


def page(*body: str) -> Article:
    """A page with a title, with each part on lines of its own."""
    return html_article(
        "<html><head><title>Rust vinden</title></head><body><article>",
        "<h1>Rust vinden</h1>",
        *body,
        "</article></body></html>",
    )


def told(article: Article) -> list[tuple[LeftOutKind, str]]:
    return [(one.kind, one.words) for one in article.left_out]


P = f"<p>{LONG}</p>"
ADEM, SLAAP = f"<h2>Adem</h2>{P}", f"<h2>Slaap</h2>{P}"


@pytest.mark.parametrize("hidden", ["style='display:none'", "hidden", "style='display: none;'"])
def test_a_hidden_span_beside_a_heading_is_no_answer(hidden: str) -> None:
    article = page(
        "<h2>Waarom ben je moe?</h2>",
        f"<span {hidden}>waarom-moe</span>",
        P,
        "<h2>Veelgestelde vragen</h2>",
        "<h3>Hoe lang duurt het?</h3>",
        f"<span {hidden}>anker</span>",
        "<p>Ongeveer een week.</p>",
    )
    assert headings(article) == ["Waarom ben je moe?"]
    assert paragraphs(article) == [LONG]
    assert [(one.question, one.answer) for one in article.faq] == [
        ("Hoe lang duurt het?", "Ongeveer een week.")
    ]


def test_a_hidden_span_with_nothing_below_it_is_the_answer() -> None:
    article = page(
        ADEM,
        "<h2>Veelgestelde vragen</h2>",
        "<div><b>Hoe lang duurt het?</b> <span hidden>Ongeveer een week.</span></div>",
    )
    assert [one.answer for one in article.faq] == ["Ongeveer een week."]


def test_a_hidden_sentence_below_a_question_is_the_answer_though_more_follows() -> None:
    article = page(
        ADEM,
        "<h2>Veelgestelde vragen</h2>",
        "<h3>Hoe lang duurt het?</h3><span hidden>Zes weken.</span><p>Soms langer.</p>",
    )
    assert "Zes weken." in article.faq[0].answer


def test_words_styles_are_a_title_quotes_and_captions() -> None:
    article = html_article(
        "<p class=MsoTitle>Rust vinden</p>",
        f"<p class=MsoNormal>{LONG}</p>",
        f"<h1>Adem</h1><p class=MsoNormal>{LONG}</p>",
        "<p class=MsoQuote>Rust is geen beloning maar een begin.</p>",
        f"<h1>Slaap</h1><p class=MsoNormal>{LONG}</p>",
        "<p class=MsoCaption>Figuur 1: de zee</p>",
    )
    assert (article.title, headings(article)) == ("Rust vinden", ["Adem", "Slaap"])
    assert quotes(article) == [("Rust is geen beloning maar een begin.", None)]
    assert told(article) == [(LeftOutKind.CAPTION, "Figuur 1: de zee")]
    said = " ".join(["Een hele alinea in de stijl van een bijschrift."] * 3)
    article = html_article("<h1>Rust</h1>", P, "<h2>Adem</h2>", f"<p class=MsoCaption>{said}</p>")
    assert (paragraphs(article), told(article)) == ([said], [])


def test_entities_that_were_escaped_twice_are_signs() -> None:
    article = page(
        "<p>Koffie &amp;amp; thee, &amp;quot;rust&amp;quot; en &amp;eacute;&amp;eacute;n caf&amp;eacute; met&amp;nbsp;ruimte, &amp;#8217;s avonds.</p>",
        "<h2>Adem &amp;amp;amp; rust</h2>",
        P,
        "<p>De tag &amp;lt;b&amp;gt; en AT&amp;T; zijn bedoeld.</p>",
    )
    assert (
        article.intro == 'Koffie & thee, "rust" en één café met\N{NO-BREAK SPACE}ruimte, ’s avonds.'
    )
    assert headings(article) == ["Adem & rust"]
    assert paragraphs(article)[-1] == "De tag &lt;b&gt; en AT&T; zijn bedoeld."


@pytest.mark.parametrize(
    "said",
    [
        "Schrijf &eacute; voor een letter met een streepje.",
        "Gebruik &copy; voor ©.",
        "Gebruik &amp; voor & in een pagina.",
        "Zie https://voorbeeld.nl/?a=1&copy;=2 daarover.",
    ],
)
def test_an_entity_that_a_text_is_about_or_that_is_of_an_address_stays(said: str) -> None:
    assert page(f"<p>{said.replace('&', '&amp;')}</p>", ADEM).intro == said


def test_a_page_of_which_all_tags_are_escaped_has_its_tags() -> None:
    article = html_article(
        f"&lt;h2&gt;Adem&lt;/h2&gt;\n&lt;p&gt;{LONG}&lt;/p&gt;\n&lt;p&gt;Slot.&lt;/p&gt;"
    )
    assert paragraphs(article)[-2:] == [LONG, "Slot."]
    about = page("<p>Een alinea is &lt;p&gt;zo&lt;/p&gt; en &lt;p&gt;zo&lt;/p&gt;.</p>", ADEM)
    assert about.intro == "Een alinea is <p>zo</p> en <p>zo</p>."


@pytest.mark.parametrize(
    "contents",
    [
        "<div><div><p>Inhoud</p><span><a href='#'>Toggle</a></span></div><nav>{}</nav></div>",
        "<div><p>Inhoud</p>{}</div>",
    ],
)
def test_a_contents_list_goes_with_its_title_and_its_switch(contents: str) -> None:
    names = ("Adem", "Slaap", "Eten")
    links = "".join(f"<li><a href='#{name}'>{name}</a></li>" for name in names)
    article = page(
        P,
        contents.format(f"<ul>{links}</ul>"),
        *(f"<h2 id='{name}'>{name}</h2>{P}" for name in names),
    )
    assert (article.intro, headings(article)) == (LONG, [*names])
    assert {kind for kind, _ in told(article)} == {LeftOutKind.CONTENTS}


def test_a_row_of_buttons_goes_with_the_words_beside_it() -> None:
    share = (
        "<div><p>Deel dit artikel</p><button>WhatsApp</button><button>Kopieer link</button></div>"
    )
    article = page(ADEM, share)
    assert paragraphs(article) == [LONG]
    assert told(article) == [(LeftOutKind.SHARING, "Deel dit artikel WhatsApp Kopieer link")]
    asks = "<div><p>Een zin van de schrijver zelf.</p><button>Ja</button><button>Nee</button></div>"
    assert paragraphs(page(ADEM, asks)) == [LONG, "Een zin van de schrijver zelf."]
    asks = "<div><p>Wat voel je nu?</p><button>Blij</button><button>Boos</button></div>"
    assert paragraphs(page(ADEM, asks)) == [LONG, "Wat voel je nu?"]


def test_a_long_row_of_buttons_with_words_between_them_does_not_take_long() -> None:
    began = process_time()
    page(ADEM, "<p>" + "<span>a</span><button>x</button>" * 4_000 + "</p>")
    assert process_time() - began < 5  # seconds; it takes a fraction of that


def test_counts_of_visitors_are_no_text() -> None:
    counts = "<div><span>12 weergaven</span><span>0 opmerkingen</span><button>Vind ik leuk</button></div>"
    article = page(ADEM, counts, "<p>12 views op de zee, gezien vanaf het duin.</p>")
    assert paragraphs(article) == [LONG, "12 views op de zee, gezien vanaf het duin."]
    counts = "<p>12 views</p><div><span>3 likes</span></div>"
    article = page(counts, P, ADEM, counts)
    assert (article.intro, paragraphs(article)) == (LONG, [LONG])
    assert len(told(article)) == 4


def test_counts_of_something_else_are_text() -> None:
    article = page("<p>10 opmerkingen</p><p>die mijn leven veranderden:</p>", P, ADEM)
    assert "10 opmerkingen" in [*str(article.intro).split("\n"), *paragraphs(article)]
    article = page(
        *(ADEM, "<p>10 opmerkingen</p><p>die mijn leven veranderden:</p>"),
        *("<h2>12 likes</h2><p>5 reacties</p>", P, "<h3>7 reacties</h3>", P),
        "<ul><li>1.000 views</li><li>rust</li></ul><blockquote>1.000.000 views</blockquote>",
        "<table><tr><td>Maandag</td><td>3 likes</td></tr></table>",
    )
    assert headings(article) == ["Adem", "12 likes"]
    assert lists(article) == [["1.000 views", "rust"]]
    shown = ["10 opmerkingen", "5 reacties", "1.000.000 views", "3 likes"]
    assert [one for one in paragraphs(article) if one in shown] == shown
    assert subheadings(article) == ["7 reacties"]
    assert told(article) == []


@pytest.mark.parametrize(
    "picture",
    [
        "<p><img src='a.jpg' alt='De zee'><br><em>Beeld: Anna de Vos</em></p>",
        "<p><img src='a.jpg' alt='De zee'></p><p><em>Foto door Jan, via een site</em></p>",
        "<div><img src='a.jpg' alt='De zee'></div><p>© Jan Jansen</p>",
        "<div><img src='a.jpg' alt='De zee'></div><p>© Jan Jansen, 2026.</p>",
        "<p><img src='a.jpg' alt='De zee'></p><p>Foto: www.voorbeeld.nl</p>",
        "<p><img src='a.jpg' alt='De zee'></p><p>Photo: the sea at dawn, via Unsplash</p>",
    ],
)
def test_a_line_that_names_the_maker_of_a_picture_is_its_caption(picture: str) -> None:
    article = page(f"<h2>Adem</h2>{P}", picture, P)
    assert paragraphs(article) == [LONG, LONG]
    assert {kind for kind, _ in told(article)} == {LeftOutKind.CAPTION, LeftOutKind.PICTURE}


@pytest.mark.parametrize(
    "line",
    [
        "Beeld door een raam: zo keek ik vroeger naar de wereld.",
        "Image by image I rebuilt my life after the burnout, and here is how.",
        "Source by source, the river grows.",
        "Bron: van alles wat ik ben, ligt daar de oorsprong.",
        "Bron: het gevoel dat alles moet",
        "Fotografie door mensen met autisme laat ons anders kijken.",
        "Source: my mother. She knew it all.",
        "Foto door Jan gemaakt, en toch herken ik mezelf er niet in!",
        "© 2026 werd mijn jaar.",
    ],
)
def test_a_sentence_below_a_picture_is_text(line: str) -> None:
    assert paragraphs(page(ADEM, "<p><img src='a.jpg' alt=''></p>", f"<p>{line}</p>")) == [
        LONG,
        line,
    ]
    assert line in paragraphs(page(ADEM, f"<p><img src='a.jpg'><br>{line}</p>"))


def test_a_source_that_is_named_below_text_is_text() -> None:
    assert (
        paragraphs(page(ADEM, "<p>Bron: het boek van Etty.</p>"))[-1] == "Bron: het boek van Etty."
    )


@pytest.mark.parametrize(
    "player",
    [
        "<iframe src='https://www.youtube.com/embed/x' title='Adem mee'></iframe>",
        "<iframe data-src='https://player.vimeo.com/video/1'></iframe>",
        "<video controls><source src='adem.mp4'>Je browser kan dit niet tonen</video>",
        "<figure><div>https://www.youtube.com/watch?v=x</div></figure>",
        "<p>https://open.spotify.com/episode/x</p>",
    ],
)
def test_a_player_is_told_and_its_address_is_no_text(player: str) -> None:
    article = page(ADEM, player)
    assert paragraphs(article) == [LONG]
    assert [kind for kind, _ in told(article)] == [LeftOutKind.MEDIA]


def test_a_frame_of_advertisements_is_not_told_of_and_an_address_of_a_page_is_text() -> None:
    frame = "<iframe src='https://www.googletagmanager.com/ns.html'></iframe>"
    article = page(ADEM, frame, "<p>https://voorbeeld.nl/oefening</p>")
    assert (paragraphs(article)[-1], told(article)) == ("https://voorbeeld.nl/oefening", [])


@pytest.mark.parametrize(
    ("path", "is_work"),
    [
        ("www.instagram.com/coach", False),
        ("www.instagram.com/p/abc/", True),
        ("www.facebook.com/coach/videos", False),
        ("www.facebook.com/coach/posts/12", True),
        ("x.com/coach", False),
        ("x.com/coach/status/12", True),
        ("www.youtube.com/@coach", False),
        ("www.youtube.com/shorts/abc", True),
        ("youtu.be/abc", True),
        ("vimeo.com/coach", False),
        ("vimeo.com/123456", True),
        ("soundcloud.com/coach", False),
        ("soundcloud.com/coach/adem", True),
    ],
)
def test_the_address_of_a_maker_is_text_and_that_of_a_work_a_player(
    path: str, is_work: bool
) -> None:
    article = page(ADEM, f"<p>https://{path}</p>")
    assert (f"https://{path}" in paragraphs(article)) is not is_work


def test_the_heading_of_a_card_begins_no_section() -> None:
    card = (
        "<div><a href='https://voorbeeld.nl/moe'><h2>Moe van moeten</h2><span>Anna</span></a></div>"
    )
    assert headings(page(ADEM, SLAAP, card)) == ["Adem", "Slaap"]
    assert headings(page(ADEM, card, f"<div>{card}</div>", SLAAP)) == ["Adem", "Slaap"]


def test_a_heading_that_is_a_link_with_its_text_begins_a_section() -> None:
    maandag, dinsdag = (
        f"<a href='https://voorbeeld.nl/{day}'><h2>{day}</h2><p>Ik begon vroeg en stopte laat.</p></a>"
        for day in ("Maandag", "Dinsdag")
    )
    assert headings(page(P, maandag, P, dinsdag, P)) == ["Maandag", "Dinsdag"]
    assert headings(page(P, maandag, dinsdag)) == ["Maandag", "Dinsdag"]
    among = page(ADEM, f"<article>{maandag}</article>", P, dinsdag, P, SLAAP)
    assert headings(among) == ["Adem", "Maandag", "Dinsdag", "Slaap"]


def test_an_amp_accordion_is_a_faq() -> None:
    article = page(
        ADEM,
        "<amp-accordion><section><h4>Hoe lang duurt het?</h4><div><p>Een week.</p></div></section>"
        "<section><h4>Wat kost het?</h4><div><p>Niets.</p></div></section></amp-accordion>",
    )
    assert [one.answer for one in article.faq] == ["Een week.", "Niets."]
    assert headings(article) == ["Adem"]


def test_facts_on_the_post_below_a_subtitle_are_no_text() -> None:
    article = page(
        "<h2>Over moe zijn</h2>",
        "<div><a href='/@anna'>Anna Vos</a><span>·</span><button>Follow</button><div>5 min read</div>"
        "<span>·</span><span>Jan 2, 2026</span></div>",
        P,
        ADEM,
        SLAAP,
    )
    assert paragraphs(article) == [LONG, LONG, LONG]
    assert place_of(article, "5 min read") in (LinePlace.AUTHOR, LinePlace.MINUTES)
    assert (article.author, article.reading_minutes) == ("Anna Vos", 5)


@pytest.mark.parametrize(
    "facts",
    [
        ("10 minuten", "Maria"),
        ("10 minuten", "Rust In Utrecht"),
        ("12 mei 2026", "10 minuten"),
        ("12 mei 2026", "Anna Vos"),
    ],
)
def test_what_begins_a_first_section_like_facts_is_text(facts: tuple[str, ...]) -> None:
    lines = "".join(f"<p>{one}</p>" for one in facts)
    article = page("<h2>Oefening</h2>", lines, P, ADEM)
    assert paragraphs(article) == [*facts, LONG, LONG]
    assert (article.author, article.reading_minutes) == (None, None)


def test_facts_on_the_first_section_below_an_introduction_are_text() -> None:
    facts = ["Anna Vos", "12 mei 2026", "10 minuten"]
    article = page(P, "<h2>Les een</h2>", *(f"<p>{one}</p>" for one in facts), P, ADEM)
    assert (article.intro, paragraphs(article)) == (LONG, [*facts, LONG, LONG])


def test_a_list_of_facts_on_the_post_is_no_list_of_the_text() -> None:
    article = page("<ul><li>2 jan 2026</li><li>5 minuten om te lezen</li></ul>", P, ADEM)
    assert (article.intro, article.reading_minutes) == (LONG, 5)


@pytest.mark.parametrize(
    "items", [["12 mei 2026", "13 juni 2026"], ["5 minuten", "10 minuten"], ["12 mei 2026"]]
)
def test_a_list_of_dates_or_of_times_is_text(items: list[str]) -> None:
    article = page("<ul>", *(f"<li>{one}</li>" for one in items), "</ul>", P, ADEM)
    assert lists(article) == [items] or all(one in str(article.intro) for one in items)
    assert (article.unplaced, article.reading_minutes) == ((), None)


def test_a_date_alone_may_begin_a_text() -> None:
    article = page("<h2>Maandag</h2>", "<p>12 mei 2026</p>", P, SLAAP)
    assert "12 mei 2026" in paragraphs(article)


@pytest.mark.parametrize("sign", ["🤔", "✍️", "🪞", "❓", "💭", "🧘‍♀️", "👩🏽‍💻"])
def test_questions_that_close_sections_under_a_sign_of_ones_own_are_prompts(sign: str) -> None:
    asked = ["Waar voel jij nu rust?", "Wat laat je vanavond liggen?"]
    article = page(P, ADEM, f"<p>{sign} {asked[0]}</p>", SLAAP, f"<p>{sign} {asked[1]}</p>")
    assert prompts(article) == asked
    lines = ["Rust vinden", "", LONG, "", "Adem", "", LONG, "", f"{sign} {asked[0]}", ""]
    article = text_article(*lines, "Slaap", "", LONG, "", f"{sign} {asked[1]}")
    assert prompts(article) == asked


@pytest.mark.parametrize(
    "body",
    [
        (ADEM, "<p>🤔 Waar voel jij nu rust?</p>", SLAAP),  # a single one
        (ADEM, "<p>👉 Wil je meer lezen?</p>", SLAAP, "<p>👉 Wil je nog meer lezen?</p>"),
        *(
            (ADEM, f"<p>{one} Wil je een afspraak?</p>", SLAAP, f"<p>{one} Nog vragen?</p>")
            for one in ("📞", "📧", "✉️", "📅", "🛒")
        ),
        (f"<h2>Adem</h2><p>🤔 Wat nu?</p>{P}", f"<h2>Slaap</h2><p>🤔 Wat dan?</p>{P}"),
    ],
)
def test_a_sign_that_does_not_close_sections_makes_no_prompt(body: tuple[str, ...]) -> None:
    assert prompts(page(P, *body)) == []


def test_a_question_from_right_to_left_asks_too() -> None:
    asked = "أين تشعر بالراحة الآن؟"
    article = page(P, ADEM, f"<p>🤔 {asked}</p>", SLAAP, f"<p>🤔 {asked}</p>")
    assert prompts(article) == [asked, asked]


def test_on_a_page_of_one_line_what_stands_beside_the_article_is_told() -> None:
    source = (
        f"<html><body><article><h1>Rust vinden</h1>{P}{ADEM}</article>"
        "<section><h2>Misschien ook leuk</h2><p>Een samenvatting van iets anders.</p></section></body></html>"
    )
    article = read(source, "stuk.html")
    assert [words for kind, words in told(article) if kind is LeftOutKind.ELSEWHERE] == [
        "Misschien ook leuk",
        "Een samenvatting van iets anders.",
    ]
    lines = read(source.replace("<section>", "\n<section>"), "stuk.html")
    assert (told(lines), [line.number for line in lines.unplaced]) == ([], [2])


def test_the_properties_of_a_notion_page_are_no_text() -> None:
    article = page(
        "<table class='properties'><tbody><tr class='property-row property-row-status'><th>Status</th>"
        "<td>Klaar</td></tr></tbody></table>",
        P,
        ADEM,
    )
    assert article.intro == LONG
    assert told(article) == [(LeftOutKind.PROPERTIES, "Status Klaar")]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("<p>Tags: rust, slaap, adem</p>", LeftOutKind.TAGS),
        ("<p>Categorie: <a href='/category/rust'>Rust</a></p>", LeftOutKind.TAGS),
        ("<p>© 2026 Praktijk Rust. Alle rechten voorbehouden.</p>", LeftOutKind.FOOTER),
        (
            "<p><a href='javascript:window.print()'>Print dit artikel</a></p>",
            LeftOutKind.NAVIGATION,
        ),
        (
            "<div id='cookie-notice'><p>Deze website gebruikt cookies.</p><a href='/p'>Privacy</a></div>",
            LeftOutKind.DIALOG,
        ),
        (
            "<div><div><div role='button'>Facebook</div></div><div><div role='button'>LinkedIn</div></div></div>",
            LeftOutKind.NAVIGATION,
        ),
    ],
)
def test_what_a_site_adds_to_every_post_is_no_text(line: str, kind: LeftOutKind) -> None:
    article = page(line, P, ADEM, f"<h2>Slaap</h2><p>Weer een alinea.</p>{line}")
    assert (article.intro, paragraphs(article)) == (LONG, [LONG, "Weer een alinea."])
    assert {found for found, _ in told(article)} == {kind}


@pytest.mark.parametrize(
    "line",
    [
        "<p>Categorie: een woord dat de schrijver hier uitlegt, in een zin die veel langer is dan de regel van een site ooit zou zijn.</p>",
        "<p>Labels: die krijg je als kind al opgeplakt.</p>",
        "<p>© 2026 werd mijn jaar.</p>",
        "<p>De koekjes, of cookies, smaken naar kaneel.</p>",
        "<div class='cookies'><p>Een recept voor koekjes.</p></div>",
    ],
)
def test_what_only_resembles_a_line_of_a_site_is_text(line: str) -> None:
    assert len(paragraphs(page(ADEM, line))) == 2


@pytest.mark.parametrize("line", ["Label: te gevoelig", "Labels: lui, moe, lastig"])
def test_a_line_of_labels_between_two_texts_is_text(line: str) -> None:
    article = page(ADEM, f"<p>{line}</p>", "<p>Wie plakte ze op jou?</p>")
    assert paragraphs(article) == [LONG, line, "Wie plakte ze op jou?"]
    linked = "<p>Tags: <a href='/tag/rust'>rust</a></p><p>Tot zover.</p>"
    assert paragraphs(page(ADEM, linked)) == [LONG, "Tot zover."]


@pytest.mark.parametrize(
    "credit",
    [
        *("Foto: eigen archief", "Foto: privé", "Beeld: eigen collectie.", "Foto’s: Anna Vos"),
        *("(Foto: Anna Vos)", "Photo: author's own", "Foto: Privatarchiv", "Afbeelding: Canva"),
        *("Photo : archives personnelles", "Illustratie: gemaakt met AI", "Foto: onbekend"),
    ],
)
def test_a_credit_without_a_name_is_no_text(credit: str) -> None:
    picture = "<p><img src='a.jpg' alt='De zee'></p>"
    assert paragraphs(page(ADEM, picture, f"<p>{credit}</p>", P)) == [LONG, LONG]
    assert paragraphs(page(ADEM, f"<p>{credit}</p>", P)) == [LONG, credit, LONG]


@pytest.mark.parametrize(
    "line",
    [
        *("Foto: eigen schuld, dikke bult.", "Beeld: eigen regie", "Bron: mijn eigen stem"),
        *("Beeld: stel je een meer voor", "Foto: archief van een leven"),
    ],
)
def test_a_line_about_something_of_ones_own_is_text(line: str) -> None:
    assert line in paragraphs(page(ADEM, "<p><img src='a.jpg'></p>", f"<p>{line}</p>", P))


def test_a_heading_for_each_size_of_screen_is_there_once() -> None:
    twice = "<div class='d-md-none'><h2>Adem</h2></div><div class='d-none'><h2>Adem</h2></div>"
    assert headings(page("<p>Kort.</p>", twice, P, SLAAP)) == ["Adem", "Slaap"]
    again = f"<h2>Adem</h2>{P}<h2>Adem</h2><p>Nu kort.</p>"
    assert headings(page(P, again)) == ["Adem", "Adem"]


def test_the_same_words_with_others_between_them_are_no_twins() -> None:
    assert paragraphs(page(ADEM, "<a href='https://voorbeeld.nl'>en dan</a>", P)).count(LONG) == 2
    assert paragraphs(page(ADEM, "en dan", P)).count(LONG) == 2
    assert paragraphs(page(ADEM, P)).count(LONG) == 1
