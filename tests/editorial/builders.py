"""Articles and issues to draw and to write, with defaults, and any issue at all for hypothesis."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from newsletter.editorial.heads import slug_of
from newsletter.model.article import Article, FaqEntry, Quote, Section
from newsletter.model.audience import Audience
from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    CrossLink,
    Image,
    ListItem,
    Paragraph,
    PostScript,
    Prompt,
    PullQuote,
    Question,
    Questions,
    RichText,
    Rule,
    Span,
    Subheading,
    rich,
)
from newsletter.model.issue import Issue
from newsletter.text.folding import clean


def words(number: int, word: str = "adem") -> str:
    """A sentence of so many words."""
    return " ".join([word] * number).capitalize() + "."


def a_section(
    heading: str | None = "Rust in je lijf — een begin",
    *,
    length: int = 150,
    quote: str | None = "Wie stilstaat bij de dag, hoort wat er al de hele tijd klonk.",
    prompt: str | None = "Wanneer stond jij vandaag even stil?",
    **other: Any,
) -> Section:
    return Section(
        **{
            "heading": heading,
            "slug": slug_of(heading or "opening"),
            "blocks": (Paragraph(rich(words(length))),),
            "quotes": (Quote(quote, None, 9),) if quote else (),
            "prompts": (prompt,) if prompt else (),
            **other,
        }
    )


def an_article(*sections: Section, **other: Any) -> Article:
    return Article(
        **{
            "title": "Leren stilstaan — hoe rust weer een plek krijgt",
            "short_title": "Leren Stilstaan",
            "intro": "Stilstaan is moeilijker dan doorlopen, en het levert meer op dan je denkt.",
            "questions_title": "Drie vragen voor vandaag",
            "questions": (
                Question("Waar loop ik aan voorbij?", "Kijk eens om je heen."),
                Question("Wat mag er wachten?", None),
            ),
            "sections": sections,
            "sign_off": "Groet, Noor",
            "address": "https://voorbeeld.nl/stilstaan",
            **other,
        }
    )


def a_faq(number: int, *, site: bool = False) -> tuple[FaqEntry, ...]:
    return tuple(FaqEntry(f"Vraag {at}?", f"Antwoord {at}.", site) for at in range(1, number + 1))


# what a mail may carry at all: no controls but tab and line end, no half or forbidden characters
TEXTS = st.text(
    st.one_of(
        st.sampled_from("ab é*_[]()`\\!&#<>-+.:;1\"'“”„—–→💡?/~=|$^{}\n\t\u00a0\u2028 "),
        st.characters(),
    ),
    max_size=12,
).map(clean)
MARKED = st.sampled_from(
    [
        "💡 lamp", "P.S. nog iets", "Lees meer: niets", "Lees meer: [a](b)", "[a →](b)", "[a](b) →", "![a](b)", "— Naam",
        "# kop", "1. een", "2) twee", "- streep", "> citaat", "---", "***", "```", "~~~", "~~weg~~", "`x`", "[^1]", "^[noot]", "[a] (https://b.nl)", "(a)[https://b.nl]", "[a][b]", "[a]: https://b.nl", "[ ] doe",
        "| a | b |", "a | b\n--- | ---", "##kop", "**vet **", "****", "Zie https://a.nl/b_c.", "HTTP://A.NL", "www.a.nl/b_c!", "xwww.a.nl", "a_b@c.nl", "a@b.nl", "<a@b.nl>", "a@b@c.nl", "www.", "@b.nl", "a*b@c.nl.", "<br>", "</b>", "<?php", "\\<!--", "{>>a<<}", "{/*a*/}", "b{/*", "%%a%%", "b %% c", "100%%", "{# a #}", "{#a", "{%comment%}", "{::comment}", "[a]: # (b)", "    code", "<b>vet</b>", "<!-- -->",
        "&amp;", "&#955;", "https://a.nl", "<https://a.nl>", "[a]: b", "a? → b", "**vet**", "_schuin_", "a\n- b", "a\n1. b",
        "a\n> b", "a\n# b", "a\n===", "a\n---", "a\n\n\nb", "\\", "a\\\nb", "a  \nb", " \n ", "#", "a #", '"citaat"', "„zo“",
        "a\n— b", "snake_case", "Leser*innen", "5 * 3", "'s avonds", "[…]", "[a](b", "a](b)", "!", "&", "\ufe0f",
    ]
)  # fmt: skip
ANY_TEXT = st.one_of(
    TEXTS, MARKED, st.tuples(MARKED, TEXTS).map("".join), st.tuples(TEXTS, MARKED).map("".join)
)
SOME_TEXT = ANY_TEXT.filter(bool)
URLS = st.one_of(
    st.sampled_from(
        [
            "https://a.nl/b?c=1&copy=2&lt;",
            "https://a.nl/(b)",
            "https://a.nl/)b(",
            "a b",
            "<x>",
            "a\\)b",
            "mailto:a@b.nl",
            "→](b)",
        ]
    ),
    SOME_TEXT,
)


def _merged(spans: list[Span]) -> RichText:
    """Neighbours of one manner as one span, as reading gives them."""
    found: list[Span] = []
    for span in spans:
        if found and Span("", found[-1].strong, found[-1].emphasis, found[-1].url) == Span(
            "", span.strong, span.emphasis, span.url
        ):
            found[-1] = Span(found[-1].text + span.text, span.strong, span.emphasis, span.url)
        else:
            found.append(span)
    return tuple(found)


SPANS = st.builds(
    Span, SOME_TEXT, st.booleans(), st.booleans(), st.one_of(st.none(), st.none(), URLS)
)
RICH = st.one_of(ANY_TEXT.map(rich), st.lists(SPANS, max_size=4).map(_merged))
SOME_RICH = RICH.filter(bool)
LEAD_INS = SOME_RICH.filter(lambda text: bool("".join(span.text for span in text).strip()))


@st.composite
def _lists(draw: st.DrawFn) -> BulletList:
    levels = [0]
    for step in draw(st.lists(st.integers(-3, 1), max_size=6)):
        levels.append(min(max(levels[-1] + step, 0), 9))
    items = tuple(ListItem(draw(SOME_RICH), level) for level in levels)
    return BulletList(items, draw(st.booleans()))


def _is_answer(text: RichText) -> bool:
    """Whether an answer without a question cannot be taken for a question."""
    return not text or not (text[0].strong and not text[0].emphasis and text[0].url is None)


BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, SOME_RICH),
    st.builds(Subheading, ANY_TEXT),
    _lists(),
    st.builds(PullQuote, SOME_TEXT, st.one_of(st.none(), SOME_TEXT)),
    st.builds(Prompt, RICH),
    st.builds(CrossLink, SOME_TEXT, st.one_of(st.none(), URLS)),
    st.builds(CrossLink, SOME_TEXT, st.one_of(st.none(), URLS), LEAD_INS),
    st.builds(Button, ANY_TEXT, st.one_of(st.none(), URLS)),
    st.builds(
        Questions,
        ANY_TEXT,
        st.lists(
            st.builds(Question, SOME_TEXT, st.one_of(st.none(), SOME_TEXT)),
            min_size=1,
            max_size=3,
        ).map(tuple),
    ),
    st.just(Rule()),
    st.builds(PostScript, SOME_TEXT, RICH),
    st.builds(PostScript, st.just(""), RICH.filter(_is_answer)),
    st.builds(Image, st.one_of(st.just(""), URLS), ANY_TEXT),
)

ISSUES = st.builds(
    Issue,
    number=st.integers(0, 999_999_999),
    slug=SOME_TEXT.map(slug_of),
    title=SOME_TEXT.filter(lambda title: bool(title.strip())),
    subject=ANY_TEXT,
    preheader=ANY_TEXT,
    blocks=st.lists(BLOCKS, max_size=4).map(tuple),
    article=st.one_of(st.none(), SOME_TEXT),
    sections=st.lists(SOME_TEXT, max_size=3).map(tuple),
    template=st.one_of(st.none(), SOME_TEXT),
    audience=st.one_of(st.none(), SOME_TEXT.filter(lambda tag: tag != "all")).map(Audience),
    send_at=st.one_of(
        st.none(),
        st.datetimes(
            min_value=datetime(1, 1, 3),  # noqa: DTZ001  # hypothesis takes its bounds without a zone
            max_value=datetime(9999, 12, 29),  # noqa: DTZ001  # hypothesis takes its bounds without a zone
            timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]),
        ),
    ),
    subject_alternatives=st.lists(SOME_TEXT, max_size=2).map(tuple),
    preheader_alternatives=st.lists(SOME_TEXT, max_size=2).map(tuple),
)
