"""A letter in which nothing is wrong gives no finding; each rule broken gives exactly its own."""

from dataclasses import replace

import pytest

from newsletter.editorial.checks.finding import Severity, every_check, run, stops_approval
from newsletter.editorial.checks.inspected import Inspected, SpamScore
from newsletter.locale.catalogue import languages
from newsletter.locale.sentences.findings import SENTENCES
from newsletter.locale.speech import say
from newsletter.message import Message
from newsletter.model.audience import Audience
from newsletter.model.blocks import Button, CrossLink, Paragraph, rich
from newsletter.model.links import LinkResult, LinkState
from tests.editorial.checks.letters import (
    BASE,
    HEADERS,
    HTML,
    ISSUE,
    NAMELESS,
    PLAIN_WORDS,
    TEXT,
    a_letter,
    block_changed,
    edition_of,
    html_with,
    issue_with,
    linked,
    on_the_box,
    styled,
)

OTHER_WORDS = (
    "Wie de deur achter zich dichttrekt, hoort pas na drie straten hoe hard het huis klonk."
)
KNOP = "Lees het hele artikel"
STILTE = "https://voorbeeld.example.org/stilte"


def answered(state: LinkState, detail: str = "404") -> Inspected:
    return a_letter(links={STILTE: LinkResult(STILTE, state, detail)})


def without_header(name: str) -> Inspected:
    kept = {header: value for header, value in HEADERS.items() if header != name}
    return a_letter(edition=edition_of(headers=kept))


