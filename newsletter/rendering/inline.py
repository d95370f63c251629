"""Styles into the tags they are for, by premailer, because Gmail may drop every ``<style>``.

Only what a template asks to inline (``<mj-style inline="inline">``) is inlined
and leaves the head; every other style stays there as it was written.
"""

import re
import sys
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

from newsletter.rendering.mjml import INLINE_MARK

if TYPE_CHECKING:
    from premailer import Premailer

_DOCTYPE = re.compile(r"^\s*<!doctype[^>]*>", re.IGNORECASE)
_OTHER_STYLE = re.compile(rf"<style\b([^>]*)>(?!\s*/\*{INLINE_MARK}\*/)", re.IGNORECASE)
_IGNORE = ' data-premailer="ignore"'


def inline(html: str) -> str:
    """The HTML with its marked styles inlined, and the doctype that premailer loses."""
    bare = _DOCTYPE.sub("", html)
    done: str = _premailer()(
        _OTHER_STYLE.sub(rf"<style\1{_IGNORE}>", bare),
        keep_style_tags=False,
        strip_important=False,
        disable_validation=True,
        allow_network=False,
        cssutils_logging_level=50,
        disable_basic_attributes=["width", "height", "align", "valign", "bgcolor"],
    ).transform(pretty_print=False)
    # those in conditional comments are out of premailer's sight and keep the mark
    return "<!doctype html>\n" + done.replace(_IGNORE, "")


@cache
def _premailer() -> "type[Premailer]":
    """Import premailer without the half of its cost that no mail needs.

    It imports requests to fetch style sheets, which ``allow_network=False`` rules
    out: while it is imported an empty module takes that name. And
    ``disable_validation`` does not reach the styles that tags have already:
    cssutils compiles the patterns of every property to validate them, only for
    a log that is off. Neither changes what comes out.
    """
    has_requests = "requests" in sys.modules
    if not has_requests:
        sys.modules["requests"] = ModuleType("requests", "Not imported; see rendering.inline.")
    try:
        import cssutils  # premailer's
        from premailer import Premailer
    finally:
        if not has_requests:
            del sys.modules["requests"]
    cssutils.profile.removeProfile(all=True)
    inliner: type[Premailer] = Premailer
    return inliner
