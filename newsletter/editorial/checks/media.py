"""Evaluation of media queries for one screen: the Level 4 subset used in mail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tinycss2.ast import (
    DimensionToken,
    FunctionBlock,
    IdentToken,
    LiteralToken,
    Node,
    NumberToken,
    ParenthesesBlock,
)

from newsletter.editorial.checks import css

_PIXELS = {"px": 1.0, "em": 16.0, "rem": 16.0, "pt": 4 / 3, "in": 96.0, "cm": 96 / 2.54}
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": lambda width, limit: width < limit,
    "<=": lambda width, limit: width <= limit,
    ">": lambda width, limit: width > limit,
    ">=": lambda width, limit: width >= limit,
    "=": lambda width, limit: width == limit,
}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen on which a mail is read.

    Attributes:
        width: Its width in CSS pixels.
        is_dark: Whether the reader prefers a dark colour scheme.
    """

    width: int
    is_dark: bool = False


@lru_cache(maxsize=512)
def applies(query: str, screen: Screen) -> bool:
    """Return whether a media query list, such as ``screen and (max-width: 479px)``, is true.

    An unknown feature is false, as in a program that does not know it.
    """
    parts = css.comma_separated(query)
    return not parts or any(_query(css.tokens(part), screen) for part in parts)


def _query(tokens: Sequence[Node], screen: Screen) -> bool:
    words = [token for token in tokens if token.type != "whitespace"]
    if len(words) > 1 and _word(words[0]) in {"not", "only"} and _word(words[1]):
        kind = _word(words[1])
        is_true = kind in {"all", "screen"} and _after_the_type(words[2:], screen)
        return is_true if _word(words[0]) == "only" else not is_true
    if words and (kind := _word(words[0])) and kind != "not":
        return kind in {"all", "screen"} and _after_the_type(words[1:], screen)
    return _condition(words, screen)


def _after_the_type(words: Sequence[Node], screen: Screen) -> bool:
    """Return whether ``and …`` after a media type is true; an empty condition is true."""
    return not words or (_word(words[0]) == "and" and _condition(words[1:], screen))


def _condition(words: Sequence[Node], screen: Screen) -> bool:
    """Return whether ``(…) and (…)``, ``(…) or (…)`` or ``not (…)`` is true."""
    if words and _word(words[0]) == "not":
        return len(words) == 2 and not _in_parentheses(words[1], screen)
    operators = {_word(word) for word in words[1::2]}
    if len(words) % 2 == 0 or not (operators <= {"and"} or operators == {"or"}):
        return False
    answers = [_in_parentheses(word, screen) for word in words[::2]]
    return any(answers) if operators == {"or"} else all(answers)


def _in_parentheses(token: Node, screen: Screen) -> bool:
    if not isinstance(token, ParenthesesBlock):
        return False
    inside = [one for one in token.content if one.type != "whitespace"]
    if inside and (isinstance(inside[0], ParenthesesBlock) or _word(inside[0]) == "not"):
        return _condition(inside, screen)
    return _feature(inside, screen)


def _feature(inside: Sequence[Node], screen: Screen) -> bool:
    if len(inside) >= 3 and css.is_literal(inside[1], ":"):
        return _plain(_word(inside[0]), inside[2], screen)
    if len(inside) == 1:
        return _word(inside[0]) in {"width", "prefers-color-scheme", "color"}
    return _range(inside, screen)


def _plain(name: str, value: Node, screen: Screen) -> bool:
    if name == "prefers-color-scheme":
        return _word(value) == ("dark" if screen.is_dark else "light")
    limit = _pixels(value)
    sign = {"min-width": ">=", "max-width": "<=", "width": "="}
    names = {**sign, "min-device-width": ">=", "max-device-width": "<="}
    return limit is not None and name in names and _COMPARED[names[name]](screen.width, limit)


def _range(inside: Sequence[Node], screen: Screen) -> bool:
    """Return whether ``width <= 479px`` or ``320px < width <= 479px`` is true."""
    parts: list[str | float] = []
    for token in inside:
        sign = token.value if isinstance(token, LiteralToken) else ""
        pixels = _pixels(token)
        if sign == "=" and parts and parts[-1] in {"<", ">"}:
            parts[-1] = f"{parts[-1]}="
        else:
            parts.append(sign or (pixels if pixels is not None else _word(token)))
    if parts.count("width") != 1:
        return False
    at = parts.index("width")
    return _sides(parts[:at], parts[at + 1 :], screen)


def _sides(left: Sequence[str | float], right: Sequence[str | float], screen: Screen) -> bool:
    answers = []
    if left:
        if len(left) != 2 or left[1] not in _MIRRORED or isinstance(left[0], str):
            return False
        answers.append(_COMPARED[_MIRRORED[str(left[1])]](screen.width, left[0]))
    if right:
        if len(right) != 2 or right[0] not in _COMPARED or isinstance(right[1], str):
            return False
        answers.append(_COMPARED[str(right[0])](screen.width, right[1]))
    return bool(answers) and all(answers)


def _pixels(token: Node) -> float | None:
    if isinstance(token, DimensionToken) and token.lower_unit in _PIXELS:
        return float(token.value * _PIXELS[token.lower_unit])
    return 0.0 if isinstance(token, NumberToken) and token.value == 0 else None


def _word(token: Node) -> str:
    """Return an identifier in lower case; empty for all other tokens."""
    if isinstance(token, IdentToken):
        return str(token.lower_value)
    return "" if not isinstance(token, FunctionBlock) else f"{token.lower_name}()"
