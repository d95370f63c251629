"""What mail programs cannot show: told exactly, and not where something stands in."""

from functools import partial
from pathlib import Path

import pytest

from newsletter.editorial.checks import page
from newsletter.editorial.checks.caniemail import catalogue
from newsletter.editorial.checks.compatibility import check_mail_programs, lacks
from newsletter.editorial.checks.css import declarations
from newsletter.editorial.checks.fallbacks import ADDS
from newsletter.editorial.checks.features import of_declaration, uses
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.settings import USUAL_CLIENTS, CheckSettings
from newsletter.errors import ConfigError
from newsletter.locale.speech import say
from tests.builders.refusals import refused
from tests.editorial.checks.letters import HTML, a_letter, edition_of, html_with, on_the_box, styled


def told(inputs: Inspected) -> list[str]:
    found = lacks(inputs.page, inputs.settings.clients, catalogue())
    assert [lack.title for lack in found] == [
        title
        for finding in check_mail_programs(inputs)
        for title in [
            lack.title for lack in found if lack.title == finding.message.data["feature"]
        ][:1]
    ]
    return sorted(lack.slug for lack in found)


@pytest.mark.parametrize(
    ("style", "slugs"),
    [
        ("display:flex", ["css-display-flex"]),
        ("display:flex;justify-content:center;gap:8px", ["css-display-flex"]),
        ("display:inline-flex", ["css-display-flex"]),
        ("display:grid;grid-template-columns:1fr 1fr;gap:8px", ["css-display-grid"]),
        ("background-image:url('https://brief.example.nl/media/a.png')", ["css-background-image"]),
        (
            "background:#ffffff url('https://brief.example.nl/media/a.png') no-repeat;background-size:cover",
            ["css-background-image"],
        ),
        ("background-image:linear-gradient(#fff,#000)", ["css-background-image", "css-linear-gradient"]),
        ("white-space:pre", ["css-white-space"]),
        ("box-sizing:border-box", ["css-box-sizing"]),
        ("width:calc(100% - 2rem)", ["css-unit-calc", "css-unit-rem"]),
        ("color:var(--inkt)", ["css-variables"]),
        ("min-height:40px", ["css-min-height"]),
        ("animation:in 1s", ["css-animation"]),
        ("font-family:system-ui", ["css-sytem-ui"]),
    ],
)  # fmt: skip
def test_a_feature_that_a_program_lacks_is_told_and_nothing_else(
    style: str, slugs: list[str]
) -> None:
    assert told(on_the_box(style)) == slugs


def test_webp_is_told_wherever_a_picture_stands() -> None:
    assert told(html_with("/media/1.jpg", "/media/1.webp")) == ["image-webp"]
    assert told(html_with("/media/1.jpg", "/media/1.WEBP?v=2")) == ["image-webp"]
    in_css = on_the_box("background-image:url(https://brief.example.nl/a.webp)")
    assert told(in_css) == ["css-background-image", "image-webp"]


@pytest.mark.parametrize(
    ("css", "slugs"),
    [
        ("p:nth-child(2){color:red}", ["css-pseudo-class-nth-child"]),
        (".a > .b{color:red}", ["css-selector-child"]),
        (".a + .b{color:red}", ["css-selector-adjacent-sibling"]),
        ("*{margin:0}", ["css-selector-universal"]),
        ("@font-face{font-family:x;src:url(x.woff)}", ["css-at-font-face"]),
        ("@supports (display:grid){p{margin:0}}", ["css-at-supports"]),
        ("@keyframes in{from{opacity:0}to{opacity:1}}", ["css-at-keyframes"]),
        (".a{color:red;.b{margin:0}}", ["css-nesting"]),
        (".a::before{content:'x'}", ["css-pseudo-element-before"]),
        (".a:before{content:'x'}", ["css-pseudo-element-before"]),
        (".blad{display:flex}", ["css-display-flex"]),
    ],
)
def test_style_sheets_are_read_to_the_selector(css: str, slugs: list[str]) -> None:
    assert told(styled(css)) == slugs


