"""A sign-up form for another site: plain HTML that needs no script and posts across."""

from html import escape
from typing import Final

_FORM: Final = {
    "nl": {
        "email": "E-mailadres",
        "name": "Voornaam (hoeft niet)",
        "button": "Aanmelden",
        "privacy": "Privacy",
    },
    "en": {
        "email": "E-mail address",
        "name": "First name (optional)",
        "button": "Subscribe",
        "privacy": "Privacy",
    },
}
_SNIPPET: Final = """<form action="{base}/subscribe" method="post" accept-charset="utf-8">
  <input type="hidden" name="lang" value="{language}">
  <p><label>{email}<br><input type="email" name="email" autocomplete="email" required maxlength="320"></label></p>
  <p><label>{name}<br><input name="name" autocomplete="given-name" maxlength="60"></label></p>
  <p><button>{button}</button> <a href="{base}/privacy">{privacy}</a></p>
</form>"""


def form_for_other_sites(base_url: str, language: str) -> str:
    """The form; what it posts is shown on the sign-up page, which asks for one more press."""
    words = _FORM.get(language, _FORM["en"])
    return _SNIPPET.format(base=escape(base_url), language=escape(language), **words)
