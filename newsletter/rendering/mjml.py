"""MJML to HTML by mrml, with the guards that it lacks.

mrml 6 writes attribute values in Rust's debug form, checks nothing, and says
little of an error; each guard below has a test that shows what it is for.
"""

import re

from newsletter.errors import TemplateError
from newsletter.rendering.mjml_check import check_mjml
from newsletter.rendering.templates import MARK, Template

INLINE_MARK = "zzinline"

_MARKED = re.compile(rf' {MARK}="[^"]*"')
_INLINE_STYLE = re.compile(r'(<mj-style)\s+inline="inline"([^>]*)>')
_TAG = re.compile(r"<[a-zA-Z][\w:.-]*(?:\s+[^\s=>/]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'))?)*\s*/?>")
_ATTRIBUTE = re.compile(r"(\s[^\s=>/]+\s*=\s*)(\"[^\"]*\"|'[^']*')")
_BETWEEN = re.compile(
    r">[ \t]+(?=</?mj)"
)  # mrml stumbles over spaces before </mj-head>, not over lines
_SPAN = re.compile(r"(\d+)(?:\.\.|:|-)(\d+)")


def to_html(marked: str, template: Template, page: str) -> str:
    """The HTML of one filled-in page; styles that are to be inlined begin with a mark.

    Raises:
        TemplateError: With the part's file and line, if the MJML is wrong or
            asks for what mrml cannot do.
    """
    if findings := check_mjml(marked, template.folder):
        first, *others = findings
        more = "".join(f"\n{other}" for other in others)
        raise TemplateError(first.problem + more, first.path, first.line)
    from mjml import mjml2html

    mjml = _INLINE_STYLE.sub(rf"\1\2>/*{INLINE_MARK}*/", _MARKED.sub("", marked))
    mjml = encode_attributes(_BETWEEN.sub(">\n", mjml))
    try:
        # no fonts: mrml would load Ubuntu from Google where a family is not given
        html: str = mjml2html(mjml, fonts={})
    except ValueError as error:
        raise TemplateError(
            f"mrml does not understand it: {error}{_excerpt(mjml, str(error))}",
            template.folder / page,
        ) from error
    return html


def encode_attributes(mjml: str) -> str:
    """The same MJML with attribute values that mrml's debug form leaves alone."""
    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(_encoded, tag[0]), mjml)


def _encoded(attribute: re.Match[str]) -> str:
    name, quoted = attribute.groups()
    value = re.sub(r"[\t\r\n]+", " ", quoted[1:-1])
    value = value.replace("\\", "&#92;").replace('"', "&quot;")
    value = "".join(sign if sign.isascii() else f"&#{ord(sign)};" for sign in value)
    return f'{name}"{value}"'


def _excerpt(mjml: str, message: str) -> str:
    """What stands at the byte that mrml names, if it names one."""
    found = _SPAN.search(message)
    if found is None:
        return ""
    at = int(found[1])
    return f" near {mjml.encode()[max(0, at - 40) : at + 40].decode(errors='ignore')!r}"
