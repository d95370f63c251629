"""Reads style sheets as far as the checks need: rules, their place, their declarations.

Follows CSS Syntax Level 3 in what separates one thing from the next (comments,
strings, escapes, brackets), and like a browser never fails: what cannot be
read is left out, or ends where the text ends.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""(?P<comment>/\*.*?(?:\*/|\Z)|<!--|-->)
    |(?P<whole>"(?:\\.|[^"\\\n])*(?:"|\n|\Z)        # a string
        |'(?:\\.|[^'\\\n])*(?:'|\n|\Z)
        |url\(\s*(?!["'\s])[^)]*(?:\)|\Z)            # an address without quotes
        |\\.?                                        # an escape
        |[^"'\\{}()\[\];/<u-]+|.)""",
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
_OPENS, _CLOSES = frozenset("(["), frozenset(")]")


@dataclass(frozen=True, slots=True)
class Declaration:
    """``name: value``; the name in lower case unless it is a ``--variable``."""

    name: str
    value: str
    important: bool = False


@dataclass(frozen=True, slots=True)
class CssRule:
    """What stands before a block, the block's declarations, and what stands around it.

    Attributes:
        prelude: The selectors, or the whole opening of an at-rule such as ``@font-face``.
        around: The openings of the blocks it stands in, outermost first.
    """

    prelude: str
    declarations: tuple[Declaration, ...]
    around: tuple[str, ...] = ()

    @property
    def is_at_rule(self) -> bool:
        """Whether it is an ``@…`` and no selector."""
        return self.prelude.startswith("@")

    @property
    def selectors(self) -> tuple[str, ...]:
        """The selectors of its list, each by itself."""
        return () if self.is_at_rule else tuple(split(self.prelude, ","))

    @property
    def name(self) -> str:
        """Of an at-rule its name, such as ``@media``; else empty."""
        return at_name(self.prelude)


def at_name(prelude: str) -> str:
    """``@media`` of ``@media (min-width: 480px)``; empty for selectors."""
    found = re.match(r"@[\w-]+", prelude)
    return found[0].lower() if found else ""


@lru_cache(maxsize=512)
def declarations(css: str) -> tuple[Declaration, ...]:
    """The declarations of a ``style`` attribute or of a block's inside."""
    return tuple(
        declared for part in split(css, ";") if (declared := _declaration(part)) is not None
    )


@lru_cache(maxsize=8)
def rules(css: str) -> tuple[CssRule, ...]:
    """The rules of a style sheet in the order in which their blocks end; at-rules are rules, too."""
    found: list[CssRule] = []
    around: list[str] = []
    inside: list[list[str]] = [[]]
    text = ""
    for piece, depth in _tokens(css):
        if depth or piece not in {"{", "}", ";"}:
            text += piece
        elif piece == "{":
            around.append(" ".join(text.split()))
            inside.append([])
            text = ""
        elif piece == ";":
            _statement(text, inside, around, found)
            text = ""
        elif around:
            _statement(text, inside, around, found)
            _close(around, inside, found)
            text = ""
    _statement(text, inside, around, found)
    while around:
        _close(around, inside, found)
    return tuple(found)


def _statement(text: str, inside: list[list[str]], around: list[str], found: list[CssRule]) -> None:
    text = text.strip()
    if text.startswith("@"):  # @import, @charset: an at-rule without a block
        found.append(CssRule(" ".join(text.split()), (), tuple(around)))
    elif text:
        inside[-1].append(text)


def _close(around: list[str], inside: list[list[str]], found: list[CssRule]) -> None:
    prelude = around.pop()
    declared = (_declaration(text) for text in inside.pop())
    found.append(CssRule(prelude, tuple(one for one in declared if one is not None), tuple(around)))


def _declaration(text: str) -> Declaration | None:
    name, colon, value = text.strip().partition(":")
    name = name.strip()
    if not colon or not name or re.search(r"[\s{}]", name):
        return None
    bare = _IMPORTANT.sub("", value)
    return Declaration(name if name.startswith("--") else name.lower(), bare.strip(), bare != value)


def split(css: str, separator: str) -> Iterator[str]:
    """The parts between separators that stand outside strings and brackets, without comments."""
    part = ""
    for token, depth in _tokens(css):
        if token == separator and not depth:
            if part.strip():
                yield part.strip()
            part = ""
        else:
            part += token
    if part.strip():
        yield part.strip()


def _tokens(css: str) -> Iterator[tuple[str, int]]:
    """Each token with the number of brackets open around it."""
    depth = 0
    for found in _TOKEN.finditer(css):
        token = found["whole"]
        if token is None:
            continue
        if token in _CLOSES:
            depth = max(0, depth - 1)
        yield from ((piece, depth) for piece in _pieces(token))
        if token in _OPENS:
            depth += 1


def _pieces(token: str) -> tuple[str, ...]:
    """A run of plain characters, cut at commas, so that lists can be split."""
    if token[0] in "\"'\\" or "," not in token or token[:4].lower() == "url(":
        return (token,)
    return tuple(re.split(r"(,)", token))


def without_strings(value: str) -> str:
    """A value with its strings and addresses emptied, so that nothing in them is taken for CSS."""
    return re.sub(
        r"""url\([^)]*\)?|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?""",
        lambda found: "url()" if found[0][:1] in "uU" else '""',
        value,
        flags=re.IGNORECASE,
    )


def addresses(value: str) -> tuple[str, ...]:
    """The addresses in ``url(…)``."""
    return tuple(
        found["quoted"] if found["quoted"] is not None else found["bare"].strip()
        for found in re.finditer(
            r"""url\(\s*(?:(?P<mark>["'])(?P<quoted>.*?)(?P=mark)\s*|(?P<bare>[^)"']*))\)""",
            value,
            re.IGNORECASE | re.DOTALL,
        )
    )
