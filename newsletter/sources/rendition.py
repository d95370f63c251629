"""An article in Markdown, one block per line, to use instead of a web page.

It can be read, corrected and drawn from. Reading the rendition restores the article's
parts. It omits lines without a place, and what was left out of the page.
"""

import re
from collections.abc import Iterator, Sequence

from newsletter.model.article import Article, FaqEntry, Quote, Section
from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    CrossLink,
    Paragraph,
    Question,
    Subheading,
    plain,
    rich,
)
from newsletter.sources.structure.lines import is_button
from newsletter.sources.structure.quotes import attribution
from newsletter.text import front_matter
from newsletter.text.vocabulary import Kind, phrases, vocabulary
from newsletter.text.written_markdown import inline, inline_html

_INDENT = " " * len("1. ")
_HINT = "→"


def rendition(article: Article) -> str:
    """Return the article as Markdown with front matter, with the same parts."""
    entries = (
        ("title", article.title),
        ("short_title", article.short_title),
        ("category", article.category),
        ("reading_minutes", article.reading_minutes),
        ("author", article.author),
        ("address", article.address),
        ("rights", article.rights.to_text() if article.rights else None),
        ("language", article.language),
    )
    matter = [front_matter.entry(key, str(value)) for key, value in entries if value is not None]
    return "\n".join(["---", *matter, "---", "", "\n\n".join(_blocks(article)), ""])


def words_of(article: Article) -> str:
    """Return the words of the article's parts, one paragraph each."""
    return "\n\n".join(_words(article))


def _words(article: Article) -> Iterator[str]:
    yield article.title
    yield article.intro or ""
    for asked in article.questions:
        yield f"{asked.text} {asked.hint or ''}"
    for section in article.sections:
        yield section.heading or ""
        yield from (quote.text for quote in section.quotes)
        yield from section.prompts
        yield from (link.text for link in section.see_also)
        yield from (words for block in section.blocks for words in _words_of_block(block))
    for entry in article.faq:
        yield f"{entry.question} {entry.answer}"
    yield from (link.text for link in article.related)


def _words_of_block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield plain(text)
        case BulletList(items):
            yield from (plain(item.text) for item in items)
        case Subheading(words) | Button(words):
            yield words
        case _:
            raise AssertionError(block)  # an article's sections hold no others


def _blocks(article: Article) -> Iterator[str]:
    """Yield the article's blocks in reading order."""
    language = article.language
    yield f"# {inline(rich(article.title))}"
    yield from _paragraphs(article.intro)
    if article.questions:
        if article.questions_title:
            yield f"## {inline(rich(article.questions_title))}"
        yield "\n".join(f"- {_question(asked)}" for asked in article.questions)
    for section in article.sections:
        yield from _section(section, language)
    if article.call_to_action is not None:
        yield _button(article.call_to_action)
    yield from _faq([entry for entry in article.faq if not entry.site], language)
    if article.related:
        yield f"## {_phrase('related', language)}"
        yield "\n".join(f"- {_link(link)}" for link in article.related)
    for call in article.subscribe_calls:
        yield from _subscribe_call(call)
    yield from _paragraphs(article.sign_off)
    yield from _faq([entry for entry in article.faq if entry.site], language)


def _phrase(kind: Kind, language: str) -> str:
    """Return the first phrase that belongs to this kind only, capitalised."""
    known: tuple[str, ...] = getattr(vocabulary(language), kind)
    is_related = kind == "related"
    found = next(one for one in known if phrases.is_whole("related", one) is is_related)
    return found[:1].upper() + found[1:]


def _paragraphs(text: str | None) -> Iterator[str]:
    for paragraph in (text or "").split("\n\n"):
        if paragraph:
            yield inline(rich(paragraph))


def _question(asked: Question) -> str:
    hint = f" {_HINT} {asked.hint}" if asked.hint else ""
    return inline(rich(asked.text + hint))


def _link(link: CrossLink | Button) -> str:
    words = rich(link.text)
    return inline(words, url=link.url)


