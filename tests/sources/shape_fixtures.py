"""The small pages under ``shapes/``, and what each of them is expected to read to.

``NAME.html`` is a page and ``NAME.toml`` its expectation. A page whose name
begins with ``not-`` is a neighbour: it resembles a shape and must not be taken
for it. Keys of an expectation:

``title``, ``intro``, ``address``, ``faq``, ``related``, ``call_to_action``
    As ``newsletter article show --json`` names them. Absent ``faq``, ``related``
    and ``call_to_action`` mean that there is none; ``title = "any"`` is not compared.
``sections``
    Each with ``heading``, ``text`` (a line per block or list item, in the notation
    of ``text_of``), ``quotes`` and ``prompts``; absent ones are empty.
``links``, ``strong``, ``emphasis``, ``numbered``
    The addresses, the bold and the slanted runs, and the items of numbered lists.
``left_out``, ``left_out_words``
    The kinds that were left out, each once, and words that are among what was left
    out. No key: nothing was; ``"any"``: not compared.
``unplaced``
    Whether an editor is shown lines that fit nowhere; by default there are none.
``in_order``, ``once``, ``present``, ``absent``
    Parts in this order, parts that occur once, and words that some or no part holds.
``builder``, ``read_from``, ``encoding``, ``refused``
    Whose markup it resembles, the address it was read from, the encoding of the
    page's bytes, and whether reading it is an error.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from newsletter import sources
from newsletter.model.article import Article, Section
from newsletter.model.blocks import Block, BulletList, Button, Paragraph, Span, Subheading, plain

FOLDER = Path(__file__).with_name("shapes")
NEIGHBOUR = "not-"

LEFT_OUT_KINDS = (
    "author box",
    "bookmark card",
    "caption",
    "comments",
    "contents list",
    "dialog",
    "embedded post",
    "emoji",
    "footnotes",
    "form",
    "hidden address",
    "navigation",
    "page footer",
    "page header",
    "picture alt",
    "related links",
    "repeated blocks",
    "search",
    "sharing links",
    "shortcode",
    "sidebar",
    "sign-up form",
    "struck text",
    "tags",
)

BUILDERS = (
    "amp",
    "divi",
    "elementor",
    "ghost",
    "google docs",
    "gutenberg",
    "medium",
    "notion",
    "rank math",
    "squarespace",
    "substack",
    "webflow",
    "word",
    "yoast",
)

KEYS = frozenset(
    {
        "title", "intro", "address", "faq", "related", "call_to_action", "sections",
        "links", "strong", "emphasis", "numbered", "left_out", "left_out_words", "unplaced",
        "in_order", "once", "present", "absent", "builder", "read_from", "encoding", "refused",
    }
)  # fmt: skip


class LeftOut(Protocol):
    """What a reader left out of an article: its kind, and its words."""

    @property
    def kind(self) -> object: ...
    @property
    def words(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ShapeFixture:
    """One page and its expectation."""

    path: Path
    expected: Mapping[str, Any]

    @property
    def name(self) -> str:
        """``GROUP/NAME``."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def is_neighbour(self) -> bool:
        """Whether it only resembles a shape."""
        return self.path.stem.startswith(NEIGHBOUR)

    @property
    def page(self) -> str:
        """The page's markup."""
        return self.path.read_text("utf-8")

    def read(self) -> Article:
        """The page as the product reads it."""
        data = self.page.encode(self.expected.get("encoding", "utf-8"))
        return sources.read(self.path.name, data, read_from=self.expected.get("read_from"))


def shape_fixtures() -> tuple[ShapeFixture, ...]:
    """All of them, by group and name."""
    return tuple(
        ShapeFixture(path, tomllib.loads(path.with_suffix(".toml").read_text("utf-8")))
        for path in sorted(FOLDER.glob("*/*.html"))
    )


def left_out(article: Article) -> tuple[LeftOut, ...]:
    """What was left out and told."""
    told: tuple[LeftOut, ...] = getattr(article, "left_out", ())
    return told


def kinds_left_out(article: Article) -> list[str]:
    """The kinds of what was left out, each once, in alphabetical order."""
    return sorted({str(getattr(one.kind, "value", one.kind)) for one in left_out(article)})


