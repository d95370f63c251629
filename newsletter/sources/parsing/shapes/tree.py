"""Changes to a parsed tree that keep the words around an element.

What is removed is recorded.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from newsletter.model.article import LeftOut, LeftOutKind
from newsletter.sources.parsing.html import EMPHASIS, SILENT, STRONG, Element, walk
from newsletter.sources.structure.rich_text import BLANKS, tidy

WITHIN_WORDS = (
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
_LARGE = 100  # elements
_NO_LETTER = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w[\w'’-]*")
MARK = "data-newsletter-"  # attributes that one pass leaves for another
TEXT_LINE, TAIL_LINE = f"{MARK}text-line", f"{MARK}tail-line"
NOT_BOLD, NOT_ITALIC = f"{MARK}not-bold", f"{MARK}not-italic"  # whatever surrounds it


def mark_lines(root: Element) -> None:
    """Record on each element the lines on which its text and its tail begin.

    The passes move elements and the text between them, so lines are recorded first.
    The page's own attributes of the same names are removed.
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
    """Return the line on which an element's text begins, counted from 1.

    Returns:
        The line, or ``None`` if it was not recorded.
    """
    noted = element.get(TEXT_LINE)
    return int(noted) if noted else None


def tail_line(node: Element) -> int | None:
    """Return the line where an element's tail begins, or ``None`` if unknown."""
    noted = node.get(TAIL_LINE) if is_element(node) else None
    return int(noted) if noted else None


def is_element(node: Element) -> bool:
    """Return whether a node is an element, not a comment or an instruction."""
    return isinstance(node.tag, str)


def classes(element: Element) -> frozenset[str]:
    """Return the class names of an element in lower case."""
    named = element.get("class")
    return frozenset(named.casefold().split()) if named else _NO_CLASSES


def elements(root: Element) -> Iterator[Element]:
    """Yield the element and all within it, in document order, without comments."""
    found: Iterator[Element] = root.iter("*")
    return found


def words(element: Element) -> str:
    """Return all words within an element that a page can show, on one line."""
    return " ".join("".join(_spaced(element)).split()).strip(BLANKS)


def _spaced(element: Element) -> list[str]:
    """Return the texts within an element, separating those of different blocks."""
    if not len(element) and is_element(element):  # true of most
        return [element.text] if element.text and element.tag not in SILENT else []
    texts: list[str] = []
    events = walk(element)
    for event, node in events:
        if event == "start" and node.tag in SILENT:
            events.skip_subtree()
        elif event in ("start", "end") and node.tag not in WITHIN_WORDS:
            texts.append(" ")
        if event == "start" and node.tag not in SILENT and node.text:
            texts.append(node.text)
        elif event != "start" and node is not element and node.tail:
            texts.append(node.tail)
    return texts


def count_signs(root: Element) -> Mapping[Element, int]:
    """Return the number of letters and digits that each inner element shows.

    Elements with the same words have the same number.
    """
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
    """Return whether an element has no more words than one within it."""
    if element.getparent() is around:  # however deeply boxes are nested, only its siblings are read
        return not (around.text or "").strip() and not any(
            (one.tail or "").strip() or (one is not element and has_text(one)) for one in around
        )
    most = sum(len("".join(text.split())) for _, text in _texts(element))
    seen = 0
    for _, text in _texts(around):
        seen += len("".join(text.split()))
        if seen > most:
            return False
    return True


def has_text(node: Element) -> bool:
    """Return whether a node shows any sign, reading only as far as the first."""
    if not is_element(node) or node.tag in SILENT:
        return False
    return any(text.strip(BLANKS) for _, text in _texts(node))


def is_large(element: Element) -> bool:
    """Return whether it holds more elements than any row, line or notice, counting no further."""
    return sum(1 for _ in islice(elements(element), _LARGE)) == _LARGE


def is_within(element: Element, other: Element) -> bool:
    """Return whether the element is the other one, or in it."""
    return element is other or any(around is other for around in element.iterancestors())


def link_share(element: Element) -> float:
    """Return the share of an element's words that are in links, from 0 to 1."""
    every = count_words(element)
    linked = sum(map(count_words, element.iter("a")))
    return linked / every if every else 0.0


def count_words(element: Element) -> int:
    """Return the number of words within an element, not counting marks."""
    return len(_WORD.findall(words(element)))


def has_words(element: Element) -> bool:
    """Return whether an element has any word, reading only as far as the first."""
    return any(_WORD.search(text) for _, text in _texts(element))


def next_with_words(element: Element) -> Element | None:
    """Return the next sibling with words, unless text or nothing follows."""
    if (element.tail or "").strip():
        return None
    for after in element.itersiblings("*"):
        if has_text(after):
            return after
        if (after.tail or "").strip():
            return None
    return None


def reveal(element: Element) -> None:
    """Make an element visible, along with any box that is all it contains."""
    while element is not None:
        for name in ("hidden", "aria-hidden"):
            element.attrib.pop(name, None)
        if "display" in element.get("style", "").casefold():
            del element.attrib["style"]
        inner = list(element.iterchildren("*"))
        element = inner[0] if len(inner) == 1 and not (element.text or "").strip() else None


def wrap(element: Element, tag: str) -> Element:
    """Wrap an element in a new one on the same line. Its tail moves after both."""
    around = element.makeelement(tag)
    around.sourceline = element.sourceline
    element.addprevious(around)
    around.tail, element.tail = element.tail, None
    if noted := element.get(TAIL_LINE):
        around.set(TAIL_LINE, noted)
    around.append(element)
    return around


def remove(element: Element) -> None:
    """Remove an element, for good or to move it. Its tail is kept on its line."""
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
    """A record of what the passes leave out of an article, with its lines."""

    _found: list[LeftOut] = field(default_factory=list)

    def leave_out(self, element: Element, kind: LeftOutKind) -> None:
        """Remove an element and record its words, if it has any."""
        if text := words(element):
            self._found.append(LeftOut(kind, text, _lines(element)))
        remove(element)

    def leave_out_together(self, parts: Sequence[Element], kind: LeftOutKind) -> None:
        """Remove elements that belong together, and record their words as one."""
        text = " ".join(filter(None, map(words, parts)))
        lines = {line for part in parts for line in _lines(part)}
        if text:
            self._found.append(LeftOut(kind, text, tuple(sorted(lines))))
        for part in parts:
            remove(part)

    def note(self, text: str, kind: LeftOutKind, line: int) -> None:
        """Record words that a pass removes itself."""
        self._found.append(LeftOut(kind, tidy(text), (line,)))

    def in_order(self) -> tuple[LeftOut, ...]:
        """Return the records in the order of the source."""
        return tuple(sorted(self._found, key=lambda one: one.lines[:1]))


def place_on_page(link: Element) -> str:
    """Return the place on the page that a link leads to, or an empty string."""
    href: str = link.get("href", "")
    return href.partition("#")[2]


def _lines(element: Element) -> tuple[int, ...]:
    """Return the lines that contain the words of an element, counted from 1."""
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
    """Yield the text nodes within an element, with their first lines."""
    events = walk(element)
    for event, node in events:
        if event == "start" and node.tag in SILENT:
            events.skip_subtree()
        elif event == "start" and node.text:
            yield text_line(node), node.text
        elif event != "start" and node is not element and node.tail:
            yield tail_line(node), node.tail
