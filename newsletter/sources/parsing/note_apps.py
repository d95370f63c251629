"""Marks of note-taking programs and site generators in Markdown, made plain or left out.

Seen in Obsidian (links, embeds, comments, callouts, highlights, tags), GitHub (alerts, tasks),
Notion (properties) and kramdown, which Jekyll uses (attribute lists), 2026-11. The number of
lines never changes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from newsletter.model.article import LeftOut, LeftOutKind
from newsletter.sources.parsing.code_spans import code_spans, indented_code
from newsletter.sources.parsing.markdown_notes import in_code
from newsletter.sources.parsing.written_links import with_sound_links
from newsletter.sources.structure.lines import BULB
from newsletter.sources.structure.pasted import with_signs

_SIGNS = (
    "[",
    "%%",
    "==",
    "{",
    "#",
    "^",
    ":bulb:",
)  # a line without any of these is ordinary Markdown
_MASKED = re.compile(r"\0(\d+)\0")
_COMMENT = re.compile(r"(?<![\w%])%%(?!%)((?:[^%]|%(?!%))*)%%(?![\w%])")
_COMMENT_BEGINS = re.compile(r"\s*%%(?!%)(?:[^%]|%(?!%))*")
_COMMENT_ENDS = re.compile(r"(?:[^%]|%(?!%))*(?<![\d%])%%\s*")
_EMBED = re.compile(r"!\[\[([^\[\]\n]{1,300})\]\]")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|avif|bmp)\b", re.IGNORECASE)
_LINK = re.compile(
    r"\[\[(?!_?toc_?\]\])([^\[\]|#\n]{0,200})(?:#([^\[\]|\n]{0,200}))?(?:\|([^\[\]\n]{1,200}))?\]\](?!\()",
    re.IGNORECASE,
)
_NAMES_A_NOTE = re.compile(r"[^\W\d_]|\d{4}")  # unlike dots, a blank or the number of a source
_HIGHLIGHT = re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]{1,500}?)(?<=[^\s=])==(?!=)")
_BLOCK_NAME = re.compile(r"(?<=[.!?…”\"’)])\s\^(?=[\d-]*[A-Za-z])[A-Za-z0-9-]+\s*$")
_NAME_OF_LINE = re.compile(r"\s\^(?=[\d-]*[A-Za-z])[A-Za-z0-9-]{4,}\s*$")
_TAG = r"#[^\W\d_][\w/-]*"
_TAGS_ALONE = re.compile(rf"\s*{_TAG}(?:[\s,]+{_TAG})*\s*")
_TAGS_BEHIND = re.compile(rf"(?<=[.!?…”\"’)])((?:\s+{_TAG})+)\s*$")
_TASK = re.compile(r"^(\s*(?:>\s?)*(?:[-*+]|\d{1,3}[.)])\s+)\[[ xX/-]\]\s+")
_ATTRIBUTE = r"""(?:[.#][\w-]+|[\w-]+=(?:"[^"{}]{0,200}"|'[^'{}]{0,200}'|[^\s"'{}]{1,200}))"""
_LIST = rf"\{{:\s{{0,9}}{_ATTRIBUTE}(?:\s{{1,9}}{_ATTRIBUTE}){{0,20}}\s{{0,9}}\}}"
_ATTRIBUTES = re.compile(rf"(?<=[)*_\0]){_LIST}|[ \t]?{_LIST}[ \t]*$")
_CONTENTS = re.compile(
    rf"[ \t]?\{{:\s{{0,9}}toc(?:\s{{1,9}}{_ATTRIBUTE}){{0,20}}\s{{0,9}}\}}[ \t]*$", re.IGNORECASE
)
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(?P<words>\S.*)")
_OF_ITEM = re.compile(rf"{_ITEM.pattern}|\s+\S")  # or a further line of one
_MOST_CONTENTS = 2  # words of the item that the contents replace: "* TOC"
_FILLED_IN_LINK = re.compile(
    r"(?<!!)\[([^\[\]\n]{1,500})\]\(\s*\{[{%][^\n]{1,300}?[%}]\}[^()\s]{0,300}\s*\)"
)
_CALLOUT = re.compile(
    r"(?P<outer>\s{0,3}(?:>\s?)*?)>\s?\[!(?P<kind>[a-z][\w|-]{0,30})\][+-]?[ \t]*(?P<title>.*)$",
    re.IGNORECASE,
)
_QUOTES = frozenset({"quote", "cite"})
_SPEAKER = re.compile(r">\s?(?:[—–]|--)\s*\S")
_ASKING = ("?", "\N{FULLWIDTH QUESTION MARK}")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+\S")
_TITLE = re.compile(r" {0,3}#[ \t]+\S")
_PROPERTY = re.compile(r"([^\W\d_][\w /-]{0,30}):[ \t]+\S.*")
_PROPERTY_NAMES = frozenset(
    [
        "status",
        "state",
        "tags",
        "tag",
        "label",
        "labels",
        "date",
        "datum",
        "created",
        "aangemaakt",
        "erstellt",
        "author",
        "auteur",
        "autor",
        "owner",
        "eigenaar",
        "category",
        "categorie",
        "kategorie",
        "url",
        "slug",
        "priority",
        "prioriteit",
        "published",
        "gepubliceerd",
        "publicatiedatum",
        "deadline",
    ]
)
_FEWEST_PROPERTIES = 2  # of these names, which are half of all at least
_SENTENCE_ENDS = (".", "!", "?", "…")


def without_app_marks(lines: Sequence[str], start: int) -> tuple[list[str], tuple[LeftOut, ...]]:
    """Return the lines in ordinary Markdown, and what was left out of them.

    ``start`` is the index of the first line in the whole text.
    """
    found = _Found(list(lines), in_code(lines) | frozenset(indented_code(lines)), start)
    found.drop_comments()
    found.drop_properties()
    found.settle_callouts()
    spans = code_spans(found.kept, found.code)
    for at, line in found.marked():
        found.kept[at] = found.plain_outside_code(at, line, spans.get(at, ()))
    return found.kept, tuple(found.left_out)


@dataclass(slots=True)
class _Found:
    """The lines as far as they are settled, and what was left out of them."""

    kept: list[str]
    code: frozenset[int]
    start: int
    left_out: list[LeftOut] = field(default_factory=list)

    def marked(self) -> Iterator[tuple[int, str]]:
        """Yield the lines outside code that may have a mark."""
        for at, line in enumerate(self.kept):
            if at not in self.code and any(sign in line for sign in _SIGNS):
                yield at, line

    def tell(self, kind: LeftOutKind, words: str, *at: int) -> None:
        """Record what is left out of lines, by their indices."""
        if words := " ".join(words.split()):
            self.left_out.append(LeftOut(kind, words, tuple(self.start + one + 1 for one in at)))

    def drop_comments(self) -> None:
        """Leave out ``%%`` comments: in a line, or of several lines that hold nothing else."""
        begun: int | None = None
        for at, line in enumerate(self.kept):
            if at in self.code or "%%" not in line:
                continue
            if begun is not None and _COMMENT_ENDS.fullmatch(line):
                taken = range(begun, at + 1)
                words = " ".join(self.kept[one] for one in taken).replace("%%", "")
                self.tell(LeftOutKind.PRIVATE, words, *taken)
                self.kept[begun : at + 1] = [""] * len(taken)
                begun = None
            elif begun is None and _COMMENT_BEGINS.fullmatch(line):
                begun = at

    def drop_properties(self) -> None:
        """Leave out the properties that Notion writes below the title."""
        filled = [at for at, line in enumerate(self.kept) if line.strip()]
        if not filled or not _TITLE.match(self.kept[filled[0]]):
            return
        names: list[str] = []
        taken: list[int] = []
        for at in filled[1:]:
            found = _PROPERTY.fullmatch(self.kept[at].strip())
            if found is None or (taken and at != taken[-1] + 1):
                break
            names.append(found[1].casefold())
            taken.append(at)
        after = taken[-1] + 1 if taken else 0
        is_apart = after < len(self.kept) and not self.kept[after].strip()
        known = sum(name in _PROPERTY_NAMES for name in names)
        if known < max(_FEWEST_PROPERTIES, len(names) / 2) or not is_apart:
            return
        if any(self.kept[at].rstrip().endswith(_SENTENCE_ENDS) for at in taken):
            return
        self.tell(LeftOutKind.PROPERTIES, " ".join(self.kept[at] for at in taken), *taken)
        for at in taken:
            self.kept[at] = ""

    def settle_callouts(self) -> None:
        """Turn callouts into quotes or ordinary text with their title above it."""
        for at in range(len(self.kept)):
            found = None if at in self.code else _CALLOUT.fullmatch(self.kept[at])
            if found is None:
                continue
            end = self._end_of_callout(at, found["outer"])
            body = [line[len(found["outer"]) :] for line in self.kept[at + 1 : end]]
            is_quote = found["kind"].partition("|")[0].casefold() in _QUOTES
            settle = _as_quote if is_quote else _as_text
            box = settle(found["title"].strip(), body)
            self.kept[at:end] = [f"{found['outer']}{line}" for line in box]

    def _end_of_callout(self, at: int, outer: str) -> int:
        """Return the index after a callout, which ends where another one begins next to it."""
        for end in range(at + 1, len(self.kept)):
            line = self.kept[end]
            found = _CALLOUT.fullmatch(line) if "[!" in line else None
            if not line.startswith(f"{outer}>") or (found and found["outer"] == outer):
                return end
        return len(self.kept)

    def plain_outside_code(self, at: int, line: str, spans: Sequence[tuple[int, int]]) -> str:
        """Return a line without its marks, but for those in code, which it may be about."""
        masked, done = "", 0
        for number, (begin, end) in enumerate(spans):
            masked += f"{line[done:begin]}\0{number}\0"
            done = end

        def unmasked(text: str) -> str:
            return _MASKED.sub(lambda mask: line[slice(*spans[int(mask[1])])], text)

        before = len(self.left_out)
        plain = unmasked(self.plain(at, masked + line[done:]))
        self.left_out[before:] = [
            replace(one, words=unmasked(one.words)) for one in self.left_out[before:]
        ]
        return plain

    def plain(self, at: int, line: str) -> str:
        """Return a line without the marks within it."""
        line = self._without(_COMMENT, at, line, lambda _words: LeftOutKind.PRIVATE)
        line = _TASK.sub(r"\1", line)
        for name in _EMBED.findall(line):
            is_picture = _PICTURE.search(name)
            self.tell(LeftOutKind.PICTURE if is_picture else LeftOutKind.EMBEDDED, name, at)
        line = _EMBED.sub(lambda name: "![](#)" if _PICTURE.search(name[1]) else "", line)
        line = _LINK.sub(_name_of_link, line)
        line = _HIGHLIGHT.sub(r"\1", with_signs(line))
        line = with_sound_links(_FILLED_IN_LINK.sub(r"\1", line))
        line = self._without_attributes(at, line)
        if _TAGS_ALONE.fullmatch(line):
            self.tell(LeftOutKind.TAGS, line, at)
            return ""
        line = self._without(_TAGS_BEHIND, at, line, lambda _tags: LeftOutKind.TAGS)
        return (_NAME_OF_LINE if _ITEM.match(line) or _HEADING.match(line) else _BLOCK_NAME).sub(
            "", line
        )

    def _without(
        self, form: re.Pattern[str], at: int, line: str, kind_of: Callable[[str], LeftOutKind]
    ) -> str:
        for found in form.finditer(line):
            self.tell(kind_of(found[1]), found[1], at)
        return form.sub("", line)

    def _without_attributes(self, at: int, line: str) -> str:
        if _CONTENTS.search(line) is None:
            return _ATTRIBUTES.sub("", line)
        line = _CONTENTS.sub("", line)
        above = at if line.strip() else at - 1
        if self._is_place_of_contents(above, line if above == at else None):
            self.tell(LeftOutKind.CONTENTS, line.strip() or self.kept[above], above)
            self.kept[above] = ""
            return ""
        return line

    def _is_place_of_contents(self, at: int, line: str | None) -> bool:
        """Return whether a line is the only item of a list, of a word or two: "* TOC"."""
        if at < 0:
            return False
        item = _ITEM.fullmatch(self.kept[at] if line is None else line)
        if item is None or len(item["words"].split()) > _MOST_CONTENTS:
            return False
        before, above = ["", "", *self.kept[max(at - 2, 0) : at]][-2:]
        return not above.strip() and not _OF_ITEM.match(before)


def _name_of_link(link: re.Match[str]) -> str:
    """Return what a link shows; brackets around no name are a blank to fill in."""
    name = (link[3] or link[1] or link[2] or "").strip()
    return name if _NAMES_A_NOTE.search(name) else link[0]


def _as_quote(speaker: str, body: Sequence[str]) -> list[str]:
    """Return a quote with its speaker below it: named in its last line, else by its title."""
    lines = list(body)
    while lines and not lines[-1].strip("> \t"):
        lines.pop()
    if len(lines) > 1 and _SPEAKER.match(lines[-1]):
        at = len(lines) - 2
        return [speaker or ">", *body[:at], f"{body[at]}  ", *body[at + 1 :]]
    if not lines or not speaker:
        return [">" if body else f"> {speaker}", *body]
    below = [f"> — {speaker}"]
    return [*lines[:-1], f"{lines[-1]}  ", *below, *[""] * (len(body) - len(lines))]


def _as_text(title: str, body: Sequence[str]) -> list[str]:
    """Return a callout's words, and its title in bold, or as a prompt if it only asks."""
    lines = [re.sub(r"^>\s?", "", line) for line in body]
    filled = [line for line in lines if line.strip()]
    if not filled and title.endswith(_ASKING):
        return [f"{BULB} {title}", *lines]
    if not title and len(filled) == 1 and filled[0].rstrip().endswith(_ASKING):
        return ["", *(f"{BULB} {line}" if line.strip() else "" for line in lines)]
    return [f"**{title}**  " if title else "", *lines]