def padded(kilobytes: int) -> Inspected:
    return html_with("Stilte is er al.", "Stilte is er al. " * (kilobytes * 1024 // 17))


ERRORS = frozenset(
    {
        "subject-missing",
        "subject-placeholder",
        "title-placeholder",
        "character-hidden",
        "marks-in-line",
        "preheader-missing",
        "body-missing",
        "text-unfilled",
        "first-name-misspelt",
        "name-gap",
        "greeting-missing",
        "article-missing",
        "quote-not-verbatim",
        "alt-missing",
        "link-empty",
        "link-relative",
        "link-malformed",
        "link-scheme",
        "link-not-https",
        "link-private",
        "link-nameless",
        "link-dead",
        "link-unknown-site",
        "link-unsafe",
        "link-refused",
        "html-too-large",
        "styles-too-large",
        "nested-at-rule",
        "colour-with-spaces",
        "doctype-missing",
        "lang-missing",
        "lang-unknown",
        "dir-auto",
        "dir-missing",
        "title-missing",
        "heading-one",
        "heading-skips",
        "table-role",
        "picture-unspoken",
        "template-residue",
        "event-attribute",
        "meta-refresh",
        "embedded-missing",
        "hidden-from-all",
        "id-twice",
        "details-folded",
        "container-query",
        "picture-one-pixel",
        "picture-too-wide",
        "picture-width-missing",
        "layout-too-wide",
        "margin-negative",
        "style-script",
        "colour-by-hue",
        "colour-with-alpha",
        "text-justified",
        "third-party",
        "load-incomplete",
        "load-not-https",
        "active-content",
        "header-missing",
        "one-click-not-https",
        "text-missing",
        "text-lacks-link",
        "spam-refused",
        "table-role-near",
    }
)
HINTS = frozenset(
    [
        "subject-long",
        "subject-capitals",
        "subject-exclamations",
        "subject-answers",
        "name-beside-health",
        "audience-empty",
        "preheader-short",
        "preheader-long",
        "preheader-repeats",
        "alt-says-nothing",
        "alt-long",
        "opening-repeated",
        "paragraph-repeated",
        "quote-repeated",
        "picture-moves",
        "picture-dark-on-clear",
        "words-few",
        "text-garbled",
        "emoji-code",
        "word-long",
        "link-misleads",
        "link-shortened",
        "links-many",
        "link-vague",
        "address-unknown",
        "address-unknown-with-lead-in",
        "quotation-mark-unpaired",
        "link-entry-unused",
        "link-blocked",
        "link-silent",
        "html-large",
        "sender-unnamed",
        "feature-unsupported",
        "spam-suspect",
    ]
)
NOTES = frozenset(("links-not-looked-at", "links-no-network", "spam-not-looked-at"))
NO_RULES = ("part-", "spam-rule", "finding-", "place-", "view-", "severity-", "sheet-")
BROKEN: list[tuple[str, Inspected]] = [
    ("subject-missing", a_letter(issue=issue_with(subject=" "))),
    ("subject-placeholder", a_letter(issue=issue_with(subject="Artikel zonder titel"))),
    ("subject-placeholder", a_letter(issue=issue_with(subject="Untitled article 2"))),
    ("title-placeholder", a_letter(issue=issue_with(title="Artikel zonder titel"))),
    ("subject-long", a_letter(issue=issue_with(subject="Rust " * 13))),
    ("subject-capitals", a_letter(issue=issue_with(subject="RUST VINDEN"))),
    ("subject-capitals", a_letter(issue=issue_with(subject="{first_name|}, RUST VINDEN 2"))),
    ("subject-exclamations", a_letter(issue=issue_with(subject="Rust vinden! Nu!"))),
    ("marks-in-line", a_letter(issue=issue_with(subject="Rust **nu** vinden"))),
    ("marks-in-line", a_letter(issue=issue_with(subject="Rust &amp; stilte"))),
    ("marks-in-line", a_letter(issue=issue_with(subject="Rust <b>nu</b>"))),
    ("marks-in-line", a_letter(issue=issue_with(title="[Rust](https://example.org) vinden"))),
    ("subject-answers", a_letter(issue=issue_with(subject="Re: rust vinden"))),
    ("subject-answers", a_letter(issue=issue_with(subject="FWD : rust vinden"))),
    ("subject-answers", a_letter(issue=issue_with(subject="Antw: rust vinden"))),
    ("name-beside-health", a_letter(issue=issue_with(subject="{first_name}, even rust na een burn-out"))),
    ("name-beside-health", a_letter(issue=issue_with(subject="{first_name|}, rust", preheader="Wie slecht slaapt, hoort ’s nachts alles wat er al was."))),
    ("name-beside-health", a_letter(issue=issue_with(subject="Rust bij angst", preheader="Wie stil wordt, {first_name|lezer}, hoort weer wat er al was."))),
    ("character-hidden", a_letter(issue=issue_with(subject="Rust\u200b vinden"))),
    ("character-hidden", a_letter(issue=issue_with(subject="Rust vin\u200dden"))),
    ("character-hidden", a_letter(issue=issue_with(subject="Rust \u202enednivt"))),
    ("character-hidden", a_letter(issue=issue_with(preheader="Wie stil wordt,\u2066 hoort weer wat er al was."))),
    ("preheader-missing", a_letter(issue=issue_with(preheader=""))),
    ("body-missing", a_letter(issue=issue_with(blocks=()))),
    ("audience-empty", a_letter(issue=issue_with(audience=Audience("ocht")), tags=frozenset({"ochtend"}))),
    ("preheader-short", a_letter(issue=issue_with(preheader="Wie stil wordt."))),
    ("preheader-long", a_letter(issue=issue_with(preheader="Wie stil wordt, hoort meer. " * 5))),
    ("preheader-repeats", a_letter(issue=issue_with(preheader="rust vinden!"))),
    ("first-name-misspelt", a_letter(issue=issue_with(title="Rust vinden [naam]"))),
    ("text-unfilled", a_letter(issue=block_changed(0, text=rich("[...]")))),
    ("text-unfilled", a_letter(issue=block_changed(0, text=rich("Kom op [datum invullen]!")))),
    ("first-name-misspelt", a_letter(issue=block_changed(0, text=rich("Beste {{ voornaam }}")))),
    ("text-unfilled", a_letter(issue=issue_with(preheader="TODO: iets over de stilte van de ochtend"))),
    ("greeting-missing", a_letter(nameless={**NAMELESS, "greeting": " "})),
    ("name-gap", a_letter(nameless={**NAMELESS, "greeting": "Dag ,"})),
    ("name-gap", html_with("<p>Stilte is er al.", "<p>[[first_name]]</p><p>Stilte is er al.")),
    ("name-gap", a_letter(edition=edition_of(subject="Rust voor [[first_name]]"))),
    ("name-gap", html_with("Stilte is er al.", "Stilte is er al, [[first_name]].")),
    ("name-gap", a_letter(edition=edition_of(subject="[[first_name]], rust vinden"))),
    ("article-missing", a_letter(article=None)),
    ("quote-not-verbatim", a_letter(issue=block_changed(3, text="Rust is een beloning."))),
    ("alt-missing", a_letter(issue=block_changed(2, alt=" "))),
    ("alt-says-nothing", a_letter(issue=block_changed(2, alt="IMG_2034.jpg"))),
    ("alt-says-nothing", a_letter(issue=block_changed(2, alt="foto"))),
    ("alt-long", a_letter(issue=block_changed(2, alt="Een boom in de mist. " * 8))),
    ("quote-repeated", a_letter(earlier=(replace(ISSUE, number=3, blocks=(ISSUE.blocks[3],)),))),
    ("paragraph-repeated", a_letter(earlier=(replace(ISSUE, number=3, blocks=(Paragraph(rich(OTHER_WORDS)), ISSUE.blocks[5])),))),
    ("opening-repeated", a_letter(earlier=(replace(ISSUE, number=3, blocks=ISSUE.blocks[5:]),))),
    ("picture-moves", a_letter(moving=frozenset({"boom.jpg"}))),
    ("picture-dark-on-clear", a_letter(dark_on_clear=frozenset({"boom.jpg"}))),
    ("words-few", a_letter(issue=block_changed(5, text=rich("Tot zondag.")))),
    ("words-few", a_letter(issue=issue_with(blocks=(*ISSUE.blocks, *3 * [ISSUE.blocks[2]])))),
    ("text-garbled", a_letter(issue=block_changed(5, text=rich(f"{PLAIN_WORDS} {PLAIN_WORDS} cafÃ©")))),
    ("text-garbled", a_letter(issue=issue_with(title="Rust vinden, foto\u2019s: zoâ€™n dag"))),
    ("text-garbled", a_letter(issue=issue_with(preheader="Wie stil wordt, hoort weer wat er al was ðŸ˜€"))),
    ("text-garbled", a_letter(issue=block_changed(2, alt="Een boom bij het caf\ufffd"))),
    ("text-garbled", a_letter(issue=block_changed(1, text="Na een wandeling is de koffie √©√©n feest"))),
    ("emoji-code", a_letter(issue=block_changed(1, text="Kijk even omhoog :cloud_with_rain:, en weer verder"))),
    ("emoji-code", a_letter(issue=issue_with(title="Rust vinden, een oefening :+1:"))),
    ("word-long", a_letter(issue=issue_with(title="Rust " + "vinden" * 7))),
    ("word-long", a_letter(issue=block_changed(1, text="De arbeidsongeschiktheidsverzekeringsmaatschappij"))),
    ("link-misleads", html_with(">wat stilte doet<", ">www.example.nl/stilte<")),
    ("link-misleads", html_with(">wat stilte doet<", ">gerrit@example.nl<")),
    ("link-misleads", html_with(">wat stilte doet<", ">lees op https://example.nl/<")),
    ("link-misleads", html_with(">schrijf mij<", ">anna@example.nl<")),
    ("link-misleads", html_with(">wat stilte doet<", ">stilte.nl<")),
    ("link-shortened", linked("https://bit.ly/3abc")),
    ("link-shortened", linked("https://www.tinyurl.com/stilte")),
    ("links-many", a_letter(issue=issue_with(blocks=(*ISSUE.blocks, *24 * [ISSUE.blocks[4]])))),
    ("picture-unspoken", html_with('alt="Een boom in de mist" ', "")),
    ("link-empty", linked("")),
    ("link-empty", linked("#")),
    ("link-empty", html_with('"https://voorbeeld.example.org/stilte">wat stilte doet', '"">www.example.org')),
    ("link-relative", linked("/stilte")),
    ("link-relative", linked("www.example.org/stilte")),
    ("link-malformed", linked("https://voorbeeld")),
    ("link-malformed", linked("https://voorbeeld.example.org:poort/")),
    ("link-malformed", linked("https://iemand@voorbeeld.example.org/")),
    ("link-malformed", linked("https:///stilte")),
    ("link-malformed", linked("mailto:gerrit")),
    ("link-malformed", linked("https://-voorbeeld.example.org/")),
    ("link-scheme", linked("javascript:alert(1)")),
    ("link-scheme", linked("ftp://voorbeeld.example.org/")),
    ("link-not-https", linked("http://voorbeeld.example.org/stilte")),
    ("link-private", linked("http://127.0.0.1:8000/stilte")),
    ("link-private", linked("https://192.168.1.1/")),
    ("link-private", linked("https://server.local/")),
    ("link-nameless", html_with(">wat stilte doet<", "><")),
    ("link-vague", html_with(">wat stilte doet<", ">Klik hier<")),
    ("link-vague", a_letter(edition=edition_of(html=HTML.replace(KNOP, "Lees meer …"), text=TEXT.replace(KNOP, "Lees meer …")), issue=block_changed(4, text="Lees meer …"))),
    ("address-unknown", a_letter(issue=issue_with(blocks=(CrossLink("Grenzen stellen"),)))),
    (
        "address-unknown-with-lead-in",
        a_letter(issue=issue_with(blocks=(CrossLink("Grenzen", lead_in=rich("Wie moe is.")),))),
    ),
    (
        "quotation-mark-unpaired",
        a_letter(issue=issue_with(blocks=(Paragraph(rich('Zij zei "stop en ging.')),))),
    ),
    ("address-unknown", a_letter(issue=issue_with(blocks=(Button("Naar het artikel"),)))),
    ("link-entry-unused", a_letter(unlinked=("Grenzen stelen",))),
    ("link-dead", answered(LinkState.DEAD)),
    ("link-unknown-site", answered(LinkState.UNKNOWN)),
    ("link-unsafe", answered(LinkState.UNSAFE)),
    ("link-refused", answered(LinkState.REFUSED)),
    ("link-blocked", answered(LinkState.BLOCKED)),
    ("link-silent", answered(LinkState.SILENT)),
    ("links-not-looked-at", a_letter(links=None)),
    ("links-no-network", answered(LinkState.AWAY)),
    ("html-large", padded(92)),
    ("html-too-large", padded(103)),
    ("styles-too-large", styled(".knop{margin:0}" * 1100)),
    ("nested-at-rule", styled("@media screen{@media print{p{margin:0}}}")),
    ("colour-with-spaces", styled("hr{color:rgb(1 2 3)}")),
    ("colour-with-spaces", html_with("color:#222222", "color:rgb(0 0 0)")),
    ("doctype-missing", html_with("<!doctype html>", "")),
    ("lang-missing", html_with('<html lang="nl"', "<html")),
    ("lang-missing", html_with('<div lang="nl"', "<div")),
    ("dir-missing", html_with('<html lang="nl" dir="ltr"', '<html lang="nl"')),
    ("lang-missing", html_with('<html lang="nl"', '<html lang="und"')),
    ("lang-missing", html_with('<div lang="nl"', '<div lang="UND "')),
    ("lang-unknown", html_with('<html lang="nl"', '<html lang="nederlands"')),
    ("lang-unknown", html_with('<html lang="nl"', '<html lang="nl_NL"')),
    ("lang-unknown", html_with('<div lang="nl"', '<div lang="xq"')),
    ("lang-unknown", html_with("Stilte is", '<span lang="en-UK">Silence</span> is')),
    ("dir-auto", html_with('<html lang="nl" dir="ltr"', '<html lang="nl" dir="auto"')),
    ("dir-auto", html_with('<div lang="nl" dir="ltr"', '<div lang="nl" dir="auto"')),
    ("dir-auto", html_with("Stilte is", '<span dir="auto">Stilte</span> is')),
    ("title-missing", html_with("<title>Rust vinden</title>", "<title> </title>")),
    ("heading-one", html_with("<h1>Rust vinden</h1>", "<p>Rust vinden</p>")),
    ("heading-one", html_with("<h2>In de mist</h2>", "<h1>In de mist</h1>")),
    ("heading-skips", html_with("<h2>In de mist</h2>", "<h3>In de mist</h3>")),
    ("table-role", html_with('<table role="presentation"', "<table")),
    ("table-role-near", html_with("<h2>In de mist</h2>", "<h2>In de mist</h2><table><tr><td>1</td></tr></table>")),
    ("template-residue", html_with("Stilte is er al.", "zzFIELD00003zz is er al.")),
    ("template-residue", html_with("Stilte is er al.", "Lees ook zzfield is er al.")),
    ("template-residue", html_with("Stilte is er al.", "{{ opening }} is er al.")),
    ("template-residue", html_with('alt="Een boom', r'alt="\u{a0}Een boom')),
    ("template-residue", html_with('alt="Een boom', r'alt="\nEen boom')),
    ("template-residue", a_letter(edition=edition_of(text=TEXT.replace("Stilte", "{% if x %}")))),
    ("template-residue", a_letter(edition=edition_of(subject="{{ subject }}"))),
    ("event-attribute", html_with("<h1>", "<h1 onclick='weg()'>")),
    ("event-attribute", html_with('<img src', '<img onerror="x" src')),
    ("meta-refresh", html_with("<title>", '<meta http-equiv="Refresh" content="0;url=https://example.org/"><title>')),
    ("embedded-missing", html_with(f"{BASE}/media/1.jpg", "cid:boom@brief")),
    ("embedded-missing", html_with("<h1>", '<!--[if mso]><v:fill src="cid:achter"/><![endif]--><h1>')),
    ("hidden-from-all", html_with("<h1>", "<!--[if !mso]><p>Lees online</p><![endif]--><h1>")),
    ("hidden-from-all", html_with("<h1>", "<!--[if !(gte mso 9)]>Lees<![endif]--><h1>")),
    ("id-twice", html_with("<p>Stilte is", '<p id="a">x</p><p id="a">Stilte is')),
    ("details-folded", html_with("<h2>", "<details><summary>Meer</summary>Tekst</details><h2>")),
    ("container-query", styled("@container (min-width:400px){p{margin:0}}")),
    ("picture-one-pixel", html_with("<h2>", f'<img src="{BASE}/p.gif" alt="" width="1" height="1"><h2>')),
    ("picture-one-pixel", html_with("<h2>", f'<img src="{BASE}/p.gif" alt="" style="width:1px;height:0px"><h2>')),
    ("picture-too-wide", html_with('width="536"', 'width="800"')),
    ("picture-too-wide", html_with('width="536"', 'width="536" style="width:700px"')),
    ("picture-width-missing", html_with('width="536" ', "")),
    ("picture-width-missing", html_with('width="536"', 'width="100%"')),
    ("layout-too-wide", html_with('width="600" style', 'width="700" style')),
    ("layout-too-wide", html_with('style="padding:24px', 'style="width:800px;padding:24px')),
    ("layout-too-wide", html_with("<h1>", '<!--[if mso]><table width="900"><tr><td><![endif]--><h1>')),
    ("margin-negative", on_the_box("margin:0 -8px")),
    ("margin-negative", styled(".knop{margin-left:-4px}")),
    ("style-script", on_the_box("width:expression(alert(1))")),
    ("style-script", styled(".knop{behavior:url(#default#time2)}")),
    ("colour-by-hue", on_the_box("color:hsl(20, 40%, 30%)")),
    ("colour-by-hue", styled(".knop{border:1px solid hsla(20 40% 30% / 50%)}")),
    ("colour-with-alpha", on_the_box("color:#11223344")),
    ("colour-with-alpha", styled(".knop{border:1px solid #1234}")),
    ("colour-with-alpha", html_with('class="blad"', 'class="blad" bgcolor="#ffffff80"')),
    ("text-justified", on_the_box("text-align:justify")),
    ("text-justified", html_with("<p>Stilte is", '<p align="Justify">Stilte is')),
    ("load-incomplete", html_with(f"{BASE}/media/1.jpg", "/media/1.jpg")),
    ("load-incomplete", html_with(f"{BASE}/media/1.jpg", "media/1.jpg")),
    ("load-incomplete", html_with(f"{BASE}/media/1.jpg", "file:///home/1.jpg")),
    ("load-incomplete", styled(".paneel{list-style:url(a.png)}")),
    ("load-not-https", html_with(f"{BASE}/media/1.jpg", f"{BASE.replace('https', 'http')}/media/1.jpg")),
    ("load-not-https", html_with(f"{BASE}/media/1.jpg", "HTTP://elders.example.org/1.jpg")),
    ("third-party", html_with(f"{BASE}/media/1.jpg", "https://elders.example.org/1.jpg")),
    ("third-party", html_with('class="blad"', 'class="blad" background="//cdn.example.org/a.png"')),
    ("third-party", styled(".paneel{list-style:url('https://cdn.example.org/a.png')}")),
    ("active-content", html_with("<h1>", "<script>1</script><h1>")),
    ("header-missing", without_header("List-Unsubscribe")),
    ("header-missing", without_header("List-Id")),
    ("header-missing", a_letter(edition=edition_of(headers={**HEADERS, "List-Unsubscribe-Post": "One-Click"}))),
    ("one-click-not-https", a_letter(edition=edition_of(headers={**HEADERS, "List-Unsubscribe": "<mailto:weg@example.nl>"}))),
    ("sender-unnamed", a_letter(edition=edition_of(sender="Huize Voorbeeldlust"))),
    ("text-missing", a_letter(edition=edition_of(text=" \n"))),
    ("text-lacks-link", a_letter(edition=edition_of(text=TEXT.replace(STILTE, "")))),
    ("feature-unsupported", html_with("padding:24px;", "padding:24px;display:flex;")),
    ("spam-suspect", a_letter(spam=SpamScore(2.0, ((2.0, "X_RULE", "Vals beloofd"),)))),
    ("spam-refused", a_letter(spam=SpamScore(6.0, ((6.0, "X_RULE", "Vals beloofd"),)))),
    ("spam-not-looked-at", a_letter(spam=None)),
]  # fmt: skip


def test_a_letter_in_which_nothing_is_wrong_gives_no_finding() -> None:
    assert run(a_letter()) == ()


@pytest.mark.parametrize(
    ("code", "inputs"), BROKEN, ids=[f"{at}-{code}" for at, (code, _) in enumerate(BROKEN)]
)
def test_a_broken_rule_gives_exactly_its_own_finding(code: str, inputs: Inspected) -> None:
    assert [finding.code for finding in run(inputs)] == [code]


@pytest.mark.parametrize(
    "inputs",
    [
        styled("@import url(https://fonts.example.org/a.css) screen;"),
        styled("@import 'https://fonts.example.org/a.css';"),
        html_with("</head>", '<link rel="stylesheet" href="//cdn.example.org/a.css"></head>'),
    ],
)
def test_a_style_sheet_from_elsewhere_is_told_for_both_its_faults(inputs: Inspected) -> None:
    assert {finding.code for finding in run(inputs)} == {"third-party", "feature-unsupported"}


@pytest.mark.parametrize("subject", ["{first_name}, even rust", "Even rust na een burn-out"])
def test_a_name_or_a_word_about_health_alone_is_fine(subject: str) -> None:
    assert run(a_letter(issue=issue_with(subject=subject))) == ()


@pytest.mark.parametrize("code", sorted(ERRORS | HINTS | NOTES))
def test_a_rule_keeps_its_severity(code: str) -> None:
    [finding] = run(dict(BROKEN)[code])
    expected = Severity.HINT if code in HINTS else Severity.NOTE
    assert finding.severity is (Severity.ERROR if code in ERRORS else expected)


def test_every_rule_is_broken_by_some_letter() -> None:
    assert {code for code in SENTENCES if not code.startswith(NO_RULES)} == {
        code for code, _ in BROKEN
    }


@pytest.mark.parametrize("inputs", [inputs for _, inputs in BROKEN])
@pytest.mark.parametrize("language", languages())
def test_a_finding_is_a_whole_sentence_in_every_language(inputs: Inspected, language: str) -> None:
    [finding] = run(inputs)
    said = say(finding.message, language)
    assert said != str(finding.message)  # as it is where the sentence names what is not given
    assert said.endswith((".", "?"))
    assert "{" not in said.replace("{{", "").replace("{first_name}", "").replace("{%", "").replace(
        "u{", ""
    )


def test_every_function_that_calls_itself_a_check_is_one() -> None:
    import importlib
    import pkgutil

    from newsletter.editorial import checks

    named = {
        f"{module.name}.{name}"
        for module in pkgutil.iter_modules(checks.__path__)
        for name, value in vars(importlib.import_module(f"{checks.__name__}.{module.name}")).items()
        if name.startswith("check_") and value.__module__.endswith(f".{module.name}")
    }
    found = {f"{check.__module__.rpartition('.')[2]}.{check.__name__}" for check in every_check()}
    assert found == named
    assert len(found) >= 25


def test_errors_come_first_and_then_the_order_of_the_file() -> None:
    issue = issue_with(
        subject="",
        blocks=(CrossLink("Grenzen"), Paragraph(rich("[...]")), Paragraph(rich("TODO"))),
        lines=(10, 12, 14),
        preheader="Kort.",
    )
    found = run(a_letter(issue=issue, links=None))
    assert [(one.severity, one.line) for one in found] == [
        (Severity.ERROR, 12),
        (Severity.ERROR, 14),
        (Severity.ERROR, None),
        (Severity.HINT, 10),
        (Severity.HINT, None),
        (Severity.NOTE, None),
    ]


def test_only_errors_stop_an_approval() -> None:
    assert stops_approval(run(a_letter(issue=issue_with(subject=""))))
    assert not stops_approval(run(a_letter(issue=issue_with(preheader="Kort."), links=None)))


def test_a_finding_names_the_block_as_the_editor_would_and_its_line() -> None:
    [finding] = run(a_letter(issue=block_changed(2, alt="")))
    assert finding.block == Message("part-image", words="In de mist")
    assert finding.line == 16
    assert say(finding.message, "nl").startswith(
        "de afbeelding bij ‘In de mist’ heeft geen alt-tekst"
    )
    [finding] = run(linked("http://voorbeeld.example.org/"))
    assert (finding.block, finding.line) == (Message("part-link", words="wat stilte doet"), 12)
    assert HTML.count("wat stilte doet") == 1
