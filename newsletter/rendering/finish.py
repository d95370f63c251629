"""The last look at the HTML, before the editor's words go in: smaller, and free of what went wrong."""

import re

from newsletter.errors import TemplateError

_COMMENT = re.compile(r"<!--(?!\[if|<!\[endif|>).*?-->", re.DOTALL)
_INDENT = re.compile(r">[ \t]*\n\s*<")
_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(</style>)", re.DOTALL | re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_SPACE = re.compile(r"\s*([{};,])\s*")
_EMPTY_STYLE = re.compile(r"<style\b[^>]*></style>")
_STYLE_ATTRIBUTE = re.compile(r'(\sstyle=")([^"]*)(")')
_TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_FIXED_HEIGHT = re.compile(r"(?<=[;\"])height:\s*\d+px")
_DEBUG_FORM = re.compile(r'=\s*"[^"]*(?:\\u\{|\\n|\\t|\\"|\\\\)')


def finish(html: str) -> str:
    """The HTML as it will be sent, sentinels still in it.

    Raises:
        TemplateError: If an attribute carries Rust's debug form, which mrml
            writes for what it does not take for printable.
    """
    for tag in _TAG.finditer(html):
        if _DEBUG_FORM.search(tag[0]):
            raise TemplateError(
                f"an attribute came out garbled: {tag[0][:120]}; write it in plain letters, or as an entity"
            )
    html = _COMMENT.sub("", html)
    html = _STYLE.sub(lambda style: style[1] + _smaller(style[2]) + style[3], html)
    html = _EMPTY_STYLE.sub("", html)
    html = _STYLE_ATTRIBUTE.sub(lambda found: found[1] + _tightened(found[2]) + found[3], html)
    # a picture keeps its place while it loads (the attribute), and shrinks in proportion (the style)
    html = _IMAGE.sub(lambda image: _FIXED_HEIGHT.sub("height:auto", image[0]), html)
    return _INDENT.sub(">\n<", html).strip() + "\n"


def _smaller(css: str) -> str:
    """A style sheet without comments and without white space that means nothing."""
    return _CSS_SPACE.sub(r"\1", _CSS_COMMENT.sub("", css)).strip()


def _tightened(style: str) -> str:
    """An attribute's declarations with no space between them."""
    return "; ".join(part.strip() for part in style.split(";")).strip("; ").replace("; ", ";")
