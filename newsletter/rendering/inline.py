"""Styles into the tags they are for, by premailer, because Gmail may drop every ``<style>``.

Only what a template asks to inline (``<mj-style inline="inline">``) is inlined
and leaves the head; every other style stays there as it was written.
"""

import re

from newsletter.rendering.mjml import INLINE_MARK

_DOCTYPE = re.compile(r"^\s*<!doctype[^>]*>", re.IGNORECASE)
_OTHER_STYLE = re.compile(rf"<style\b([^>]*)>(?!\s*/\*{INLINE_MARK}\*/)", re.IGNORECASE)
_IGNORE = ' data-premailer="ignore"'


def inline(html: str) -> str:
    """The HTML with its marked styles inlined, and the doctype that premailer loses."""
    from premailer import Premailer  # a quarter of a second to import

    bare = _DOCTYPE.sub("", html)
    done: str = Premailer(
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
