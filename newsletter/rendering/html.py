"""MJML to final HTML: compiled by mrml, inlined by premailer, checked and minified.

mrml 6 writes attribute values in Rust's debug form, checks nothing, and reports
errors poorly; each guard below has a test that shows what it is for. Only
what a template asks to inline (``<mj-style inline="inline">``) is inlined,
because Gmail may drop every ``<style>``; other styles stay where they are.
"""

import re
import sys
from collections.abc import Mapping
from functools import cache, lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from newsletter.errors import TemplateError
from newsletter.message import Message
from newsletter.rendering.inlining_check import css_parser
from newsletter.rendering.mjml_check import check_mjml
from newsletter.rendering.templates import MARK, Template

if TYPE_CHECKING:
    from premailer import Premailer


INLINE_MARK = "zzinline"

_MARKED = re.compile(rf' {MARK}="[^"]*"')
_INLINE_STYLE = re.compile(r"""(<mj-style\b[^>]*?)\s+inline\s*=\s*(?:"inline"|'inline')([^>]*)>""")
_TAG = re.compile(r"<[a-zA-Z][\w:.-]*(?:\s+[^\s=>/]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'))?)*\s*/?>")
_ATTRIBUTE = re.compile(r"(\s[^\s=>/]+\s*=\s*)(\"[^\"]*\"|'[^']*')")
# mrml cannot read spaces before </mj-head>, but can read line ends
_BETWEEN = re.compile(r">[ \t]+(?=</?mj)")
_SPAN = re.compile(r"(\d+)(?:\.\.|:|-)(\d+)")


def to_html(marked: str, template: Template, page: str) -> str:
    """Return the HTML of one filled-in page, with a mark on styles to inline.

    Raises:
        TemplateError: With the part's file and line, if the MJML is wrong or
            asks for what mrml cannot do.
    """
    if findings := check_mjml(marked, template.folder):
        first, *others = findings
        more = tuple(
            Message("at-place", place=f"{one.path}:{one.line or ''}", problem=one.problem)
            for one in others
        )
        problem = Message("several-problems", problems=(first.problem, *more))
        raise TemplateError(problem if more else first.problem, first.path, first.line)
    from mjml import mjml2html

    mjml = _INLINE_STYLE.sub(rf"\1\2>/*{INLINE_MARK}*/", _MARKED.sub("", marked))
    mjml = encode_attributes(_BETWEEN.sub(">\n", mjml))
    try:
        # no fonts: mrml would load Ubuntu from Google where a family is not given
        html: str = mjml2html(mjml, fonts={})
    except ValueError as error:
        raise TemplateError(
            "mjml-not-understood",
            template.folder / page,
            reason=f"{error}{_excerpt(mjml, str(error))}",
        ) from error
    return html


def encode_attributes(mjml: str) -> str:
    """Return the same MJML with attribute values safe from mrml's debug form."""
    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(_encoded, tag[0]), mjml)


def _encoded(attribute: re.Match[str]) -> str:
    name, quoted = attribute.groups()
    value = re.sub(r"[\t\r\n]+", " ", quoted[1:-1])
    value = value.replace("\\", "&#92;").replace('"', "&quot;")
    value = "".join(sign if sign.isascii() else f"&#{ord(sign)};" for sign in value)
    return f'{name}"{value}"'


def _excerpt(mjml: str, message: str) -> str:
    """Return the text at the byte that mrml names, if it names one."""
    found = _SPAN.search(message)
    if found is None:
        return ""
    at = int(found[1])
    return f" near {mjml.encode()[max(0, at - 40) : at + 40].decode(errors='ignore')!r}"


_DOCTYPE = re.compile(r"^\s*<!doctype[^>]*>", re.IGNORECASE)
_OTHER_STYLE = re.compile(rf"<style\b([^>]*)>(?!\s*/\*{INLINE_MARK}\*/)", re.IGNORECASE)
_IGNORE = ' data-premailer="ignore"'


def inline(html: str) -> str:
    """Return the HTML with its marked styles inlined, and its doctype restored."""
    bare = _DOCTYPE.sub("", html)
    marked = _OTHER_STYLE.sub(rf"<style\1{_IGNORE}>", bare)
    done: str = _inliner()(marked, **_OPTIONS).transform(pretty_print=False)
    # premailer does not see those in conditional comments, so they keep the mark
    return "<!doctype html>\n" + done.replace(_IGNORE, "")


