"""MJML held against the table of its components: what mrml passes over in silence.

The table (``mjml.json``) holds facts of npm's ``mjml``: components, their
attributes with the kind of value, and which tag may contain which.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

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
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
REFUSED = {
    "mj-include": "mrml cannot include here; write {% include 'parts/…' %}",
    "mj-html-attributes": "mrml does not know it; write the attribute in an mj-raw or mj-text",
    "mj-font": "no mail of ours loads a font; name system fonts in theme.toml",
    "mj-preview": "it is set in white, which counts as spam; write a hidden preheader in an mj-raw",
}
_TWO_CLASSES = frozenset(("mj-section", "mj-wrapper", "mj-hero", "mj-body"))


@dataclass(frozen=True, slots=True)
class MjmlFinding:
    """One mistake in a template, its place, and what was probably meant."""

    problem: str
    path: Path
    line: int | None

    def __str__(self) -> str:
        return f"{self.path}:{self.line or ''} {self.problem}"


@cache
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = json.loads(
        Path(__file__).with_name("mjml.json").read_text(encoding="utf-8")
    )
    return table


def check_mjml(mjml: str, folder: Path, page: str = "issue.mjml.j2") -> tuple[MjmlFinding, ...]:
    """All that is wrong with an MJML document, in reading order, each once.

    Args:
        mjml: The document; where its tags carry ``zzline="part:line"``, that
            is the place that is named.
        folder: The template, to which those parts are relative.
        page: What is blamed where no tag says its part.
    """
    return tuple(dict.fromkeys(_Reader(mjml, folder, page).findings()))


class _Reader:
    """Walks through one document with the stack of what is open."""

    def __init__(self, mjml: str, folder: Path, page: str) -> None:
        self.mjml = mjml
        self.folder = folder
        self.path = folder / page
        self.line: int | None = None
        self.marked = f"{MARK}=" in mjml
        self.open: list[str] = []

    def findings(self) -> Iterator[MjmlFinding]:
        done = 0
        for token in _TOKEN.finditer(self.mjml):
            yield from self._text(self.mjml[done : token.start()])
            done = token.end()
            if not self.marked:
                self.line = self.mjml.count("\n", 0, token.start()) + 1
            yield from map(self._finding, self._token(token))
        for name in self.open[:1]:
            yield self._finding(f"<{name}> is never closed")

    def _finding(self, problem: str) -> MjmlFinding:
        return MjmlFinding(problem, self.path, self.line)

    def _token(self, token: re.Match[str]) -> Iterator[str]:
        if token["start"]:
            yield from self._start(token["start"], token["attributes"], bool(token["closed"]))
        elif token["end"]:
            yield from self._end(token["end"])
        elif token["foreign"]:
            yield f"mrml cannot read {token['foreign']}…; leave it out"
        elif token["loose"]:
            yield "a < stands by itself; write &lt;"
        elif "--" in token["remark"]:
            yield "a comment holds --, which mrml cannot read; write {# … #} instead"

    def _start(self, name: str, attributes: str, closed: bool) -> Iterator[str]:
        found = {key: value for key, value in _ATTRIBUTE.findall(attributes)}  # noqa: C416
        self._move_to(found.pop(MARK, ""))
        parent = self.open[-1] if self.open else ""
        inside_html = self._holds_html(parent) or (parent and not parent.startswith("mj"))
        if len(self.open) == DEEPEST:
            yield f"tags stand {DEEPEST} deep, which mrml may not survive; make it flatter"
        for key, value in found.items():
            if value[:1] not in {'"', "'"}:
                yield f"<{name} {key}={value}> needs its value in quotation marks"
        if inside_html and parent == "mj-style":
            yield "a < stands in mj-style, which mrml cannot read; use another selector"
        if not inside_html:
            yield from self._component(name, parent, found)
        if not closed and name.lower() not in _VOID:
            self.open.append(name)

    def _move_to(self, mark: str) -> None:
        part, _, line = mark.strip("\"'").rpartition(":")
        if part:
            self.path, self.line = self.folder / part, int(line)

    def _end(self, name: str) -> Iterator[str]:
        if name not in self.open:
            yield f"</{name}> closes nothing"
            return
        while (last := self.open.pop()) != name:
            yield f"<{last}> is not closed before </{name}>, which mrml cannot read"

    def _text(self, text: str) -> Iterator[MjmlFinding]:
        parent = self.open[-1] if self.open else ""
        if text.strip() and parent.startswith("mj") and not self._holds_html(parent):
            yield self._finding(
                f"text stands loose in <{parent}>: {text.strip()[:40]!r}; put it in an <mj-text>"
            )

    def _holds_html(self, name: str) -> bool:
        return bool(_table()["components"].get(name, {}).get("holds_html"))

    def _component(self, name: str, parent: str, found: Mapping[str, str]) -> Iterator[str]:
        """What the table says of one component: known, allowed here, and its attributes."""
        components = _table()["components"]
        if parent == "mj-attributes" and name in {"mj-all", "mj-class"}:
            return
        if name not in components:
            yield f"there is no <{name}>{_meant(name, components)}"
            return
        if name in REFUSED:
            yield f"<{name}>: {REFUSED[name]}"
            return
        allowed = components[parent]["children"] if parent in components else ["mjml"]
        if name not in allowed and allowed != ["*"]:
            yield f"<{name}> may not stand in <{parent or 'the page'}>, only in {_homes(name)}"
        for key, quoted in found.items():
            yield from self._attribute(name, key, quoted.strip("\"'"))

    def _attribute(self, name: str, key: str, value: str) -> Iterator[str]:
        known = _table()["components"][name]["attributes"] | _table()["everywhere"]
        if key not in known:
            yield f"<{name}> has no attribute {key!r}{_meant(key, known)}"
        elif not _accepts(known[key], value):
            yield f'<{name} {key}="{value}">: {_wanted(known[key])}'
        elif key == "mj-class" and " " in value.strip():
            yield f'<{name} mj-class="{value}">: mrml takes the first class alone; name one'
        elif key == "css-class" and " " in value.strip() and name in _TWO_CLASSES:
            yield f'<{name} css-class="{value}">: mrml breaks the class for Outlook; name one'
        elif name == "mj-wrapper" and key == "gap":
            yield "<mj-wrapper gap> is passed over by mrml; give the sections a padding"


def _meant(name: str, known: Mapping[str, Any]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _homes(name: str) -> str:
    homes = [parent for parent, each in _table()["components"].items() if name in each["children"]]
    return " or ".join(f"<{home}>" for home in homes) or "the page itself"


@cache
def _accepts(kind: str, value: str) -> bool:
    """Whether a value is of the kind that the table asks for."""
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


def _wanted(kind: str) -> str:
    """What the table asks for, in words."""
    if kind == "color":
        return "write a colour, such as #1a2b3c"
    if kind == "boolean":
        return "write true or false"
    if kind == "integer":
        return "write a whole number"
    choices = [each for each in kind[kind.index("(") + 1 : kind.index(")")].split(",") if each]
    if kind.startswith("enum"):
        return f"write one of {', '.join(choices)}"
    several = "one to four numbers" if kind.endswith("{1,4}") else "a number"
    return f"write {several} with {' or '.join(choices)}"
