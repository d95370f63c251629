"""Parser for style sheets and ``style`` attributes, based on tinycss2.

Follows CSS Syntax Level 3, like browsers: invalid text is skipped and nothing raises.
Values and selectors are CSS text without comments, with strings in double quotes and
escapes resolved.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from tinycss2 import parse_blocks_contents, parse_component_value_list, parse_stylesheet, serialize
from tinycss2.ast import (
    AtKeywordToken,
    AtRule,
    CurlyBracketsBlock,
    FunctionBlock,
    LiteralToken,
    Node,
    ParenthesesBlock,
    QualifiedRule,
    SquareBracketsBlock,
    StringToken,
    URLToken,
)
from tinycss2.ast import Declaration as ParsedDeclaration

_DEEPEST = 60  # levels of brackets; serialising recurses, so anything nested deeper is dropped


@dataclass(frozen=True, slots=True)
class Declaration:
    """``name: value``, with the name in lower case unless it is a ``--variable``."""

    name: str
    value: str
    important: bool = False


@dataclass(frozen=True, slots=True)
class CssRule:
    """One rule of a style sheet.

    Attributes:
        prelude: The selectors, or an at-rule's opening such as ``@font-face``.
        declarations: Those directly in its block.
        around: The preludes of the rules that contain it, outermost first.
    """

    prelude: str
    declarations: tuple[Declaration, ...]
    around: tuple[str, ...] = ()

    @property
    def is_at_rule(self) -> bool:
        """Whether it is an ``@…`` rule instead of one with selectors."""
        return bool(self.name)

    @property
    def selectors(self) -> tuple[str, ...]:
        """The individual selectors of its list."""
        return () if self.is_at_rule else comma_separated(self.prelude)

    @property
    def name(self) -> str:
        """The name of an at-rule, such as ``@media``; empty for other rules."""
        return at_name(self.prelude)


def at_name(prelude: str) -> str:
    """Return ``@media`` for ``@media (min-width: 480px)``; empty for selectors."""
    first = next(iter(tokens(prelude)), None)
    return f"@{first.lower_value}" if isinstance(first, AtKeywordToken) else ""


@lru_cache(maxsize=512)
def declarations(css: str) -> tuple[Declaration, ...]:
    """Return the declarations of a ``style`` attribute."""
    return _declared(parse_blocks_contents(tokens(css)))


@lru_cache(maxsize=8)
def rules(css: str) -> tuple[CssRule, ...]:
    """Return a style sheet's rules and at-rules, nested ones before their parents."""
    return tuple(_rules(parse_stylesheet(tokens(css)), ()))


def _rules(nodes: Iterable[Node], around: tuple[str, ...]) -> Iterator[CssRule]:
    for node in nodes:
        if not isinstance(node, AtRule | QualifiedRule):
            continue
        prelude = " ".join(serialize(node.prelude).split())
        if isinstance(node, AtRule):
            gap = " " if node.prelude and node.prelude[0].type == "whitespace" else ""
            prelude = f"@{node.at_keyword}{gap}{prelude}".strip()
        inside = parse_blocks_contents(node.content or ())
        yield from _rules(inside, (*around, prelude))
        yield CssRule(prelude, _declared(inside), around)


def _declared(nodes: Iterable[Node]) -> tuple[Declaration, ...]:
    return tuple(
        Declaration(
            node.name if node.name.startswith("--") else node.lower_name,
            serialize(node.value).strip(),
            node.important,
        )
        for node in nodes
        if isinstance(node, ParsedDeclaration)
    )


@lru_cache(maxsize=512)
def tokens(css: str) -> tuple[Node, ...]:
    """Return CSS tokens without comments; brackets contain their inner tokens."""
    found = parse_component_value_list(css, skip_comments=True)
    level: list[Node] = list(found)
    for _ in range(_DEEPEST):
        level = [inner for token in level for inner in _inside(token) or ()]
    for token in level:
        if (inside := _inside(token)) is not None:
            inside.clear()
    return tuple(found)


def _inside(token: Node) -> list[Node] | None:
    """Return the tokens between a token's brackets, if it has brackets."""
    if isinstance(token, FunctionBlock):
        return token.arguments
    if isinstance(token, ParenthesesBlock | SquareBracketsBlock | CurlyBracketsBlock):
        return token.content
    return None


def all_tokens(found: Iterable[Node]) -> Iterator[Node]:
    """Yield tokens in order, each followed by those between its brackets."""
    for token in found:
        yield token
        yield from all_tokens(_inside(token) or ())


def is_literal(token: Node, mark: str) -> bool:
    """Return whether a token is a delimiter such as ``,`` or ``>``."""
    return isinstance(token, LiteralToken) and token.value == mark


def comma_separated(value: str) -> tuple[str, ...]:
    """Return the parts of a list; commas in strings and brackets do not separate."""
    parts: list[list[Node]] = [[]]
    for token in tokens(value):
        if is_literal(token, ","):
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(text for part in parts if (text := serialize(part).strip()))


def addresses(value: str) -> tuple[str, ...]:
    """Return the addresses in ``url(…)``, quoted or not."""
    return tuple(_addresses(tokens(value))) if "(" in value else ()


def _addresses(found: Iterable[Node]) -> Iterator[str]:
    for token in all_tokens(found):
        if isinstance(token, URLToken):
            yield token.value.strip()
        elif isinstance(token, FunctionBlock) and token.lower_name == "url":
            yield from (
                one.value.strip() for one in token.arguments if isinstance(one, StringToken)
            )


def imported(prelude: str) -> str:
    """Return the address of an ``@import``; empty if it has none."""
    found = tokens(prelude)
    strings = (token.value.strip() for token in found if isinstance(token, StringToken))
    return next(chain(_addresses(found), strings), "")
