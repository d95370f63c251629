"""Which declaration wins, for which screens a media query holds, and what text then looks like."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.editorial.checks import appearance, cascade, css, page
from newsletter.editorial.checks.appearance import Hiding, SeenText
from newsletter.editorial.checks.longhands import colour, longhands
from newsletter.editorial.checks.media import Screen, applies
from newsletter.editorial.checks.modes import Mode

WIDE, NARROW, NIGHT = Screen(1024), Screen(375), Screen(1024, is_dark=True)


def winning(
    sheet: str, inline: str = "", screen: Screen = WIDE, attributes: str = ""
) -> dict[str, str]:
    """What wins on the paragraph of a small mail."""
    mail = page.read(
        f"<html><head><style>{sheet}</style></head><body><div class='b'>"
        f"<p class='a' id='i' style='{inline}' {attributes}>x</p></div></body></html>"
    )
    bare = {element: cascade.uncascaded(element) for element in mail.elements}
    styles = cascade.cascaded(bare, cascade.selected(mail.root), screen)
    [paragraph] = mail.all("p")
    return {name: winner.value for name, winner in styles[paragraph].items()}


@pytest.mark.parametrize(
    ("sheet", "inline", "wins"),
    [
        ("p{color:red}", "", "red"),
        ("p{color:red}p{color:blue}", "", "blue"),
        ("p{color:red;color:blue}", "", "blue"),
        ("", "color:red;color:blue", "blue"),
        (".a{color:red}p{color:blue}", "", "red"),
        ("#i{color:red}.a.a.a{color:blue}", "", "red"),
        ("div p{color:red}p{color:blue}", "", "red"),
        (".b > p{color:red}", "", "red"),
        ("p:first-child{color:red}", "", "red"),
        ("p:not(.c){color:red}", "", "red"),
        ("[id=i]{color:red}p{color:blue}", "", "red"),
        ("p:hover{color:red}p::before{color:blue}", "", None),
        ("#i{color:red}", "color:green", "green"),
        ("p{color:red !important}", "color:green", "red"),
        ("p{color:red !important}", "color:green !important", "green"),
        ("p{color:red;color:nonsense}", "", "red"),
        ("p{color:red;color:var(--x)}", "", "red"),
        ("p{color:red}p,p:nonsense(2{color:blue}", "", "red"),
        ("p{color:red}p, ~{color:blue}", "", "red"),
        ("@supports (color:red){p{color:red}}", "", "red"),
        ("@font-face{color:red}@layer x{p{color:red}}", "", None),
        (".b{p{color:red}}", "", None),
        ("@media print{p{color:red}}", "", None),
        ("@media screen{@media (max-width:479px){p{color:red}}}", "", None),
    ],
)
def test_the_declaration_that_a_browser_would_take_wins(
    sheet: str, inline: str, wins: str | None
) -> None:
    assert winning(sheet, inline).get("color") == wins


def test_a_presentational_attribute_loses_to_every_rule() -> None:
    assert winning("", attributes="bgcolor='#ff0000'")["background-color"] == "#ff0000"
    assert (
        winning("*{background:blue}", attributes="bgcolor='#ff0000'")["background-color"] == "blue"
    )


@pytest.mark.parametrize(
    ("declared", "taken"),
    [
        ("background:url(a.png) no-repeat #fff", [("background-color", "#fff")]),
        ("background:none", [("background-color", "transparent")]),
        ("background:inherit", [("background-color", "inherit")]),
        ("font:italic 700 12px/1.5 Georgia", [("font-size", "12px")]),
        ("font:small-caps x-large serif", [("font-size", "x-large")]),
        ("font:caption", []),
        ("COLOR:RED", [("color", "red")]),
        ("color:#12", []),
        ("margin:0", []),
        ("overflow-y:hidden", [("overflow", "hidden")]),
    ],
)
def test_a_shorthand_is_taken_apart(declared: str, taken: list[tuple[str, str]]) -> None:
    found = [one for each in css.declarations(declared) for one in longhands(each)]
    assert [(one.name, one.value) for one in found] == taken


@pytest.mark.parametrize(
    ("query", "wide", "narrow", "night"),
    [
        ("", True, True, True),
        ("all", True, True, True),
        ("screen and (max-width: 479px)", False, True, False),
        ("only screen and (max-width:479px)", False, True, False),
        ("not screen and (max-width:479px)", True, False, True),
        ("not all and (max-width:479px)", True, False, True),
        ("(min-width:480px) and (prefers-color-scheme:dark)", False, False, True),
        ("(prefers-color-scheme: light)", True, True, False),
        ("(max-width:479px), (prefers-color-scheme:dark)", False, True, True),
        ("(max-width:479px) or (prefers-color-scheme:dark)", False, True, True),
        ("not (max-width:479px)", True, False, True),
        ("(not (max-width:479px))", True, False, True),
        ("((min-width:30em))", True, False, True),
        ("(width <= 479px)", False, True, False),
        ("(320px < width <= 30em)", False, True, False),
        ("(width = 375px)", False, True, False),
        ("print", False, False, False),
        ("print, screen", True, True, True),
        ("(hover:hover)", False, False, False),
        ("screen yahoo", False, False, False),
        ("(max-width:479px) and (min-width:1px) or (color)", False, False, False),
    ],
)
def test_a_media_query_holds_on_the_screens_it_is_for(
    query: str, *, wide: bool, narrow: bool, night: bool
) -> None:
    assert [applies(query, screen) for screen in (WIDE, NARROW, NIGHT)] == [wide, narrow, night]


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_a_width_is_at_most_a_limit_or_above_it_and_never_both(width: int, limit: int) -> None:
    screen = Screen(width)
    assert applies(f"(max-width:{limit}px)", screen) == (width <= limit)
    assert applies(f"not all and (max-width:{limit}px)", screen) == (width > limit)
    assert applies(f"(width > {limit}px)", screen) == (width > limit)
    assert applies(f"({limit}px <= width)", screen) == (width >= limit)


SPECIFICITY = {
    "*": (0, 0, 0),
    "p": (0, 0, 1),
    ".a": (0, 1, 0),
    ".b p": (0, 1, 1),
    "#i": (1, 0, 0),
    ".no": None,
}
RULES = st.lists(
    st.tuples(st.sampled_from(sorted(SPECIFICITY)), st.sampled_from(["", "!important"])), max_size=7
)


@given(RULES, st.sampled_from(["", "!important", None]))
def test_of_any_rules_the_most_important_then_inline_then_specific_then_last_wins(
    rules: list[tuple[str, str]], inline: str | None
) -> None:
    sheet = "".join(f"{rule}{{color:#0000{n:02x}{mark}}}" for n, (rule, mark) in enumerate(rules))
    claims = [
        ((bool(mark), False, SPECIFICITY[rule], n), f"#0000{n:02x}")
        for n, (rule, mark) in enumerate(rules)
        if SPECIFICITY[rule] is not None
    ]
    if inline is not None:
        claims.append(((bool(inline), True, (0, 0, 0), 0), "#ffffff"))
    own = "" if inline is None else f"color:#ffffff{inline}"
    expected = max(claims)[1] if claims else None
    assert winning(sheet, own).get("color") == expected


def texts(html: str, mode: Mode = Mode.LIGHT) -> list[SeenText]:
    return [text for text in appearance.texts(html) if text.look.mode is mode]


def only(style: str, around: str = "") -> SeenText:
    [text, *_] = texts(f"<html><body><div style='{around}'><p style='{style}'>Woord</p></div>")
    return text


@pytest.mark.parametrize(
    ("style", "around", "size"),
    [
        ("", "", 16),
        ("font-size:12pt", "", 16),
        ("font-size:150%", "font-size:20px", 30),
        ("font-size:.5em", "font-size:20px", 10),
        ("font-size:2rem", "font-size:20px", 32),
        ("font-size:smaller", "font-size:18px", 15),
        ("font-size:x-small", "", 10),
        ("font-size:auto", "font-size:20px", 20),
        ("", "font-size:0", 0),
        ("font-size:18px", "font-size:0", 18),
    ],
)
def test_letters_have_the_size_that_a_browser_would_give_them(
    style: str, around: str, size: float
) -> None:
    assert only(style, around).appearance.size == pytest.approx(size)


@pytest.mark.parametrize(
    ("style", "around", "contrast"),
    [
        ("color:#000", "", 21),
        ("color:#767676", "", 4.54),
        ("color:rgba(0,0,0,.5)", "", 3.98),
        ("opacity:.5", "color:#000", 3.98),
        ("background:#000", "color:#fff", 21),
        ("color:#fff", "background:rgba(0,0,0,.5)", 3.98),
        ("color:#fff", "background:#000;opacity:.999", 21),
        ("color:hsl(0,0%,46%)", "", 4.6),
    ],
)
def test_the_contrast_counts_what_shows_through(style: str, around: str, contrast: float) -> None:
    assert only(style, around).contrast == pytest.approx(contrast, abs=0.1)


@pytest.mark.parametrize(
    ("style", "around", "hiding"),
    [
        ("", "", None),
        ("visibility:visible", "visibility:hidden", None),
        ("display:block", "display:none", Hiding.DISPLAY),
        ("opacity:1", "opacity:0", Hiding.OPACITY),
        ("opacity:.2", "opacity:.2", Hiding.OPACITY),
        ("height:0", "", None),
        ("height:0;overflow:hidden", "", Hiding.BOX),
        ("max-width:100px;overflow:hidden", "", None),
        ("left:-9999px", "", None),
        ("left:-9999px;position:relative", "", Hiding.OFF_SCREEN),
        ("text-indent:0", "text-indent:-9999px", None),
        ("", "text-indent:-9999px", Hiding.OFF_SCREEN),
        ("clip:rect(0,0,0,0)", "", None),  # has an effect only on what is out of the flow
        ("clip:rect(0,0,0,0);position:absolute", "", Hiding.CLIPPED),
        ("clip-path:inset(10%)", "", None),
        ("transform:scale(0.5)", "", None),
        ("color:#fefefe", "", Hiding.COLOUR),
    ],
)
def test_text_is_hidden_by_what_hides_it_and_by_nothing_else(
    style: str, around: str, hiding: Hiding | None
) -> None:
    assert only(style, around).hiding is hiding


@pytest.mark.parametrize(
    ("style", "contrast"),
    [
        ("color:#8a8a8a;background:#ffffff", 6.08),  # stays: its own background becomes black
        ("color:#8a8a8a", 2.74),  # is too faint on the reading pane, and becomes #757575
        ("color:#ffffff;background:#974426", 6.62),  # both stay
        ("color:#222222;background:#eeeeee", 13.9),  # both are turned
    ],
)
def test_outlook_compares_a_text_with_its_own_background_or_the_pane(
    style: str, contrast: float
) -> None:
    [text] = texts(f"<body><p style='{style}'>Woord</p>", Mode.OUTLOOK_DARK)
    assert text.contrast == pytest.approx(contrast, abs=0.1)


def test_the_texts_of_every_mode_are_numbered_alike() -> None:
    html = "<style>.a{color:red}@media(max-width:9px){b{color:red}}</style><p>A<b class='a'>B</b>C<!-- -->D</p>"
    orders = {
        look: [(text.number, text.words) for text in found]
        for look, found in appearance.by_look(html).items()
    }
    assert len({tuple(order) for order in orders.values()}) == 1
    assert {look.mode for look in orders} == set(Mode)
    [order, *_] = orders.values()
    assert [words for _, words in order] == ["A", "B", "C", "D"]


SCRAPS = st.sampled_from(
    [
        *(
            "color:",
            "background:",
            "font:",
            "font-size:",
            "opacity:",
            "clip:",
            "@media",
            "(width",
            "<",
        ),
        *(
            "1e9px",
            "-1em",
            "50%",
            "rgb(",
            "#ff",
            "hsl(1 2",
            "inherit",
            "currentcolor",
            "!important",
        ),
        *(
            ";",
            "{",
            "}",
            ")",
            "p",
            ":is(",
            "[data-ogsb]",
            ">",
            "url(",
            "'",
            "scale(0",
            "calc(1px",
            ",",
        ),
    ]
)


@settings(max_examples=80)
@given(st.lists(st.one_of(SCRAPS, st.text(max_size=3)), max_size=12).map(" ".join))
def test_whatever_the_styles_every_text_has_a_size_and_a_contrast(scrap: str) -> None:
    from html import escape

    html = f"<style>{scrap}</style><body><p style='{escape(scrap)}'>Woord<br>en <a href='x'>meer</a></p>"
    for text in appearance.texts(html):
        assert text.appearance.size >= 0
        assert 1 <= text.contrast <= 21.0001


@given(st.text(max_size=9))
def test_a_colour_has_four_parts_between_nothing_and_all(text: str) -> None:
    parts = colour(text)
    assert parts is None or all(0 <= part <= 1 for part in parts)
