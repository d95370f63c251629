"""Features of HTML and CSS that an email uses, by their names in caniemail.

A use records what was found in the mail, and what a mail program must support to
encounter it at all: a ``display:flex`` inside ``@media`` has no effect in a program
that skips media queries.
"""

import re
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from tinycss2.ast import (
    DimensionToken,
    FunctionBlock,
    IdentToken,
    LiteralToken,
    Node,
    PercentageToken,
)

from newsletter.editorial.checks import css
from newsletter.editorial.checks.page import EmailPage, HtmlElement, Styled


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a feature.

    Attributes:
        feature: caniemail's slug.
        guards: Features without which a program does not see this use.
        unseen_by: Programs from which it is hidden.
        selector: The selector of its rule; empty for an attribute.
        declaration: The declaration that uses the feature, if it is one of CSS.
        siblings: The declarations of the same block before it, then those after it.
        element: The element that uses the feature, if it is one of HTML.
        styled: The rule or attribute that contains it, if it is one of CSS.
    """

    feature: str
    guards: frozenset[str] = frozenset()
    unseen_by: frozenset[str] = frozenset()
    selector: str = ""
    declaration: css.Declaration | None = None
    before: tuple[css.Declaration, ...] = ()
    after: tuple[css.Declaration, ...] = ()
    element: HtmlElement | None = field(default=None, compare=False)
    styled: Styled | None = field(default=None, compare=False)


OUTLOOK = frozenset({"outlook.windows", "outlook.windows-mail"})


# Features named after their tag, attribute or picture format.
_TAGS = """
abbr acronym address audio base bdi blockquote body code del dfn dialog div form hr img link marquee meter
object p picture pre progress rp rt ruby select small span strike strong style svg table textarea video wbr
"""
_ATTRIBUTES = """
align background cellpadding cellspacing dir height hidden lang popover required role srcset target valign
width aria-describedby aria-hidden aria-label aria-labelledby aria-live
"""
_PICTURES = "apng avif bmp gif ico mp4 png svg webp"
_UNITS = frozenset(
    {"ch", "cm", "em", "ex", "in", "mm", "pc", "pt", "px", "rem", "vh", "vmax", "vmin", "vw"}
)
_COMBINATORS = {
    ">": "css-selector-child",
    "+": "css-selector-adjacent-sibling",
    "~": "css-selector-general-sibling",
    " ": "css-selector-descendant",
}
# also valid with a single colon
_OLD_ELEMENTS = frozenset({"before", "after", "first-line", "first-letter"})


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Mapping[str, str]]:
    """Return, by kind, the words found in a mail and their features."""
    data = Path(__file__).parent / "data" / "features.toml"
    tables = tomllib.loads(data.read_text(encoding="utf-8"))
    names = {
        kind: {word: slug for slug, words in table.items() for word in words.split()}
        for kind, table in tables.items()
    }
    for kind, prefix, words in (
        ("tag", "html", _TAGS),
        ("attribute", "html", _ATTRIBUTES),
        ("picture", "image", _PICTURES),
    ):
        names[kind] |= {word: f"{prefix}-{word}" for word in words.split()}
    return names


def uses(page: EmailPage, known: Container[str]) -> Iterator[Use]:
    """Yield every use of a feature in the catalogue."""
    for styled in page.styled:
        yield from (use for use in _of_styles(styled) if use.feature in known)
    for element in page.elements:
        unseen_by = OUTLOOK if element in page.outlook_blind else frozenset()
        for feature in _of_element(element):
            if feature in known:
                yield Use(feature, unseen_by=unseen_by, element=element)


def _of_styles(styled: Styled) -> Iterator[Use]:
    rule = styled.rule
    guards: frozenset[str] = frozenset()
    selector = ""
    unseen_by = OUTLOOK if styled.hidden_from_outlook else frozenset()
    if rule is not None:
        around = frozenset(feature for one in rule.around for feature in _of_at_rule(one))
        if rule.is_at_rule:
            yield from (Use(one, around, styled=styled) for one in _of_at_rule(rule.prelude))
        elif any(at.startswith("@keyframes") for at in rule.around):
            return  # `from` and `to` are not selectors, and the feature is already reported
        else:
            selector = rule.prelude
            own = frozenset().union(*map(_of_selector, rule.selectors))
            yield from (
                Use(one, around, selector=selector, styled=styled) for one in own | _nesting(rule)
            )
            guards = around | own
    for number, declared in enumerate(styled.declarations):
        before, after = styled.declarations[:number], styled.declarations[number + 1 :]
        for feature in of_declaration(declared):
            yield Use(feature, guards, unseen_by, selector, declared, before, after, styled=styled)


def _nesting(rule: css.CssRule) -> frozenset[str]:
    nested = any(not around.startswith("@") for around in rule.around)
    return frozenset({"css-nesting"}) if nested else frozenset()


def _of_at_rule(prelude: str) -> Iterator[str]:
    feature = _names()["at-rule"].get(css.at_name(prelude))
    if feature is None:
        return
    yield feature
    if feature == "css-at-media":
        asked = [
            token.lower_value
            for token in css.all_tokens(css.tokens(prelude))
            if isinstance(token, IdentToken)
        ]
        yield from (
            slug
            for word, slug in _names()["media"].items()
            if any(name == word or name.endswith(f"-{word}") for name in asked)
        )


def _of_selector(selector: str) -> frozenset[str]:
    """Return the features of one selector, such as ``a:hover > .b``."""
    found = set(_pseudos(css.all_tokens(css.tokens(selector))))
    compound: list[Node] = []
    combinator = ""
    for token in _without_pseudos(css.tokens(selector)):
        if token.type == "whitespace":
            combinator = combinator or " "
        elif isinstance(token, LiteralToken) and token.value in _COMBINATORS:
            combinator = token.value
        else:
            if combinator and (compound or combinator != " "):
                found |= {_COMBINATORS[combinator], *_of_compound(compound)}
                compound = []
            combinator = ""
            compound.append(token)
    if combinator.strip():  # followed only by a pseudo-class, as in ``a > :hover``
        found.add(_COMBINATORS[combinator])
    return frozenset(found | _of_compound(compound))


def _pseudos(tokens: Iterable[Node]) -> Iterator[str]:
    colons = 0
    for token in tokens:
        if css.is_literal(token, ":"):
            colons += 1
            continue
        if colons and isinstance(token, IdentToken | FunctionBlock):
            name = token.lower_value if isinstance(token, IdentToken) else token.lower_name
            kind = "element" if colons > 1 or name in _OLD_ELEMENTS else "class"
            yield f"css-pseudo-{kind}-{name}"
        colons = 0


def _without_pseudos(tokens: Iterable[Node]) -> Iterator[Node]:
    is_named = False
    for token in tokens:
        is_colon = css.is_literal(token, ":")
        if not is_colon and not is_named:
            yield token
        is_named = is_colon


def _of_compound(compound: Sequence[Node]) -> set[str]:
    parts = {
        "css-selector-class": sum(css.is_literal(token, ".") for token in compound),
        "css-selector-id": sum(token.type == "hash" for token in compound),
        "css-selector-attribute": sum(token.type == "[] block" for token in compound),
        "css-selector-universal": sum(css.is_literal(token, "*") for token in compound),
        "css-selector-type": int(bool(compound) and compound[0].type == "ident"),
    }
    found = {slug for slug, count in parts.items() if count}
    if parts["css-selector-class"] + parts["css-selector-id"] > 1:
        found.add("css-selector-chaining")
    return found


@lru_cache(maxsize=1024)
def of_declaration(declared: css.Declaration) -> frozenset[str]:
    """Return the features that a declaration uses, whether or not in the catalogue."""
    return frozenset(_of_declaration(declared))


def _of_declaration(declared: css.Declaration) -> Iterator[str]:
    name = declared.name
    if name.startswith("--"):
        yield "css-variables"
        return
    yield _names()["property"].get(name, f"css-{name}")
    if declared.important:
        yield "css-important"
    tokens = tuple(css.all_tokens(css.tokens(declared.value)))
    functions = {token.lower_name for token in tokens if isinstance(token, FunctionBlock)}
    pictures = css.addresses(declared.value)
    if name == "background" and (pictures or any(one.endswith("gradient") for one in functions)):
        yield "css-background-image"
    yield from (_names()["function"].get(one, "") for one in functions)
    yield from _of_words(
        name, {token.lower_value for token in tokens if isinstance(token, IdentToken)}
    )
    yield from map(_of_unit, tokens)
    for address in pictures:
        yield from _of_picture(address)


def _of_words(name: str, words: Iterable[str]) -> Iterator[str]:
    names = _names()
    tables = [names["word"]]
    if name == "display":
        tables.append(names["display"])
    elif name in {"font-family", "font"}:
        tables.append(names["font"])
    yield from (table[word] for table in tables for word in words if word in table)


def _of_unit(token: Node) -> str:
    """Return the feature of a quantity's unit; empty for all other tokens."""
    if isinstance(token, DimensionToken) and token.lower_unit in _UNITS:
        return f"css-unit-{token.lower_unit}"
    return "css-unit-percent" if isinstance(token, PercentageToken) else ""


