"""Style sheets are read as browsers read them, and never fail."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.editorial.checks.css import (
    CssRule,
    Declaration,
    addresses,
    comma_separated,
    declarations,
    imported,
    rules,
)


def test_a_rule_has_its_selectors_and_declarations() -> None:
    [rule] = rules("a, .b:not(.c, .d) > i { Color : RED !important ; margin:0 }")
    assert rule.selectors == ("a", ".b:not(.c, .d) > i")
    assert rule.declarations == (Declaration("color", "RED", True), Declaration("margin", "0"))


def test_a_rule_knows_what_stands_around_it() -> None:
    found = rules("@media (min-width:480px){ .a{width:50%} @media print{.b{c:d}} } .e{f:g}")
    assert [(rule.prelude, rule.around) for rule in found] == [
        (".a", ("@media (min-width:480px)",)),
        (".b", ("@media (min-width:480px)", "@media print")),
        ("@media print", ("@media (min-width:480px)",)),
        ("@media (min-width:480px)", ()),
        (".e", ()),
    ]


@pytest.mark.parametrize(
    ("css", "value"),
    [
        ('content:";}a{b:c}"', '";}a{b:c}"'),
        ("content:'\\'}'", '"\'}"'),
        ("content:url(data:image/png;base64,AA==)", "url(data:image/png;base64,AA==)"),
        ("content:url( 'a;b' )", 'url( "a;b" )'),
        ("content:f(a;b{c})", "f(a;b{c})"),
        ("content:a/*;}*/b", "a/**/b"),
        ("content:\\}x", "\\}x"),
    ],
)
def test_what_stands_in_strings_brackets_and_comments_ends_nothing(css: str, value: str) -> None:
    assert rules(f"p{{{css};x:y}}") == (
        CssRule("p", (Declaration("content", value), Declaration("x", "y"))),
    )


def test_an_at_rule_without_a_block_is_a_rule_too() -> None:
    assert [
        rule.prelude for rule in rules('@charset "utf-8"; @import url(a.css) screen; p{a:b}')
    ] == [
        '@charset "utf-8"',
        "@import url(a.css) screen",
        "p",
    ]


def test_a_rule_inside_a_rule_is_seen() -> None:
    found = rules("p { color: red; &:hover { color: blue } margin: 0 }")
    assert [(rule.prelude, rule.around) for rule in found] == [("&:hover", ("p",)), ("p", ())]
    assert [one.name for one in found[1].declarations] == ["color", "margin"]


def test_what_is_not_closed_ends_where_the_text_ends() -> None:
    assert rules("@media print{p{color:red") == (
        CssRule("p", (Declaration("color", "red"),), ("@media print",)),
        CssRule("@media print", ()),
    )


def test_what_is_no_declaration_is_left_out() -> None:
    assert declarations("color;:red;;a b:c;x:;margin:0;--Mine: 1") == (
        Declaration("x", ""),
        Declaration("margin", "0"),
        Declaration("--Mine", "1"),
    )


def test_addresses_are_found_in_every_way_of_writing_them() -> None:
    value = """url(a.png), URL( "b c.png" ) url('d"e.png')"""
    assert addresses(value) == ("a.png", "b c.png", 'd"e.png')


def test_a_list_is_split_at_its_own_commas_alone() -> None:
    assert list(comma_separated("Charter, 'A, B', rgb(1, 2, 3)")) == [
        "Charter",
        '"A, B"',
        "rgb(1, 2, 3)",
    ]


@pytest.mark.parametrize(
    ("css", "declared"),
    [
        (r"\64 isplay:none", Declaration("display", "none")),
        (r"color:\72 ed", Declaration("color", "red")),
        ("color:red!/**/IMPORTANT", Declaration("color", "red", True)),
        ("a/**/:b", Declaration("a", "b")),
    ],
)
def test_escapes_are_resolved_and_comments_separate_words(css: str, declared: Declaration) -> None:
    assert declarations(css) == (declared,)


@pytest.mark.parametrize("css", ["(min-width:1px)", "~:x", '"a:b":c', "1px:2", "p{a:b}"])
def test_what_does_not_begin_with_a_name_declares_nothing(css: str) -> None:
    assert declarations(css) == ()


@pytest.mark.parametrize(
    ("css", "address"),
    [
        (r"@import u\72l(a.css);", "a.css"),
        ("@import 'a.css' screen", "a.css"),
        ('@IMPORT url( "a.css" )', "a.css"),
        ("@import", ""),
    ],
)
def test_an_import_names_its_address_however_it_is_written(css: str, address: str) -> None:
    [rule] = rules(css)
    assert (rule.name, imported(rule.prelude)) == ("@import", address)


@given(
    st.text(alphabet="ab:;{}()[]\"'\\/*@,u!url- \n<>", max_size=80)
    | st.text(st.characters(), max_size=60)  # lone surrogates included
)
@example("((((((((((" * 500)
@example("a{" * 3_000)
@example("a:f(" * 3_000)
def test_any_text_is_read_without_failing(css: str) -> None:
    for rule in rules(css):
        assert rule.prelude.startswith("@") or not rule.is_at_rule
        assert all(one.name for one in rule.declarations)
        assert all(rule.selectors)
    assert all(one.name for one in declarations(css))
    assert all(isinstance(one, str) for one in (*addresses(css), imported(css)))
    assert all(comma_separated(css))


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[a-z][a-z-]{0,8}", fullmatch=True),
            st.from_regex(r"[a-df-z0-9#%]{1,8}( [a-df-z0-9]{1,4})?", fullmatch=True),
            st.booleans(),
        ),
        max_size=6,
    )
)
def test_what_is_written_is_read_back(declared: list[tuple[str, str, bool]]) -> None:
    wanted = tuple(Declaration(*one) for one in declared)
    css = ";".join(f"{name}: {value}{' ! important' * loud}" for name, value, loud in declared)
    assert declarations(css) == wanted
    assert rules(f"p{{{css}}}") == (CssRule("p", wanted),)