def _section(section: Section, language: str) -> Iterator[str]:
    if section.heading is not None:
        yield f"## {inline(rich(section.heading))}"
    yield from _interleaved(section)
    if section.see_also:
        yield f"{_phrase('see_also', language)}:"
        yield "\n".join(f"- {_link(link)}" for link in section.see_also)


def _interleaved(section: Section) -> Iterator[str]:
    """Yield the text with its quotes between the blocks, and the prompts below it.

    A section does not record the position of a quote among its blocks. Three quotes in a row
    would be read as dialogue, and two lists without a block between them as one.
    """
    quotes = [_quote(quote) for quote in section.quotes]
    prompts = [f"💡 {inline(rich(words))}" for words in section.prompts]
    blocks = section.blocks
    if section.heading is None and blocks and isinstance(blocks[0], Paragraph):
        yield from _first_of(quotes, prompts)  # a leading paragraph would be an intro
    for at, block in enumerate(blocks):
        if at and _merge(blocks[at - 1], block):
            yield from _first_of(quotes, prompts)
        yield _block(block)
        left = len(blocks) - at
        leads = at + 1 < len(blocks) and isinstance(blocks[at + 1], BulletList)
        if not leads and len(quotes) * 2 >= left:
            yield from _first_of(quotes)
    while quotes or prompts:
        yield from _first_of(quotes)
        yield from _first_of(prompts)


def _first_of(*queues: list[str]) -> Iterator[str]:
    """Remove and yield the first item of the first queue that is not empty."""
    for queue in queues:
        if queue:
            yield queue.pop(0)
            return


def _merge(before: Block, block: Block) -> bool:
    return (
        isinstance(before, BulletList)
        and isinstance(block, BulletList)
        and before.ordered is block.ordered
    )


def _quote(quote: Quote) -> str:
    if quote.by is None:
        return f"> {inline(rich(quote.text))}"
    if attribution(f"— {quote.by}") == quote.by:
        return f"> {inline(rich(quote.text))}<br>— {inline(rich(quote.by))}"
    words, by = inline_html(quote.text), inline_html(quote.by)
    return f"<blockquote><p>{words}</p><cite>{by}</cite></blockquote>"


def _block(block: Block) -> str:
    match block:
        case Paragraph(text):
            return inline(text)
        case Subheading(words):
            return f"### {inline(rich(words))}"
        case BulletList():
            return "\n".join(_items(block))
        case Button():
            return _button(block)
        case _:
            raise AssertionError(block)  # an article's sections hold no others


def _items(block: BulletList) -> Iterator[str]:
    numbers: list[int] = []
    for item in block.items:
        del numbers[item.level + 1 :]
        while len(numbers) <= item.level:
            numbers.append(1 if numbers else block.start)
        mark = f"{numbers[item.level]}." if block.ordered else "-"
        numbers[item.level] += 1
        yield f"{_INDENT * item.level}{mark} {inline(item.text)}"


def _button(button: Button) -> str:
    if is_button(f"{button.text} {_HINT}"):
        return f"{_link(button)} {_HINT}"
    return f'<p><a role="button" href="{inline_html(button.url or "")}">{inline_html(button.text)}</a></p>'


def _faq(entries: Sequence[FaqEntry], language: str) -> Iterator[str]:
    if entries:
        yield f"## {_phrase('faq', language)}"
    for entry in entries:
        yield f"### {inline(rich(entry.question))}"
        yield from _paragraphs(entry.answer)


def _subscribe_call(call: str) -> Iterator[str]:
    first, _, rest = call.partition("\n")
    if phrases.begins("subscribe", first) or not rest:
        yield inline(rich(call))
        return
    yield f"## {inline(rich(first))}"
    yield from _paragraphs(rest)


_WORD = re.compile(r"[^\W_]+")


def count_words(text: str) -> int:
    """Return the number of words, including numbers."""
    return sum(1 for _ in _WORD.finditer(text))