def _of_element(element: HtmlElement) -> Iterator[str]:
    tag = element.tag
    names = _names()
    yield names["tag"].get(tag, "")
    yield from (names["attribute"].get(name, "") for name in element.keys())  # noqa: SIM118  # lxml's, no dict
    kind = (element.get("type") or "").lower()
    if tag == "input":
        yield f"html-input-{kind or 'text'}"
    elif tag == "button":
        yield f"html-button-{kind or 'submit'}"
    elif tag == "a":
        yield from _of_address(element.get("href") or "")
    elif tag == "meta" and (element.get("name") or "").lower() == "color-scheme":
        yield "html-meta-color-scheme"
    for attribute in ("src", "background", "poster"):
        yield from _of_picture(element.get(attribute) or "")
    for candidate in (element.get("srcset") or "").split(","):
        yield from _of_picture(candidate.strip().partition(" ")[0])


def _of_address(href: str) -> Iterator[str]:
    if href.startswith("#") and len(href) > 1:
        yield "html-anchor-links"
    elif href.lower().startswith("mailto:"):
        yield "html-mailto-links"


def _of_picture(address: str) -> Iterator[str]:
    if address.startswith("data:image/"):
        yield "image-base64"
        ending = re.match(r"data:image/([a-z]+)", address)
    else:
        try:
            ending = re.search(r"\.([a-z0-9]+)$", urlsplit(address).path.lower())
        except ValueError:
            return
    if ending:
        yield _names()["picture"].get(ending[1], "")
