"""Marks of note-taking programs and site generators in Markdown, made plain or left out.

Seen in Obsidian (links, embeds, comments, callouts, highlights, tags), GitHub (alerts, tasks),
Notion (properties) and kramdown, which Jekyll uses (attribute lists), 2026-11. The number of
lines never changes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from newsletter.model.article import LeftOut, LeftOutKind
from newsletter.sources.parsing.markdown_notes import in_code
from newsletter.sources.structure.lines import BULB

_SIGNS = ("[", "%%", "==", "{", "#", "^")  # a line without any of these is ordinary Markdown
_COMMENT = re.compile(r"%%(?P<words>.*?)%%", re.DOTALL)
_EMBED = re.compile(r"!\[\[([^\[\]\n]{1,300})\]\]")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|avif|bmp)\b", re.IGNORECASE)
_LINK = re.compile(
    r"\[\[(?!_?toc_?\]\])([^\[\]|#\n]{0,200})(?:#[^\[\]|\n]{0,200})?(?:\|([^\[\]\n]{1,200}))?\]\](?!\()",
    re.IGNORECASE,
)
_HIGHLIGHT = re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]{1,500}?)(?<=[^\s=])==(?!=)")
_BLOCK_NAME = re.compile(r"\s\^[A-Za-z0-9-]+\s*$")
_TAG = r"#[^\W\d_][\w/-]*"
_TAGS_ALONE = re.compile(rf"\s*{_TAG}(?:[\s,]+{_TAG})*\s*")
_TAGS_BEHIND = re.compile(rf"(?<=[.!?…”\"’)])((?:\s+{_TAG})+)\s*$")
_TASK = re.compile(r"^(\s*(?:>\s?)*(?:[-*+]|\d{1,3}[.)])\s+)\[[ xX/-]\]\s+")
_ATTRIBUTES = re.compile(r"\{:[^{}\n]{0,300}\}")
_CONTENTS = re.compile(r"\{:\s*toc\b[^{}\n]{0,300}\}", re.IGNORECASE)
_FILLED_IN_LINK = re.compile(
    r"(?<!!)\[([^\[\]\n]{1,500})\]\(\s*\{[{%][^\n]{1,300}?[%}]\}[^()\s]{0,300}\s*\)"
)
_CALLOUT = re.compile(
    r"(?P<outer>\s{0,3}(?:>\s?)*?)>\s?\[!(?P<kind>[a-z][\w|-]{0,30})\][+-]?[ \t]*(?P<title>.*)$",
    re.IGNORECASE,
)
_QUOTES = frozenset({"quote", "cite"})
_ASKING = ("?", "\N{FULLWIDTH QUESTION MARK}")
_HEADING = re.compile(r" {0,3}#[ \t]+\S")
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
        "type",
        "url",
        "link",
        "slug",
        "priority",
        "prioriteit",
        "published",
        "gepubliceerd",
        "publicatiedatum",
        "deadline",
    ]
)
_FEWEST_PROPERTIES = 2


def without_app_marks(lines: Sequence[str], start: int) -> tuple[list[str], tuple[LeftOut, ...]]:
    """Return the lines in ordinary Markdown, and what was left out of them.

    ``start`` is the index of the first line in the whole text.
    """
    found = _Found(list(lines), in_code(lines), start)
    found.drop_comments()
    found.drop_properties()
    found.settle_callouts()
    for at, line in found.marked():
        found.kept[at] = found.plain(at, line)
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
        """Leave out ``%%`` comments, which may take several lines."""
        if not any("%%" in line for line in self.kept):
            return
        whole = "\n".join("" if at in self.code else line for at, line in enumerate(self.kept))
        text = _COMMENT.sub(lambda note: "\n" * note[0].count("\n"), whole)
        last = end = 0
        for note in _COMMENT.finditer(whole):
            first = last + whole.count("\n", end, note.start())
            last, end = first + note[0].count("\n"), note.end()
            self.tell(LeftOutKind.PRIVATE, note["words"], *range(first, last + 1))
        for at, line in enumerate(text.split("\n")):
            if at not in self.code:
                self.kept[at] = line

    def drop_properties(self) -> None:
        """Leave out the properties that Notion writes below the title."""
        filled = [at for at, line in enumerate(self.kept) if line.strip()]
        if not filled or not _HEADING.match(self.kept[filled[0]]):
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
        if len(taken) < _FEWEST_PROPERTIES or not is_apart or _PROPERTY_NAMES.isdisjoint(names):
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
            end = at + 1
            while end < len(self.kept) and self.kept[end].startswith(f"{found['outer']}>"):
                end += 1
            body = [line[len(found["outer"]) :] for line in self.kept[at + 1 : end]]
            is_quote = found["kind"].partition("|")[0].casefold() in _QUOTES
            settle = _as_quote if is_quote else _as_text
            box = settle(found["title"].strip(), body)
            self.kept[at:end] = [f"{found['outer']}{line}" for line in box]

    def plain(self, at: int, line: str) -> str:
        """Return a line without the marks within it."""
        line = _TASK.sub(r"\1", line)
        line = self._without(
            _EMBED,
            at,
            line,
            lambda name: LeftOutKind.PICTURE if _PICTURE.search(name) else LeftOutKind.EMBEDDED,
        )
        line = _LINK.sub(lambda link: (link[2] or link[1]).strip(), line)
        line = _HIGHLIGHT.sub(r"\1", line)
        line = _FILLED_IN_LINK.sub(r"\1", line)
        line = self._without_attributes(at, line)
        if _TAGS_ALONE.fullmatch(line):
            self.tell(LeftOutKind.TAGS, line, at)
            return ""
        line = self._without(_TAGS_BEHIND, at, line, lambda _tags: LeftOutKind.TAGS)
        return _BLOCK_NAME.sub("", line)

    def _without(
        self, form: re.Pattern[str], at: int, line: str, kind_of: Callable[[str], LeftOutKind]
    ) -> str:
        for found in form.finditer(line):
            self.tell(kind_of(found[1]), found[1], at)
        return form.sub("", line)

    def _without_attributes(self, at: int, line: str) -> str:
        if _CONTENTS.search(line):  # the list above it, "* TOC", is filled in with the contents
            above = at if _CONTENTS.sub("", line).strip() else at - 1
            if above >= 0:
                self.tell(LeftOutKind.CONTENTS, _CONTENTS.sub("", self.kept[above]), above)
                self.kept[above] = ""
            return ""
        return _ATTRIBUTES.sub("", line)


def _as_quote(speaker: str, body: Sequence[str]) -> list[str]:
    """Return a quote with the callout's title as its speaker, below it."""
    lines = list(body)
    while lines and not lines[-1].strip("> \t"):
        lines.pop()
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
