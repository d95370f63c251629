"""Features of HTML and CSS that an email uses, by their names in caniemail.

A use tells what stood in the mail, and what a mail program must understand to
come across it at all: a ``display:flex`` inside ``@media`` does nothing in a
program that skips media queries.
"""

import re
import tomllib
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from newsletter.editorial.checks import css
from newsletter.editorial.checks.page import EmailPage, HtmlElement, Styled


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a feature.

    Attributes:
        feature: caniemail's slug.
        guards: Features without which a program does not see this use.
        unseen_by: Programs that are kept away from it.
        selector: Of the rule it stands in; empty for an attribute.
        declaration: Which brought it in, if it is one of CSS.
        siblings: The declarations of the same block that stand before it, then those after.
        element: Which brought it in, if it is one of HTML.
    """

    feature: str
    guards: frozenset[str] = frozenset()
    unseen_by: frozenset[str] = frozenset()
    selector: str = ""
    declaration: css.Declaration | None = None
    before: tuple[css.Declaration, ...] = ()
    after: tuple[css.Declaration, ...] = ()
    element: HtmlElement | None = field(default=None, compare=False)


OUTLOOK = frozenset({"outlook.windows", "outlook.windows-mail"})


# Features that are a tag, an attribute or a picture format of that very name.
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
_OLD_ELEMENTS = frozenset(
    {"before", "after", "first-line", "first-letter"}
)  # written with one colon


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Mapping[str, str]]:
    """By kind, what stands in a mail and the feature that it is."""
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
    for styled in page.styled():
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
            yield from (Use(one, around) for one in _of_at_rule(rule.prelude))
        elif any(at.startswith("@keyframes") for at in rule.around):
            return  # `from` and `to` are not selectors, and the feature is already reported
        else:
            selector = rule.prelude
            own = frozenset().union(*map(_of_selector, rule.selectors))
            yield from (Use(one, around, selector=selector) for one in own | _nesting(rule))
            guards = around | own
    for number, declared in enumerate(styled.declarations):
        before, after = styled.declarations[:number], styled.declarations[number + 1 :]
        for feature in of_declaration(declared):
            yield Use(feature, guards, unseen_by, selector, declared, before, after)


def _nesting(rule: css.CssRule) -> frozenset[str]:
    nested = any(not around.startswith("@") for around in rule.around)
    return frozenset({"css-nesting"}) if nested else frozenset()


def _of_at_rule(prelude: str) -> Iterator[str]:
    feature = _names()["at-rule"].get(css.at_name(prelude))
    if feature is None:
        return
    yield feature
    if feature == "css-at-media":
        yield from (
            slug
            for word, slug in _names()["media"].items()
            if re.search(rf"[(-]{word}\s*[:)]", prelude)
        )


def _of_selector(selector: str) -> frozenset[str]:
    """Yield the features of one selector, such as ``a:hover > .b``."""
    found = set()
    bare = re.sub(r"\[[^\]]*\]", "[]", selector)
    for colons, word in re.findall(r"(::?)([a-z-]+)", bare, re.IGNORECASE):
        kind = "element" if colons == "::" or word in _OLD_ELEMENTS else "class"
        found.add(f"css-pseudo-{kind}-{word.lower()}")
    simple = re.sub(r"::?[a-z-]+(?:\([^)]*\))?", "", bare, flags=re.IGNORECASE).strip()
    spaced = re.sub(r"\s*([>+~])\s*", r"\1", simple)
    found |= {slug for mark, slug in _COMBINATORS.items() if mark in spaced}
    for compound in re.split(r"[ >+~]", spaced):
        found |= _of_compound(compound)
    return frozenset(found)


def _of_compound(compound: str) -> set[str]:
    parts = {
        "css-selector-class": compound.count("."),
        "css-selector-id": compound.count("#"),
        "css-selector-attribute": compound.count("["),
        "css-selector-universal": compound.count("*"),
        "css-selector-type": int(bool(re.match(r"[a-z]", compound, re.IGNORECASE))),
    }
    found = {slug for slug, count in parts.items() if count}
    if parts["css-selector-class"] + parts["css-selector-id"] > 1:
        found.add("css-selector-chaining")
    return found


@lru_cache(maxsize=1024)
def of_declaration(declared: css.Declaration) -> frozenset[str]:
    """Yield the features that a declaration uses, whether or not in the catalogue."""
    return frozenset(_of_declaration(declared))


def _of_declaration(declared: css.Declaration) -> Iterator[str]:
    name, bare = declared.name, css.without_strings(declared.value).lower()
    if name.startswith("--"):
        yield "css-variables"
        return
    yield _names()["property"].get(name, f"css-{name}")
    if declared.important:
        yield "css-important"
    if name == "background" and ("url(" in bare or "gradient(" in bare):
        yield "css-background-image"
    yield from _of_value(name, bare)
    for address in css.addresses(declared.value):
        yield from _of_picture(address)


def _of_value(name: str, bare: str) -> Iterator[str]:
    names = _names()
    words = set(re.findall(r"(?<![\w-])[a-z-]+(?![\w(-])", bare))
    tables = [names["word"]]
    if name == "display":
        tables.append(names["display"])
    elif name in {"font-family", "font"}:
        tables.append(names["font"])
    yield from (table[word] for table in tables for word in words if word in table)
    for function in re.findall(r"([a-z-]+)\(", bare):
        yield names["function"].get(function, "")
    for unit in set(re.findall(r"(?<![\w#-])[-+]?(?:\d*\.)?\d+([a-z]+|%)", bare)):
        if unit in _UNITS:
            yield f"css-unit-{unit}"
        elif unit == "%":
            yield "css-unit-percent"


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