@pytest.mark.parametrize(
    ("html", "slugs"),
    [
        ("<video src='https://brief.example.nl/a.mp4'></video>", ["html-video", "image-mp4"]),
        ("<svg></svg>", ["html-svg"]),
        ("<details><summary>Meer</summary>Tekst</details>", []),
        ("<picture><source srcset='https://brief.example.nl/a.webp'><img alt='' src='https://brief.example.nl/a.png'></picture>", []),
        ("<img alt='' src='data:image/png;base64,AA=='>", ["image-base64"]),
        ("<form><input type=text></form>", ["html-form", "html-input-text"]),
    ],
)  # fmt: skip
def test_tags_attributes_and_pictures_are_read(html: str, slugs: list[str]) -> None:
    assert told(html_with("<h1>", f"{html}<h1>")) == slugs


@pytest.mark.parametrize(
    "style",
    [
        "border-radius:4px;box-shadow:0 1px 2px #000000",
        "font-family:system-ui,Georgia,serif",
        "font-family:Georgia,ui-serif,serif",
        "background:#ffffff",
        "color:#333333;color:rgba(0,0,0,.8)",
        "width:600px;width:calc(100% - 10px)",
        "display:none;visibility:hidden;opacity:0;max-height:0;overflow:hidden",
        "opacity:0;max-height:0;mso-hide:all",
        "word-spacing:normal;opacity:1;max-width:none;border-spacing:0",
        "white-space:nowrap",
        "hyphens:auto;overflow-wrap:break-word",
        "mso-line-height-rule:exactly;-webkit-text-size-adjust:100%",
        "content:'display:flex;calc(1rem)'",
    ],
)
def test_what_something_stands_in_for_is_not_told(style: str) -> None:
    assert told(on_the_box(style)) == []


@pytest.mark.parametrize(
    "css",
    [
        "@media (prefers-color-scheme:dark){.blad{color:red !important}}",
        "[data-ogsc] .blad,[data-ogsb] .blad{color:red !important}",
        "u + .blad{min-height:10px}",
        ".moz-text-html .a > .b{width:100%}",
        "a:hover{opacity:.8;transition:all 1s}",
        ":root{color-scheme:light dark}",
        ".knop:focus{outline:2px solid red}",
    ],
)
def test_rules_that_only_add_or_speak_to_one_program_are_not_told(css: str) -> None:
    assert told(styled(css)) == []


def test_what_stands_in_a_query_counts_for_programs_that_read_queries_alone() -> None:
    clients = {"outlook.windows": 1.0, "yahoo.ios": 1.0}
    css = "@media (max-width:479px){.a{box-sizing:border-box;min-height:1px}}"
    found = lacks(styled(css).page, clients, catalogue())
    assert [(lack.slug, lack.clients) for lack in found] == [
        ("css-box-sizing", ("Yahoo! Mail (iOS)",))
    ]


def test_what_outlook_does_not_see_is_not_told_for_outlook() -> None:
    inside = html_with(
        "<h1>", "<!--[if !mso]><!--><p style='min-height:2px'>x</p><!--<![endif]--><h1>"
    )
    assert told(inside) == []
    behind = html_with(
        "<h1>", "<!--[if !mso]><!--><p>x</p><!--<![endif]--><p style='min-height:2px'>y</p><h1>"
    )
    assert told(behind) == ["css-min-height"]


def test_what_only_outlook_sees_is_not_read_at_all() -> None:
    assert (
        told(html_with("<h1>", "<!--[if mso]><p style='display:grid'>x</p><![endif]--><h1>")) == []
    )


def test_a_background_that_vml_draws_for_outlook_is_not_told() -> None:
    picture = "https://brief.example.nl/media/a.png"
    drawn = HTML.replace("padding:24px;", f"padding:24px;background-image:url({picture});").replace(
        "<h1>", f'<!--[if mso]><v:rect><v:fill src="{picture}"/></v:rect><![endif]--><h1>'
    )
    assert told(a_letter(edition=edition_of(html=drawn))) == []
    other = drawn.replace(f'src="{picture}"', 'src="https://brief.example.nl/media/b.png"')
    assert told(a_letter(edition=edition_of(html=other))) == ["css-background-image"]