_OPTIONS: Final[Mapping[str, Any]] = {
    "keep_style_tags": False,
    "strip_important": False,
    "disable_validation": True,
    "allow_network": False,
    "cssutils_logging_level": 50,
    "disable_basic_attributes": ["width", "height", "align", "valign", "bgcolor"],
}


@cache
def _inliner() -> "type[Premailer]":
    """Return premailer's class, changed to parse a template's styles once, not for every mail.

    It overrides a private method of premailer 3.10; a test fails if a later version renames it.
    """
    premailer = _premailer()
    read = lru_cache(maxsize=32)(premailer("", **_OPTIONS)._parse_style_rules)

    class Inliner(premailer):  # type: ignore[misc, valid-type]  # it is imported here
        """Returns copies of what was parsed, because premailer adds to them."""

        def _parse_style_rules(self, *style: object) -> tuple[list[object], list[object]]:
            rules, leftover = read(*style)
            return list(rules), list(leftover)

    return Inliner


def _premailer() -> "type[Premailer]":
    """Import premailer without the half of its cost that no mail needs.

    It imports requests to fetch style sheets, which ``allow_network=False`` rules
    out: while it is imported, an empty module takes that name. In addition cssutils
    gets no properties to validate, because ``disable_validation`` does not apply to
    the styles that tags already have. Neither changes the result.
    """
    css_parser()  # before premailer imports cssutils
    has_requests = "requests" in sys.modules
    if not has_requests:
        sys.modules["requests"] = ModuleType("requests", "Not imported; see rendering.inline.")
    try:
        from premailer import Premailer
    finally:
        if not has_requests:
            sys.modules.pop("requests", None)  # another thread may have been first
    inliner: type[Premailer] = Premailer
    return inliner


_COMMENT = re.compile(r"<!--(?!\[if|<!\[endif|>).*?-->", re.DOTALL)
_INDENT = re.compile(r">[ \t]*\n\s*<")
_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(</style>)", re.DOTALL | re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_SPACE = re.compile(r"\s*([{};,])\s*")
_EMPTY_STYLE = re.compile(r"<style\b[^>]*></style>")
_DECLARATION = re.compile(r"(?:&#?\w+;|[^;])+")  # the semicolon of &quot; ends none
_STYLE_ATTRIBUTE = re.compile(r'(\sstyle=")([^"]*)(")')
_ANY_TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_FIXED_HEIGHT = re.compile(r"(?<=[;\"])height:\s*\d+px")
_DEBUG_FORM = re.compile(r'=\s*"[^"]*(?:\\u\{|\\n|\\t|\\"|\\\\)')


def finish(html: str) -> str:
    """Return the HTML as it will be sent, with the sentinels still in it.

    Raises:
        TemplateError: If an attribute carries Rust's debug form, which mrml
            writes for what it does not take for printable.
    """
    for tag in _ANY_TAG.finditer(html):
        if _DEBUG_FORM.search(tag[0]):
            raise TemplateError("attribute-garbled", markup=tag[0][:120])
    html = _COMMENT.sub("", html)
    html = _STYLE.sub(lambda style: style[1] + _smaller(style[2]) + style[3], html)
    html = _EMPTY_STYLE.sub("", html)
    html = _STYLE_ATTRIBUTE.sub(lambda found: found[1] + _tightened(found[2]) + found[3], html)
    # a picture keeps its place while it loads (the attribute), and shrinks in proportion (the style)
    html = _IMAGE.sub(lambda image: _FIXED_HEIGHT.sub("height:auto", image[0]), html)
    return _INDENT.sub(">\n<", html).strip() + "\n"


def _smaller(css: str) -> str:
    """Return a style sheet without comments and superfluous white space."""
    return _CSS_SPACE.sub(r"\1", _CSS_COMMENT.sub("", css)).strip()


def _tightened(style: str) -> str:
    """Return an attribute's declarations with no space between them."""
    parts = (part.strip() for part in _DECLARATION.findall(style))
    return ";".join(part for part in parts if part)
