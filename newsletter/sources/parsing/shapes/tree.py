"""Work on a parsed tree that keeps the words around an element, and a record of what is removed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from newsletter.model.article import LeftOut, LeftOutKind
from newsletter.sources.parsing.html import EMPHASIS, SILENT, STRONG, Element, walk
from newsletter.sources.structure.rich_text import tidy

_WITHIN_WORDS = (
    EMPHASIS
    | STRONG
    | frozenset(
        {
            "abbr",
            "cite",
            "code",
            "del",
            "font",
            "mark",
            "q",
            "s",
            "small",
            "span",
            "sub",
            "sup",
            "u",
        }
    )
)
_NO_CLASSES: frozenset[str] = frozenset()
_NO_LETTER = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w[\w'’-]*")
MARK = "data-newsletter-"  # attributes that one pass leaves for another
TEXT_LINE, TAIL_LINE = f"{MARK}text-line", f"{MARK}tail-line"
NOT_BOLD, NOT_ITALIC = f"{MARK}not-bold", f"{MARK}not-italic"  # whatever stands around it


def mark_lines(root: Element) -> None:
    """Note on each element the lines on which its text and the text behind it begin.

    The passes move elements and what is between them; so lines are noted first.
    Attributes of the page itself that look like ours are removed.
    """
    line = 1
    for event, node in walk(root):
        if event == "start":
            for name in [name for name in node.attrib if name.startswith(MARK)]:
                del node.attrib[name]
            line = max(line, node.sourceline or 0)
            node.set(TEXT_LINE, str(line))
            line += (node.text or "").count("\n")
        else:
            if event == "end":
                node.set(TAIL_LINE, str(line))
            line = max(line, node.sourceline or 0) + (node.tail or "").count("\n")


def text_line(element: Element) -> int | None:
    """The line on which an element's text begins, counted from 1; ``None`` if nobody noted it."""
    noted = element.get(TEXT_LINE)
    return int(noted) if noted else None


def tail_line(node: Element) -> int | None:
    """The line on which the text behind an element begins; ``None`` if nobody noted it."""
    noted = node.get(TAIL_LINE) if is_element(node) else None
    return int(noted) if noted else None


def is_element(node: Element) -> bool:
    """Whether a node is an element, not a comment or a processing instruction."""
    return isinstance(node.tag, str)


def classes(element: Element) -> frozenset[str]:
    """The class names of an element in lower case."""
    named = element.get("class")
    return frozenset(named.casefold().split()) if named else _NO_CLASSES


def elements(root: Element) -> Iterator[Element]:
    """The element and all within it, in document order, without comments."""
    found: Iterator[Element] = root.iter("*")
    return found


def words(element: Element) -> str:
    """All words within an element that a page can show, on one line."""
    return tidy(" ".join("".join(_spaced(element)).split()))


def _spaced(element: Element) -> Iterator[str]:
    """The texts within an element, those of different blocks apart."""
    events = walk(element)
    for event, node in events:
        if event == "start" and node.tag in SILENT:
            events.skip_subtree()
        elif event in ("start", "end") and node.tag not in _WITHIN_WORDS:
            yield " "
        if event == "start" and node.tag not in SILENT and node.text:
            yield node.text
        elif event != "start" and node is not element and node.tail:
            yield node.tail


def count_signs(root: Element) -> Mapping[Element, int]:
    """How many letters and digits each element within shows; the same words have as many."""
    counts: dict[Element, int] = {}
    begun: list[int] = []
    seen = silent = 0
    for event, node in walk(root):
        if event == "start":
            begun.append(seen)
            silent += node.tag in SILENT
            text = node.text
        else:
            if event == "end":
                silent -= node.tag in SILENT
                counts[node] = seen - begun.pop()
            text = node.tail
        if text and not silent:
            seen += len(_NO_LETTER.sub("", text))
    return counts


def adds_nothing(around: Element, element: Element) -> bool:
    """Whether an element has no more words than one within it."""
    if element.getparent() is around:  # at any depth of boxes in boxes, only its siblings are read
        return not (around.text or "").strip() and not any(
            (one.tail or "").strip() or (one is not element and _has_text(one)) for one in around
        )
    most = sum(len("".join(text.split())) for _, text in _texts(element))
    seen = 0
    for _, text in _texts(around):
        seen += len("".join(text.split()))
        if seen > most:
            return False
    return True