def seen_in(article: Article) -> dict[str, object]:
    """The article under the keys of an expectation."""
    facts = sources.facts(article)
    spans = tuple(spans_of(article))
    return {
        "title": article.title,
        "intro": article.intro,
        "address": article.address,
        "faq": [{"question": one.question, "answer": one.answer} for one in article.faq],
        "related": facts["related"],
        "call_to_action": facts["call_to_action"],
        "sections": [_section(section) for section in article.sections],
        "links": [span.url for span in spans if span.url],
        "strong": [span.text.strip() for span in spans if span.strong],
        "emphasis": [span.text.strip() for span in spans if span.emphasis],
        "numbered": [
            plain(item.text)
            for block in blocks_of(article)
            if isinstance(block, BulletList) and block.ordered
            for item in block.items
        ],
        "left_out": kinds_left_out(article),
        "unplaced": bool(article.unplaced),
    }


def expected_of(fixture: ShapeFixture) -> dict[str, object]:
    """The expectation with what its absent keys mean, without what is not compared."""
    absent = {"faq": [], "related": [], "call_to_action": None, "left_out": [], "unplaced": False}
    wanted = {**absent, **fixture.expected}
    if "sections" in wanted:
        wanted["sections"] = [
            {
                "heading": section.get("heading"),
                "text": section.get("text", []),
                "quotes": [(quote["text"], quote.get("by")) for quote in section.get("quotes", [])],
                "prompts": section.get("prompts", []),
            }
            for section in wanted["sections"]
        ]
    return {key: value for key, value in wanted.items() if value != "any"}


def _section(section: Section) -> dict[str, object]:
    return {
        "heading": section.heading,
        "text": list(text_of(section.blocks)),
        "quotes": [(quote.text, quote.by) for quote in section.quotes],
        "prompts": list(section.prompts),
    }


def text_of(blocks: Iterable[Block]) -> Iterator[str]:
    """A line per paragraph, ``### subheading``, ``- item``, ``1. item`` or ``[button](address)``.

    Two spaces stand before an item for each level of its depth.
    """
    for block in blocks:
        match block:
            case Paragraph(text):
                yield plain(text)
            case Subheading(text):
                yield f"### {text}"
            case BulletList():
                yield from _items(block)
            case Button(text, url):
                yield f"[{text}]({url})"
            case _:
                yield f"{block}"


def _items(block: BulletList) -> Iterator[str]:
    number = getattr(block, "start", 1)
    for item in block.items:
        mark = f"{number}." if block.ordered else "-"
        number += item.level == 0
        yield f"{'  ' * item.level}{mark} {plain(item.text)}"


def blocks_of(article: Article) -> Iterator[Block]:
    """The blocks of all sections."""
    for section in article.sections:
        yield from section.blocks


def spans_of(article: Article) -> Iterator[Span]:
    """The runs of all paragraphs and list items."""
    for block in blocks_of(article):
        if isinstance(block, Paragraph):
            yield from block.text
        elif isinstance(block, BulletList):
            for item in block.items:
                yield from item.text


def parts_of(article: Article) -> Iterator[str]:
    """The words of each part, in reading order, without the marks of ``text_of``."""
    yield article.title
    yield from filter(None, (article.short_title, article.category, article.author))
    yield from filter(None, (article.intro, article.questions_title))
    for asked in article.questions:
        yield from filter(None, (asked.text, asked.hint))
    for section in article.sections:
        yield from _parts_of_section(section)
    for entry in article.faq:
        yield from (entry.question, entry.answer)
    for link in article.related:
        yield link.text
    if article.call_to_action is not None:
        yield article.call_to_action.text
    yield from article.subscribe_calls
    yield from filter(None, (article.sign_off,))


def _parts_of_section(section: Section) -> Iterator[str]:
    yield from filter(None, (section.heading,))
    for line in text_of(section.blocks):
        yield re.sub(r"^\s*(?:###|-|\d+\.) ", "", line)
    for quote in section.quotes:
        yield from filter(None, (quote.text, quote.by))
    yield from section.prompts
    for link in section.see_also:
        yield link.text


def are_in_order(wanted: Sequence[str], parts: Iterable[str]) -> bool:
    """Whether the parts hold the wanted ones in their order, others between them."""
    left = iter(parts)
    return all(one in left for one in wanted)
