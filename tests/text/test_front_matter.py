"""Front matter: strict where it is ours, lenient where it is anybody's."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.errors import AuthorError
from newsletter.text import front_matter
from newsletter.text.folding import clean
from newsletter.text.front_matter import Value, flat_entries, read
from newsletter.text.front_matter_hints import FrontMatterHints, hints

KEYS = ("title", "subject", "sections")
LINES = st.lists(
    st.sampled_from([*"aZé9 .,:;#-_'\"[]{}&*!|>%@`?~\\/\t\u2028", "null", ": ", " #", "- "]),
    max_size=8,
).map("".join)
VALUES = st.one_of(
    LINES, st.sampled_from(["null", "~", "'it''s'", '"a"', "[a, b-c]", "[null]", ""])
)
ENTRIES = st.lists(
    st.one_of(
        LINES,
        st.builds(
            "{}:{}{}".format, st.sampled_from("abc"), st.sampled_from(["", " ", "  "]), VALUES
        ),
    ),
    max_size=4,
)

TEXT = st.text(max_size=60)


@given(ENTRIES)
@example(["a: null", "b: [null, x]", "c:"])
@example(["a: b:", "a: b #c"])
@example(["a: 'b''c'", 'a: "b"'])
def test_what_is_read_without_yaml_is_what_yaml_reads(lines: list[str]) -> None:
    source = "\n".join(lines)
    flat = flat_entries(source)
    if flat is not None:
        told = [(key, front_matter.Value(value, at + 2)) for at, (key, value) in flat]
        assert told == list(front_matter._entries_by_yaml(source))


@given(value=TEXT.filter(clean) | st.lists(TEXT.filter(clean), min_size=1, max_size=4).map(tuple))
@example(value="null")
@example(value=("No", "a, b", "- c", "# d"))
def test_what_is_written_is_read_back_with_its_line(value: str | tuple[str, ...]) -> None:
    text = f"---\ntitle: a\n{front_matter.entry('subject', value)}\n---\nBody"
    written = clean(value) if isinstance(value, str) else tuple(map(clean, value))
    matter = read(text, KEYS)
    assert matter.values == {"title": Value("a", 2), "subject": Value(written, 3)}
    assert (matter.body, matter.body_line) == ("Body", 5)


@given(text=TEXT.filter(clean))
def test_an_alternative_is_read_back_under_its_key(text: str) -> None:
    matter = read(f"---\nsubject: a\n{front_matter.alternative(text)}\n---\n", KEYS)
    assert matter.alternatives == {"subject": (clean(text),)}


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (["title: a"], 1),
        (["---", "title: a"], 1),
        (["---", "title: a", "titel: b", "---"], 3),
        (["---", "title: a", "", "title: b", "---"], 4),
        (["---", "title: {a: b}", "---"], 2),
        (["---", "subject: a", "title: 'b", "---"], 3),
    ],
    ids=["none", "no end", "unknown", "twice", "nested", "not YAML"],
)
def test_an_issues_front_matter_is_refused_with_the_line(lines: list[str], line: int) -> None:
    with pytest.raises(AuthorError) as raised:
        read("\n".join(lines), KEYS)
    assert raised.value.line == line


@given(lines=st.lists(LINES | VALUES, max_size=6))
def test_an_articles_front_matter_is_read_as_text_or_refused_with_a_line(lines: list[str]) -> None:
    source = "".join(f"{line}\n" for line in ["---", *lines, "---", "Body"]).splitlines(
        keepends=True
    )
    refused_at, found = 1, FrontMatterHints({}, 0)
    try:
        found = hints(source)
    except AuthorError as error:
        refused_at = error.line or 0
    assert 1 <= refused_at <= len(source) + 1
    assert 0 <= found.lines < len(source)
    assert all(isinstance(value, str) for value in found.values.values())


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["---", "Short-Title: No", "...", "Body"], FrontMatterHints({"short_title": "No"}, 3)),
        (["---", "tags: [a, b]", "---"], FrontMatterHints({"tags": "a"}, 3)),
        (["---", "author: {name: Mila}", "---"], FrontMatterHints({"author": "Mila"}, 3)),
        (["---", "date: 2026-13-45", "n: 010", "---"], FrontMatterHints({"date": "2026-13-45", "n": "010"}, 4)),
        (["Body", "---"], FrontMatterHints({}, 0)),
        (["---", "Only a paragraph.", "---"], FrontMatterHints({}, 0)),
        (["---", *["a"] * 200, "---"], FrontMatterHints({}, 0)),
        ([], FrontMatterHints({}, 0)),
    ],
    ids=["keys", "list", "person", "text", "none", "paragraph", "far", "empty"],
)  # fmt: skip
def test_an_articles_front_matter_gives_hints(lines: list[str], found: FrontMatterHints) -> None:
    assert hints([f"{line}\n" for line in lines]) == found
