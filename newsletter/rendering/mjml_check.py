"""Checks MJML against a table of its components, as mrml ignores mistakes.

The table (``mjml.json``) holds facts of npm's ``mjml``: components, their
attributes with the kind of value, and which tag may contain which.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from newsletter.message import Message
from newsletter.rendering.comments import comment_faults
from newsletter.rendering.inlining_check import lost_from_attribute, lost_from_sheet
from newsletter.rendering.templates import MARK

DEEPEST = 200  # mrml's parser is recursive: about 10,000 nested tags end the process

_TOKEN = re.compile(
    r"(?P<comment><!--(?P<remark>.*?)-->)"
    r"|(?P<foreign><!\[CDATA\[|<\?|<!doctype)"
    r"|</(?P<end>[a-zA-Z][\w:-]*)\s*>"
    r"|<(?P<start>[a-zA-Z][\w:-]*)(?P<attributes>(?:\"[^\"]*\"|'[^']*'|[^>\"'])*?)(?P<closed>/?)>"
    r"|(?P<loose><)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"([^\s=/]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"']+))?", re.DOTALL)
_MARKED_COMMENT = re.compile(rf'<!-- {MARK}="(?P<part>[^"]*):(?P<line>\d+)"')
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
REFUSED = {
    "mj-include": Message("mjml-no-include"),
    "mj-html-attributes": Message("mjml-no-html-attributes"),
    "mj-font": Message("mjml-no-font"),
    "mj-preview": Message("mjml-no-preview"),
}
_BLOCKS = """
address article aside blockquote center details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6
header hr main nav ol p pre section table ul
"""
_ENDS_PARAGRAPH = frozenset(_BLOCKS.split())
_HOLDS_PARAGRAPHS = frozenset(("table", "td", "th", "caption", "button"))
_LINKS = frozenset(("mj-button", "mj-navbar-link"))  # without an address mrml makes no link of them
_TWO_CLASSES = frozenset(("mj-section", "mj-wrapper", "mj-hero", "mj-body"))


@dataclass(frozen=True, slots=True)
class MjmlFinding:
    """One mistake in a template, its place, and a suggestion."""

    problem: Message
    path: Path
    line: int | None


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = json.loads(
        Path(__file__).with_name("mjml.json").read_text(encoding="utf-8")
    )
    return table


def check_mjml(mjml: str, folder: Path, page: str = "issue.mjml.j2") -> tuple[MjmlFinding, ...]:
    """Return all mistakes in an MJML document, in reading order, each once.

    Args:
        mjml: The document. Tags that carry ``zzline="part:line"`` give the
            place of a mistake.
        folder: The template, to which those parts are relative.
        page: The page to name where no tag carries its part.
    """
    swallowed = tuple(
        MjmlFinding(problem, *_place(mjml, at, folder, page))
        for problem, at in comment_faults(mjml)
    )
    return swallowed or tuple(dict.fromkeys(_Reader(mjml, folder, page).findings()))


def _place(mjml: str, at: int, folder: Path, page: str) -> tuple[Path, int]:
    """Return the part and line of a comment, from its mark or else by counting."""
    mark = _MARKED_COMMENT.match(mjml, at)
    if mark is None:
        return folder / page, mjml.count("\n", 0, at) + 1
    return folder / mark["part"], int(mark["line"])


class _Reader:
    """Walks through one document with the stack of what is open."""

    def __init__(self, mjml: str, folder: Path, page: str) -> None:
        self.mjml = mjml
        self.folder = folder
        self.path = folder / page
        self.line: int | None = None
        self.marked = f"{MARK}=" in mjml
        self.open: list[str] = []
        self.opened_at: list[tuple[Path, int | None]] = []
        self.is_inlined = False  # the style that is being read
        self.has_default_address = False  # for buttons, in mj-attributes

    def findings(self) -> Iterator[MjmlFinding]:
        done = 0
        for token in _TOKEN.finditer(self.mjml):
            yield from self._text(self.mjml[done : token.start()])
            done = token.end()
            if not self.marked:
                self.line = self.mjml.count("\n", 0, token.start()) + 1
            yield from map(self._finding, self._token(token))
        for name, (path, line) in zip(self.open[:1], self.opened_at, strict=False):
            yield MjmlFinding(Message("mjml-never-closed", tag=name), path, line)

    def _finding(self, problem: Message) -> MjmlFinding:
        return MjmlFinding(problem, self.path, self.line)

    def _token(self, token: re.Match[str]) -> Iterator[Message]:
        if token["start"]:
            yield from self._start(
                token["start"], token["attributes"], closed=bool(token["closed"])
            )
        elif token["end"]:
            yield from self._end(token["end"])
        elif token["foreign"]:
            yield Message("mjml-foreign", markup=token["foreign"])
        elif token["loose"]:
            yield Message("mjml-loose-angle")
        elif "--" in token["remark"]:
            yield Message("mjml-dashes-in-comment")

    def _start(self, name: str, attributes: str, *, closed: bool) -> Iterator[Message]:
        found: dict[str, str] = dict(_ATTRIBUTE.findall(attributes))
        self._move_to(found.pop(MARK, ""))
        parent = self.open[-1] if self.open else ""
        inside_html = self._holds_html(parent) or (parent and not parent.startswith("mj"))
        if len(self.open) == DEEPEST:
            yield Message("mjml-too-deep", limit=DEEPEST)
        for key, value in found.items():
            if value[:1] not in {'"', "'"}:
                yield Message("mjml-value-unquoted", tag=name, attribute=key, value=value)
        if inside_html and parent == "mj-style":
            yield Message("mjml-angle-in-style")
        if name == "mj-style":
            self.is_inlined = found.get("inline", "").strip("\"'") == "inline"
        elif parent == "mj-attributes" and "href" in found:
            self.has_default_address = True
        if inside_html:
            if name in _ENDS_PARAGRAPH and self._is_in_paragraph():
                yield Message("mjml-block-in-paragraph", tag=name)
            lost = lost_from_attribute(unescape(found.get("style", "")[1:-1]))
            yield from (loss.problem for loss in lost)
        else:
            yield from self._component(name, parent, found)
        if not closed and name.lower() not in _VOID:
            self.open.append(name)
            self.opened_at.append((self.path, self.line))

    def _is_in_paragraph(self) -> bool:
        """Return whether a ``<p>`` is open, which HTML would end here (WHATWG HTML, 13.2.6.4.7)."""
        for name in reversed(self.open):
            if name in _HOLDS_PARAGRAPHS or name.startswith("mj"):
                return False
            if name == "p":
                return True
        return False

    def _move_to(self, mark: str) -> None:
        part, _, line = mark.strip("\"'").rpartition(":")
        if part:
            self.path, self.line = self.folder / part, int(line)

    def _end(self, name: str) -> Iterator[Message]:
        if name not in self.open:
            yield Message("mjml-closes-nothing", tag=name)
            return
        here = self.path, self.line
        while (last := self.open.pop()) != name:
            self.path, self.line = self.opened_at.pop()
            yield Message("mjml-not-closed-before", tag=last, before=name)
            self.path, self.line = here
        self.opened_at.pop()

    def _text(self, text: str) -> Iterator[MjmlFinding]:
        parent = self.open[-1] if self.open else ""
        if text.strip() and parent.startswith("mj") and not self._holds_html(parent):
            yield self._finding(Message("mjml-loose-text", tag=parent, text=text.strip()[:40]))
        if parent == "mj-style":
            for loss in lost_from_sheet(text, is_inlined=self.is_inlined):
                yield MjmlFinding(loss.problem, self.path, self._line_of(loss.text))

    def _line_of(self, text: str) -> int | None:
        """Return the line of a piece of a style sheet, or that of its tag."""
        sought = _flat(text)
        if self.line and sought and self.path.is_file():
            lines = self.path.read_text(encoding="utf-8").splitlines()
            for number, line in enumerate(lines[self.line - 1 :], start=self.line):
                if sought in _flat(line):
                    return number
        return self.line

    def _holds_html(self, name: str) -> bool:
        return bool(_table()["components"].get(name, {}).get("holds_html"))

    def _component(self, name: str, parent: str, found: Mapping[str, str]) -> Iterator[Message]:
        """Yield the mistakes in one component: its name, its place and its attributes."""
        components = _table()["components"]
        if parent == "mj-attributes" and name in {"mj-all", "mj-class"}:
            return
        if name not in components:
            yield _unknown_tag(name, components)
            return
        if name in REFUSED:
            yield Message("mjml-refused", tag=name, reason=REFUSED[name])
            return
        allowed = components[parent]["children"] if parent in components else ["mjml"]
        if name not in allowed and allowed != ["*"]:
            yield _misplaced(name, parent)
        if name in _LINKS and not self._leads_somewhere(parent, found):
            yield Message("mjml-no-address", tag=name)
        for key, quoted in found.items():
            yield from self._attribute(name, key, quoted.strip("\"'"))

    def _leads_somewhere(self, parent: str, found: Mapping[str, str]) -> bool:
        if parent == "mj-attributes" or "mj-class" in found:
            return True
        return bool(found.get("href", "").strip("\"' ")) or self.has_default_address

    def _attribute(self, name: str, key: str, value: str) -> Iterator[Message]:
        known = _table()["components"][name]["attributes"] | _table()["everywhere"]
        if key not in known:
            yield _unknown_attribute(name, key, known)
        elif not _accepts(known[key], value):
            wanted = _wanted(known[key])
            yield Message("mjml-value-wrong", tag=name, attribute=key, value=value, wanted=wanted)
        elif key == "mj-class" and " " in value.strip():
            yield Message("mjml-several-classes", tag=name, value=value)
        elif key == "css-class" and " " in value.strip() and name in _TWO_CLASSES:
            yield Message("mjml-several-css-classes", tag=name, value=value)
        elif name == "mj-wrapper" and key == "gap":
            yield Message("mjml-wrapper-gap")


def _flat(text: str) -> str:
    return "".join(text.split())


def _unknown_tag(name: str, known: Mapping[str, Any]) -> Message:
    near = get_close_matches(name, known, n=1)
    if near:
        return Message("mjml-tag-misspelt", tag=name, meant=near[0])
    return Message("mjml-tag-unknown", tag=name)


def _unknown_attribute(tag: str, name: str, known: Mapping[str, Any]) -> Message:
    near = get_close_matches(name, known, n=1)
    if near:
        return Message("mjml-attribute-misspelt", tag=tag, attribute=name, meant=near[0])
    return Message("mjml-attribute-unknown", tag=tag, attribute=name)


def _misplaced(name: str, parent: str) -> Message:
    """Return the message about a misplaced component, with its allowed places."""
    homes = [home for home, each in _table()["components"].items() if name in each["children"]]
    if not homes:
        return Message("mjml-only-at-top", tag=name)
    may = ", ".join(f"<{home}>" for home in homes)
    if not parent:
        return Message("mjml-not-at-top", tag=name, homes=may)
    return Message("mjml-misplaced", tag=name, parent=parent, homes=may)


@cache
def _accepts(kind: str, value: str) -> bool:
    """Return whether a value is of the kind that the table asks for."""
    if kind == "string":
        return True
    if kind == "color":
        return bool(_COLOUR.fullmatch(value)) or value in _table()["colours"]
    if kind == "boolean":
        return value.lower() in {"true", "false"}
    if kind == "integer":
        return value.isdigit()
    choices = kind[kind.index("(") + 1 : kind.index(")")].split(",")
    if kind.startswith("enum"):
        return value in choices
    return bool(_unit(kind, tuple(choices)).fullmatch(value))


_COLOUR = re.compile(r"#(?:[0-9a-f]{3}){1,2}|rgba?\([\d\s.,]+\)", re.IGNORECASE)


@cache
def _unit(kind: str, units: tuple[str, ...]) -> re.Pattern[str]:
    sign = "-?" if kind.startswith("unitWithNegative") else ""
    endings = "|".join(re.escape(unit) for unit in units if unit != "auto")
    single = rf"(?:{sign}\d*\.?\d+(?:{endings})|0{'|auto' if 'auto' in units else ''})"
    most = 4 if kind.endswith("{1,4}") else 1
    return re.compile(rf"{single}(?: {single}){{0,{most - 1}}}")


def _wanted(kind: str) -> Message:
    """Return the message that says which values the table allows."""
    if kind == "color":
        return Message("mjml-wants-colour")
    if kind == "boolean":
        return Message("mjml-wants-truth")
    if kind == "integer":
        return Message("mjml-wants-whole-number")
    choices = [each for each in kind[kind.index("(") + 1 : kind.index(")")].split(",") if each]
    listed = ", ".join(choices)
    if kind.startswith("enum"):
        return Message("mjml-wants-choice", choices=listed)
    if kind.endswith("{1,4}"):
        return Message("mjml-wants-several-numbers", units=listed)
    return Message("mjml-wants-number", units=listed)
