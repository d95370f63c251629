"""Words written as Markdown are the same words, in the same manner."""

from hypothesis import example, given
from hypothesis import strategies as st

from newsletter import sources
from newsletter.model.blocks import Paragraph, RichText, Span, plain
from newsletter.text.written_markdown import inline

WORDS = st.text(
    st.sampled_from("ab Z1.*_`[]()<>&#;:!~\\-+\"'é\N{NO-BREAK SPACE}"), min_size=1, max_size=8
)
SPANS = st.builds(
    Span,
    WORDS,
    strong=st.booleans(),
    emphasis=st.booleans(),
    url=st.sampled_from([None, None, "https://voorbeeld.nl/a_(b)?c=1&copy;=2&d=*"]),
)


def read(line: str) -> RichText:
    article = sources.read("stuk.md", f"# Titel\n\n## Kop\n\n{line}\n".encode())
    [block] = article.sections[0].blocks
    assert isinstance(block, Paragraph)
    return block.text


def letters(text: RichText) -> list[tuple[str, bool, bool, str | None]]:
    """Each sign with its manner; a blank has none that anybody sees."""
    return [
        (sign, span.strong, span.emphasis, span.url)
        for span in text
        for sign in span.text
        if not sign.isspace()
    ]


@given(st.lists(SPANS, min_size=1, max_size=5))
@example([Span("Stap 1:", strong=True), Span("Dan")])
@example(
    [Span("Al", emphasis=True), Span("les"), Span("of", strong=True), Span("niets", emphasis=True)]
)
@example([Span("a"), Span("b", strong=True, url="https://voorbeeld.nl/"), Span("c")])
def test_any_words_in_any_manner_read_back(spans: list[Span]) -> None:
    text = (Span("Een gewone zin met "), *spans, Span(" en dan het slot ervan."))
    assert letters(read(inline(text))) == letters(text)
    assert " ".join(plain(read(inline(text))).split()) == " ".join(plain(text).split())


@given(WORDS)
def test_a_line_is_never_taken_for_a_mark(words: str) -> None:
    line = inline((Span(f"{words.strip()} hoort bij deze zin, die gewoon doorgaat tot het slot."),))
    assert "\n" not in line
