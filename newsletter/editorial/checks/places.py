"""Places of findings: a line of the template's source, or a part of the email.

The finished HTML has no line numbers, because mrml and premailer rewrite every tag. A
declaration or tag is therefore looked up in the template's own pages. If it is not
there verbatim (such as a value filled in by Jinja), the nearest words of the email
name the place.
"""

import re
from collections.abc import Iterable

from newsletter.editorial.checks import css
from newsletter.editorial.checks.finding import shortened
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.page import HEADINGS, HtmlElement, Styled, words
from newsletter.message import Message

_NEARBY = 200  # characters; the words of a larger element do not pinpoint a place
_ATTRIBUTES = {"text-align": "align"}  # MJML's names if they differ
_LAYOUT = frozenset({"table", "tbody", "tr", "td", "div", "p", "a"})  # added by mrml itself
_MJML = {"img": "(?:img|image)"}  # <mj-image> becomes an <img>
_LITERAL = ("id", "class", "src", "href", "name", "http-equiv")


def of_declaration(inputs: Inspected, styled: Styled, declared: css.Declaration) -> Message:
    """Return the place of a declaration, in a style sheet or an element's ``style``."""
    name, value = declared.name, declared.value
    as_css = re.escape(_flat(f"{name}:{value}"))
    as_attribute = re.escape(_flat(f'{_ATTRIBUTES.get(name, name)}="{value}'))
    # whole declarations: margin:0 is neither in margin:04px nor in mso-margin:0
    whole = re.compile(rf"(?:(?<![\w-]){as_css}|{as_attribute})(?=[;}}\"'!]|$)")
    for place, line in _lines(inputs):
        if whole.search(_flat(line)):
            return place
    only = [place for place, line in _lines(inputs) if f"{name}:{{{{" in _flat(line)]
    return only[0] if len(only) == 1 else of_styled(inputs, styled)


def of_styled(inputs: Inspected, styled: Styled) -> Message:
    """Return the place of a whole rule or ``style`` attribute."""
    if styled.rule is None:
        return of_element(inputs, styled.element)
    return of_rule(inputs, styled.rule.prelude)


def of_rule(inputs: Inspected, prelude: str) -> Message:
    """Return the place of a rule by its selectors or at-rule."""
    first = _flat(next(iter(css.comma_separated(prelude)), prelude))
    for place, line in _lines(inputs):
        if first in _flat(line):
            return place
    if css.at_name(prelude):  # named by the finding itself
        return Message("place-template")
    return Message("place-rule", rule=shortened(prelude))


def of_element(inputs: Inspected, element: HtmlElement | None) -> Message:
    """Return the place of an element: its tag in the source, or the nearest words."""
    if element is None:
        return Message("place-template")
    name = _MJML.get(element.tag) or re.escape(element.tag)
    tag = re.compile(rf"<(?:mj-)?{name}(?![\w:-])", re.IGNORECASE)
    found = [(place, line) for place, line in _lines(inputs) if tag.search(line)]
    own = [value for key in _LITERAL if (value := element.get(key))]
    for place, line in found:
        if any(value in line for value in own):
            return place
    is_only = len(found) == 1 and element.tag not in _LAYOUT
    return found[0][0] if is_only else near(inputs, element)


def of_attribute(inputs: Inspected, element: HtmlElement, name: str) -> Message:
    """Return the place of an element's attribute."""
    return of_text(inputs, f'{name}="{element.get(name)}"', element)


def near(inputs: Inspected, element: HtmlElement) -> Message:
    """Return the words of an element, or of the heading above it."""
    own = words(element)
    if own and len(own) <= _NEARBY:
        return Message("place-words", words=shortened(own))
    heading = ""
    for one in inputs.page.elements:
        if one.tag in HEADINGS:
            heading = words(one)
        if one is element:
            break
    return Message("place-words", words=shortened(heading or inputs.issue.title))


def of_text(inputs: Inspected, written: str, element: HtmlElement | None = None) -> Message:
    """Return the place of a piece of markup, or else of the element that contains it."""
    flat = _flat(written)
    places = (place for place, line in _lines(inputs) if flat in _flat(line))
    return next(places, None) or of_element(inputs, element)


def _lines(inputs: Inspected) -> Iterable[tuple[Message, str]]:
    for file, source in inputs.template.items():
        for number, line in enumerate(source.splitlines(), start=1):
            yield Message("place-line", file=file, line=number), line


def _flat(text: str) -> str:
    return "".join(text.split()).casefold()
