"""Placeholders for text, so that no editor's text meets the MJML parser.

Everything an editor wrote, and every merge field, travels through MJML and
premailer as a word of letters and digits, ``zzFIELD00001zz``, which no tool on
the way alters. Afterwards each is put back, escaped for the place where it
landed. The finished HTML is read once, from left to right, so a text that looks
like a sentinel is a text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from newsletter.errors import TemplateError
from newsletter.model.edition import Chunks, Field, FieldPlace


def joined(chunks: Iterable[str | Field]) -> Chunks:
    """Return the same chunks with neighbouring texts joined and empty ones dropped."""
    out: list[str | Field] = []
    for is_text, group in groupby(chunks, lambda chunk: isinstance(chunk, str)):
        if not is_text:
            out.extend(group)
        elif text := "".join(chunk for chunk in group if isinstance(chunk, str)):
            out.append(text)
    return tuple(out)


SENTINEL = re.compile(r"zzFIELD(\d{5})zz")
LEFTOVER = re.compile(r"zzfield", re.IGNORECASE)

# What HTML cannot hold, however it is written: C0 and C1 controls but for tab and line end,
# surrogates, and the 66 noncharacters (WHATWG HTML, "preprocessing the input stream").
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
    )
    + "]"
)

# Where a document may hold words: a conditional comment for Outlook is markup like any other.
_MARKUP = re.compile(
    r"<!--\[if[^\]]*\]>(?:<!-->|-->)?|<!(?:--<!)?\[endif\]-->"  # its delimiters hold no words
    r"|(?P<comment><!--.*?-->)"
    r"|(?P<style><style\b.*?</style\s*>)"
    r"|(?P<script><script\b.*?</script\s*>)"
    r"|(?P<tag></?[a-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>)",
    re.IGNORECASE | re.DOTALL,
)


def clean(text: str) -> str:
    """Return a text without unprintable characters, and with line feeds as line ends."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(slots=True)
class Vault:
    """Keeps the text that each sentinel of one compilation replaces."""

    kept: list[str | Field] = field(default_factory=list)

    def words(self, text: str) -> str:
        """Return a sentinel for an editor's words, or an empty text for none."""
        text = clean(text)
        return self._keep(text) if text else ""

    def merge(self, name: str) -> str:
        """Return a sentinel for a merge field."""
        return self._keep(Field(name, FieldPlace.HTML))

    def _keep(self, what: str | Field) -> str:
        self.kept.append(what)
        if len(self.kept) > 99_999:
            raise TemplateError("too-many-texts", limit=99_999)
        return f"zzFIELD{len(self.kept) - 1:05d}zz"

    def restore(self, html: str) -> Chunks:
        """Return the finished HTML with every text restored, split at the merge fields.

        Raises:
            TemplateError: If a sentinel came through altered, or landed where
                no escaping makes it safe: in a style, a script or a comment.
        """
        chunks: list[str | Field] = []
        done = 0
        for markup in _MARKUP.finditer(html):
            self._put_back(html[done : markup.start()], FieldPlace.HTML, chunks)
            if markup["comment"] or markup["style"] or markup["script"]:
                _refuse_sentinel(markup[0])
            self._put_back(markup[0], FieldPlace.ATTRIBUTE, chunks)
            done = markup.end()
        self._put_back(html[done:], FieldPlace.HTML, chunks)
        return joined(chunks)

    def _put_back(self, html: str, place: FieldPlace, chunks: list[str | Field]) -> None:
        done = 0
        for found in SENTINEL.finditer(html):
            chunks.append(_untouched(html[done : found.start()]))
            chunks.append(self._landed(found, place))
            done = found.end()
        chunks.append(_untouched(html[done:]))

    def _landed(self, found: re.Match[str], place: FieldPlace) -> str | Field:
        number = int(found[1])
        if number >= len(self.kept):
            raise TemplateError("reserved-word-in-template", word=found[0])
        match self.kept[number]:
            case Field(name, _):
                return Field(name, place)
            case text:
                # an attribute is one line; elsewhere HTML reads a line end as a space
                return escape(text.replace("\n", " ") if place is FieldPlace.ATTRIBUTE else text)


def _untouched(html: str) -> str:
    if found := LEFTOVER.search(html):
        excerpt = html[max(0, found.start() - 40) : found.end() + 40]
        raise TemplateError("text-altered-by-layout", excerpt=excerpt)
    return html


def _refuse_sentinel(markup: str) -> None:
    if SENTINEL.search(markup):
        raise TemplateError("text-in-unsafe-place", markup=markup[:80])
