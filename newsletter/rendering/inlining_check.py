"""Finds what would be lost when styles are inlined.

premailer reads styles with cssutils, which knows the CSS of 2011. It silently drops what
it cannot read, such as ``rgb(0 0 0 / 80%)``, ``#rrggbbaa``, ``clamp()`` with a sum and
every at-rule except ``@media``, so that the finished email no longer shows the mistake.
"""

import logging
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from types import ModuleType
from typing import TYPE_CHECKING

from tinycss2 import parse_blocks_contents, parse_stylesheet, serialize
from tinycss2.ast import AtRule, Declaration, Node, ParseError, QualifiedRule

from newsletter.message import Message

if TYPE_CHECKING:
    from cssutils import CSSParser

# Values that cssutils can certainly read, so that it need not be called.
_SURELY_READ = re.compile(r"(?:[\w\s.,%\"'+-]|#(?:[0-9a-f]{3}){1,2}(?![\w-]))*", re.IGNORECASE)
_UNFINISHED = "{ }"  # the sheet ends in a selector without a block
_COLOUR = re.compile(r"#[0-9a-f]|\b(?:rgb|hsl|hwb|lab|lch|color)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Loss:
    """What is lost.

    Attributes:
        text: As the style sheet has it, by which its line is found; empty if unknown.
    """

    problem: Message
    text: str = ""


@lru_cache(maxsize=64)
def lost_from_sheet(css: str, *, is_inlined: bool) -> tuple[Loss, ...]:
    """Return what is lost from a style sheet: broken rules, and what cannot be inlined."""
    return tuple(_of_rules(parse_stylesheet(css, skip_comments=True), is_inlined=is_inlined))


@lru_cache(maxsize=256)
def lost_from_attribute(css: str) -> tuple[Loss, ...]:
    """Return what is lost from an element's ``style`` attribute."""
    return tuple(_of_block(parse_blocks_contents(css, skip_comments=True), css, is_inlined=True))


def _of_rules(nodes: Iterable[Node], *, is_inlined: bool) -> Iterator[Loss]:
    for node in nodes:
        if isinstance(node, ParseError):
            yield Loss(Message("mjml-style-broken", text=_UNFINISHED))
        elif isinstance(node, QualifiedRule):
            yield from _of_rule(node, is_inlined=is_inlined)
        elif isinstance(node, AtRule):
            yield from _of_at_rule(node, is_inlined=is_inlined)


def _of_at_rule(rule: AtRule, *, is_inlined: bool) -> Iterator[Loss]:
    opening = f"@{rule.at_keyword}{serialize(rule.prelude)}".strip()
    if rule.lower_at_keyword == "media":
        yield from _of_rules(
            parse_stylesheet(rule.content or [], skip_comments=True), is_inlined=is_inlined
        )
    elif is_inlined:
        yield Loss(Message("mjml-inline-rule", rule=opening), opening)


def _of_rule(rule: QualifiedRule, *, is_inlined: bool) -> Iterator[Loss]:
    selector = serialize(rule.prelude).strip()
    if selector[:1] in {";", "}"}:
        yield Loss(Message("mjml-style-broken", text=selector), selector)
    else:
        inside = parse_blocks_contents(rule.content, skip_comments=True)
        yield from _of_block(inside, selector, is_inlined=is_inlined)


def _of_block(nodes: Iterable[Node], near: str, *, is_inlined: bool) -> Iterator[Loss]:
    for node in nodes:
        if isinstance(node, ParseError):
            yield Loss(Message("mjml-style-broken", text=near), near)
        elif isinstance(node, Declaration) and is_inlined:
            yield from _of_declaration(node.name, serialize(node.value).strip())
        elif isinstance(node, QualifiedRule | AtRule) and is_inlined:
            opening = serialize(node.prelude).strip()
            yield Loss(Message("mjml-inline-rule", rule=opening), opening)


def _of_declaration(name: str, value: str) -> Iterator[Loss]:
    if _SURELY_READ.fullmatch(value) or _is_read(f"{name}:{value}"):
        return
    written = f"{name}: {value}"
    if _COLOUR.search(value):
        yield Loss(Message("mjml-inline-colour", declaration=written), written)
    else:
        yield Loss(Message("mjml-inline-dropped", declaration=written), written)


@lru_cache(maxsize=1024)
def _is_read(declaration: str) -> bool:
    return bool(css_parser().parseStyle(declaration).length)


@cache
def css_parser() -> "CSSParser":
    """Return cssutils' parser, silent and without its table of properties.

    It would compile the patterns of every property to validate them, only for a log
    that is off.
    """
    sys.modules.setdefault("cssutils._fetch", _fetching_nothing())
    import cssutils  # premailer's

    cssutils.profile.removeProfile(all=True)
    return cssutils.CSSParser(loglevel=logging.CRITICAL, validate=False)


def _fetching_nothing() -> ModuleType:
    """Return what cssutils is given for its module that fetches, which takes 7 ms to import.

    It would fetch what ``@import`` names from anywhere, and rendering uses no network.
    """
    module = ModuleType("cssutils._fetch", "Not imported; see rendering.inlining_check.")
    module.__dict__["_defaultFetcher"] = lambda _: None
    return module