def test_the_message_says_what_where_and_for_how_many() -> None:
    [finding] = check_mail_programs(on_the_box("display:flex"))
    assert say(finding.message, "nl") == (
        "Het sjabloon gebruikt display:flex (bij ‘Rust vinden’); dat werkt niet in Outlook (Windows) (ongeveer 8 % van de lezers)."
    )
    [grid] = check_mail_programs(on_the_box("display:grid"))
    assert "Gmail" in str(grid.message.data["clients"])
    assert "Gmail (" not in str(
        grid.message.data["clients"]
    )  # all of its platforms: the family alone is named


def test_only_programs_that_readers_use_count() -> None:
    settings = CheckSettings(clients={"apple-mail.ios": 99, "outlook.windows": 1})
    flex = on_the_box("display:flex")
    assert check_mail_programs(a_letter(edition=flex.edition, settings=settings)) != ()
    strict = CheckSettings(clients=settings.clients, report_from_share=0.02)
    assert check_mail_programs(a_letter(edition=flex.edition, settings=strict)) == ()
    apple = CheckSettings(clients={"apple-mail.ios": 1, "outlook.windows": 0})
    assert check_mail_programs(a_letter(edition=flex.edition, settings=apple)) == ()


def test_a_misspelt_program_is_refused_with_what_was_meant() -> None:
    settings = CheckSettings(clients={"outlook.window": 1})
    with refused(ConfigError, r"did you mean 'outlook\.windows'"):
        check_mail_programs(a_letter(settings=settings))
    with refused(ConfigError, r"has no 'zzz', only .*apple-mail\.ios, "):
        check_mail_programs(a_letter(settings=CheckSettings(clients={"zzz": 1})))


@pytest.mark.parametrize(
    "wrong",
    [
        partial(CheckSettings, clients={}),
        partial(CheckSettings, clients={"outlook.windows": 0}),
        partial(CheckSettings, clients={"outlook.windows": -1}),
        partial(CheckSettings, clients={"outlook.windows": float("nan")}),
        partial(CheckSettings, report_from_share=2),
        partial(CheckSettings, preheader_shortest=50, preheader_longest=40),
        partial(CheckSettings, subject_length=0),
        partial(CheckSettings, spam_hint=6),
    ],
    ids=lambda wrong: str(wrong.keywords),
)
def test_settings_that_would_silence_a_check_are_refused(wrong: partial[CheckSettings]) -> None:
    with refused(ConfigError, "|".join(wrong.keywords)):
        wrong()


def test_the_usual_programs_and_every_excuse_are_in_the_data() -> None:
    known = catalogue()
    assert set(USUAL_CLIENTS) <= set(known.clients)
    assert set(ADDS) <= set(known.features)


def test_every_name_in_the_table_of_features_is_in_the_data() -> None:
    import tomllib

    table = Path(page.__file__).parent / "data" / "features.toml"
    named = {slug for kind in tomllib.loads(table.read_text()).values() for slug in kind}
    assert named <= set(catalogue().features)


@pytest.mark.parametrize(
    ("css", "slugs"),
    [
        ("border-top-color:red", {"css-border"}),
        ("margin:0 auto", {"css-margin"}),
        ("width:50%", {"css-width", "css-unit-percent"}),
        ("width:1.5em", {"css-width", "css-unit-em"}),
        ("color:#1e1e1e", set()),
        ("color:RGBA(0,0,0,.5)", {"css-rgba"}),
        ("width:-webkit-calc(1px)", {"css-width", "css-unit-px"}),
        ("grid-area:max-content1", set()),
        ("width:max-content", {"css-width", "css-intrinsic-size"}),
        ("--a:1rem", {"css-variables"}),
        ("background-image:url(https://x.example/calc(1rem).png)", {"css-background-image"}),
    ],
)
def test_a_declaration_has_exactly_these_features(css: str, slugs: set[str]) -> None:
    [declared] = declarations(css)
    assert of_declaration(declared) & set(catalogue().features) - {"image-png"} == slugs


def test_every_use_is_told_by_a_name_of_the_data() -> None:
    known = catalogue().features
    found = {use.feature for use in uses(page.read(HTML), known)}
    assert {"html-table", "css-at-media", "html-mailto-links", "image-jpg"} <= found <= set(known)
