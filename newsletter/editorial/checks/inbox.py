"""Checks of the subject, the preheader, the greeting and placeholders."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from newsletter.editorial.checks.finding import (
    Finding,
    addresses,
    line_of,
    name_block,
    shortened,
    texts,
)
from newsletter.editorial.checks.inspected import Inspected
from newsletter.message import Message
from newsletter.model.edition import Chunks, Field, fill
from newsletter.text.first_names import filled, may_break

# Placeholders left to be filled in later, and those of other tools, which this program does
# not fill in. "[…]" is allowed because quotations use it, and so is "50 % van".
_NAMES = (
    r"(?:(?:jouw|uw|your)[ _]?)?(?:voornaam|achternaam|naam|titel|datum|link|first[ _]?name|last[ _]?name"
    r"|full[ _]?name|fname|name|title|date)"
)
_BRACKETED = (
    r"\{\{.{0,500}?\}\}|\{%.{0,500}?%\}|\*\|.{0,500}?\|\*|\[\[.{0,500}?\]\]|<%.{0,200}?%>|\{!!.{0,200}?!!\}|\[%.{0,200}?%\]"
    # Mailchimp's asterisks are emphasis in Markdown and are already gone
    r"|(?<!\w)(?-i:\|[A-Z][A-Z0-9_]+(?::[^|\n]{0,40})?\|)(?!\w)"
    r"|\{[ \t\u00a0]*[$!]?[^\W\d][\w \u00a0.-]{0,40}(?:\|[^{}\n]*|,[ \t]*[\"'“”‘’][^{}\n]*)?\}"
    r"|\{[a-z]+[:=][a-z][^{}\n]{0,60}\}|\{[#.][\w-]+\}|｛[^｛｝\n]{1,60}｝|\{[ \t]*first_name\b(?![^{}\n]*\})"
    r"|\[[^\[\]]{0,200}\b(?:invullen|invoegen|fill in|insert)\b[^\[\]]{0,200}\]"
    rf"|\[{_NAMES}(?:,[ \t]*fallback=[^\]\n]{{0,80}})?\]|«{_NAMES}»"
    r"|\[(?:subscriber|newsletter|date|link|custom|user):[^\]\n]{1,80}\]|\[![a-z]+\]|##[^\W\d]\w*##|%%[^%\n]{1,200}%%|\{#[^{}\n]{0,200}#\}"
    # changes in CriticMarkup, attributes of kramdown, boxes of Pandoc and MkDocs
    r"|\{(?:\+\+|--|~~|==)[^{}\n]{0,500}\}|\{:[^{}\n]{1,200}\}"
    r"|^\s*(?::{3,}(?=\s|\Z|[{\w])|(?:!{3}|\?{3}\+?)[ \t]+[a-z]+(?:[ \t]+\").{0,80})"
)
_STUB = (  # "Hier komt nog bij dat …" is an ordinary sentence
    r"\bhier komt (?:de tekst|nog (?:(?:de|het|een) )?(?:tekst|foto|beeld|link))\b"
    r"|\bhier komt nog(?=\s*(?:…|\.\.|:|[.!]?\s*\Z))"
)
_UNFILLED = re.compile(
    rf"{_BRACKETED}|(?<!\d)%[a-z_]+(?:\.[a-z_]+)*%(?!\d)|^\s*\[(?:\.\.\.|…)\]\s*$"
    rf"|\b(?:TODO|TBD|FIXME)\b|\blorem ipsum\b|{_STUB}",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"(?:://|\bwww\.|\w\.\w+[/?])\S*\Z", re.IGNORECASE)
_LONGEST_ADDRESS = 2_000  # characters to look back
# What was probably meant to be the reader's first name, as other tools write it.
_FIRST_NAME = re.compile(
    r"(?:(?:jouw|uw|your)[ _]?)?(?:voornaam|naam|first[ _]?name|fname|name)", re.IGNORECASE
)
_NEARLY = 0.75  # share of equal characters of a misspelt word
# only in capitals, since "todo" is Spanish for "all"
_SHOUTED = frozenset({"todo", "tbd", "fixme"})


def check_subject(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that there is a subject and that it fits the inbox."""
    subject, limit = inputs.issue.subject.strip(), inputs.settings.subject_length
    if not subject:
        return (Finding.error("subject-missing"),)
    length = _longest(subject, inputs)
    return (Finding.hint("subject-long", length=length, limit=limit),) if length > limit else ()


def _longest(text: str, inputs: Inspected) -> int:
    """Return the length of a text for the reader with the longest name."""
    longest = inputs.longest_name or len(inputs.values.get("first_name", ""))
    return max(len(filled(text, name)) for name in ("", "x" * longest))