def _has_text(node: Element) -> bool:
    if not is_element(node) or node.tag in SILENT:
        return False
    return any(text.strip() for _, text in _texts(node))


def is_within(element: Element, other: Element) -> bool:
    """Whether the element is the other one, or in it."""
    return element is other or any(around is other for around in element.iterancestors())


def link_share(element: Element) -> float:
    """The share of an element's words that are in links, from 0 to 1."""
    every = count_words(element)
    linked = sum(map(count_words, element.iter("a")))
    return linked / every if every else 0.0


def count_words(element: Element) -> int:
    """How many words are within an element, marks not counted."""
    return len(_WORD.findall(words(element)))


def next_with_words(element: Element) -> Element | None:
    """The next sibling that has words; ``None`` where text or nothing follows."""
    if (element.tail or "").strip():
        return None
    for after in element.itersiblings("*"):
        if words(after):
            return after
        if (after.tail or "").strip():
            return None
    return None


def reveal(element: Element) -> None:
    """Make an element seen, and the boxes that alone fill it."""
    while element is not None:
        for name in ("hidden", "aria-hidden"):
            element.attrib.pop(name, None)
        if "display" in element.get("style", "").casefold():
            del element.attrib["style"]
        inner = list(element.iterchildren("*"))
        element = inner[0] if len(inner) == 1 and not (element.text or "").strip() else None


def wrap(element: Element, tag: str) -> Element:
    """Put a new element around this one, on its line; the text behind it stays behind."""
    around = element.makeelement(tag)
    around.sourceline = element.sourceline
    element.addprevious(around)
    around.tail, element.tail = element.tail, None
    if noted := element.get(TAIL_LINE):
        around.set(TAIL_LINE, noted)
    around.append(element)
    return around


def remove(element: Element) -> None:
    """Remove an element, for good or to put it elsewhere; the text behind it stays, on its line."""
    parent = element.getparent()
    if element.tail:
        keeper = element.makeelement("span")
        keeper.sourceline = element.sourceline
        keeper.tail, element.tail = element.tail, None
        if noted := element.get(TAIL_LINE):
            keeper.set(TAIL_LINE, noted)
        element.addprevious(keeper)
    parent.remove(element)


@dataclass(slots=True)
class Surplus:
    """What the passes leave out of an article, with the lines that its words stand on."""

    _found: list[LeftOut] = field(default_factory=list)

    def leave_out(self, element: Element, kind: LeftOutKind) -> None:
        """Remove an element and keep a record of its words; none where it has no words."""
        if text := words(element):
            self._found.append(LeftOut(kind, text, _lines(element)))
        remove(element)

    def leave_out_together(self, parts: Sequence[Element], kind: LeftOutKind) -> None:
        """Remove elements that belong together, and keep one record of their words."""
        text = " ".join(filter(None, map(words, parts)))
        lines = {line for part in parts for line in _lines(part)}
        if text:
            self._found.append(LeftOut(kind, text, tuple(sorted(lines))))
        for part in parts:
            remove(part)

    def note(self, text: str, kind: LeftOutKind, line: int) -> None:
        """Keep a record of words that a pass removes itself."""
        self._found.append(LeftOut(kind, tidy(text), (line,)))

    def in_order(self) -> tuple[LeftOut, ...]:
        """The records in the order of the source."""
        return tuple(sorted(self._found, key=lambda one: one.lines[:1]))


def _lines(element: Element) -> tuple[int, ...]:
    """The lines that the words of an element stand on, counted from 1."""
    found: set[int] = set()
    line = text_line(element) or element.sourceline or 1
    for noted, text in _texts(element):
        line = noted or line
        lead = text[: len(text) - len(text.lstrip())].count("\n")
        if bare := text.strip():
            found.update(range(line + lead, line + lead + bare.count("\n") + 1))
        line += text.count("\n")
    return tuple(sorted(found))


def _texts(element: Element) -> Iterator[tuple[int | None, str]]:
    """The text nodes within an element, each with the line that it begins on, where noted."""
    events = walk(element)
    for event, node in events:
        if event == "start" and node.tag in SILENT:
            events.skip_subtree()
        elif event == "start" and node.text:
            yield text_line(node), node.text
        elif event != "start" and node is not element and node.tail:
            yield tail_line(node), node.tail