def check_preheader(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that a preheader of suitable length differs from the subject."""
    preheader, settings = inputs.issue.preheader.strip(), inputs.settings
    shortest, longest = settings.preheader_shortest, settings.preheader_longest
    if not preheader:
        return (Finding.error("preheader-missing"),)
    if _alike(preheader, inputs.issue.subject):
        return (Finding.hint("preheader-repeats"),)
    length = len(filled(preheader))
    if length < shortest:
        return (Finding.hint("preheader-short", length=length, shortest=shortest, longest=longest),)
    length = _longest(preheader, inputs)
    return (
        (Finding.hint("preheader-long", length=length, longest=longest),)
        if length > longest
        else ()
    )


def _alike(one: str, other: str) -> bool:
    return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())


def check_body(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that there is text below the title."""
    return () if inputs.issue.blocks else (Finding.error("body-missing"),)


def check_audience(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the issue's tag is one that readers have."""
    tag = inputs.issue.audience.tag
    if tag is None or inputs.tags is None or tag in inputs.tags:
        return ()
    return (Finding.hint("audience-empty", tag=tag),)


def check_unfilled(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no placeholder is left in the texts and addresses of the issue.

    Names are not filled in within an address, so ``{first_name}`` is a placeholder there.
    """
    in_texts = (
        _not_filled(block, line, words, meant=_meant(words))
        for block, text, line in texts(inputs)
        if (words := _unfilled(filled(text)))
    )
    in_addresses = (
        _not_filled(name_block(inputs, number), line_of(inputs, number), found[0])
        for number, block in enumerate(inputs.issue.blocks)
        for url in addresses(block)
        if (found := re.search(_BRACKETED, url, re.IGNORECASE))
    )
    return (*in_texts, *in_addresses)


def _not_filled(block: Message, line: int | None, text: str, *, meant: str = "") -> Finding:
    text = shortened(text)
    if meant:
        return Finding.error("first-name-misspelt", block=block, line=line, text=text, meant=meant)
    return Finding.error("text-unfilled", block=block, line=line, text=text)


def _meant(placeholder: str) -> str:
    """Return the placeholder of the first name, if another one was meant to be that; or nothing."""
    inside = placeholder.strip("{}｛｝[]«»<>*%$!#& \u00a0")
    name, bar, fallback = (inside.strip("|") if inside[:1] == "|" else inside).partition("|")
    name = name.strip()
    if not (_FIRST_NAME.fullmatch(name) or _is_nearly(name)):
        return ""
    return f"{{first_name{bar}{fallback.partition('|')[0]}}}"


def _is_nearly(name: str) -> bool:
    return bool(get_close_matches(name.casefold(), ["first_name"], cutoff=_NEARLY))


def check_names(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the issue allows for readers whose first name is not known."""
    return tuple(
        Finding.hint("name-without-fallback", block=block, line=line, text=shortened(filled(text)))
        for block, text, line in texts(inputs)
        if may_break(text)
    )


def _unfilled(text: str) -> str:
    for found in _UNFILLED.finditer(text):
        is_encoded = found[0].startswith("%") and _in_address(text[: found.start()])
        if not is_encoded and (found[0].lower() not in _SHOUTED or found[0].isupper()):
            return found[0].strip()
    return ""


def _in_address(before: str) -> bool:
    """Return whether a text ends within an address, where ``%cc%`` is no placeholder."""
    word = before[-_LONGEST_ADDRESS:].rsplit(maxsplit=1)[-1:]
    return not before[-1:].isspace() and bool(word) and bool(_IN_ADDRESS.search(word[0]))


def check_greeting(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that readers without a first name see no gap in place of it."""
    edition = inputs.edition
    fields = {
        chunk.name
        for chunk in (*edition.html, *edition.text, *edition.subject)
        if isinstance(chunk, Field)
    }
    if "greeting" in fields and not inputs.nameless.get("greeting", "").strip():
        return (Finding.error("greeting-missing"),)
    parts = (
        (Message("part-subject"), edition.subject),
        (Message("part-text"), edition.text),
        (Message("part-email"), edition.html),
    )
    for part, chunks in parts:
        for gap in _gaps(inputs, chunks):
            return (Finding.error("name-gap", where=part, text=gap),)
    return ()


def _gaps(inputs: Inspected, chunks: Chunks) -> Iterator[str]:
    """Yield the text around the gaps left by a missing name."""
    for number, chunk in enumerate(chunks):
        if not isinstance(chunk, Field) or chunk.name not in {"first_name", "greeting"}:
            continue
        before = _last_line(fill(chunks[max(0, number - 1) : number], inputs.nameless))
        after = _first_line(fill(chunks[number + 1 : number + 2], inputs.nameless))
        value = inputs.nameless.get(chunk.name, "")
        # a space before ! or ? is no gap, because it is correct in French
        torn = re.search(r"\s[,.]|\s\s", f"{before[-1:]}{value}{after[:1]}")
        if torn or (not value and not before.strip()) or (not value and before[-1:].isspace()):
            yield f"{before}{value}{after}".strip()


def _last_line(text: str) -> str:
    return re.split(r"[>\n]", text)[-1][-40:]


def _first_line(text: str) -> str:
    return re.split(r"[<\n]", text)[0][:40]
