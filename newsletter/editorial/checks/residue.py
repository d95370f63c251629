"""Check that no sentinel or template mark is left in the email."""

import re

from newsletter.editorial.checks.finding import Finding, shortened, words_of
from newsletter.editorial.checks.inspected import Inspected
from newsletter.message import Message

# A sentinel, Jinja's marks, and Rust's character escapes (which mrml puts into attributes).
_RESIDUE = re.compile(
    r"zzfield\w*|\{\{.{0,40}|\}\}|\{%.{0,40}|%\}|\\u\{[0-9a-f]*\}?", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"""=\s*"[^"]*(\\n|\\t|\\")""")


def check_residue(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no sentinel or template mark reaches readers, except the editor's own text."""
    own = " ".join((_of_the_issue(inputs), *inputs.values.values()))
    email = Message("part-email")
    parts = {
        Message("part-subject"): inputs.subject,
        email: _without_styles(inputs.html),
        Message("part-text"): inputs.text,
        **{Message("part-header", words=name): value for name, value in inputs.headers.items()},
    }
    return tuple(
        Finding.error("template-residue", where=part, text=shortened(found))
        for part, text in parts.items()
        if (found := _residue(text, own, is_html=part == email))
    )


def _residue(text: str, own: str, *, is_html: bool) -> str:
    for found in _RESIDUE.finditer(text):
        mark = found[0] if found[0][:2].isalpha() else found[0][:2]
        # the editor's text is sent as written; `check_unfilled` covers placeholders
        if mark.lower() not in own.lower():
            return found[0]
    if is_html and (escaped := _ATTRIBUTE.search(text)) and escaped[1] not in own:
        return escaped[0]
    return ""


def _of_the_issue(inputs: Inspected) -> str:
    issue, edition = inputs.issue, inputs.edition
    return " ".join(
        (
            issue.title,
            issue.subject,
            issue.preheader,
            issue.sign_off or "",
            issue.origin.text if issue.origin else "",
            edition.sender.name,
            *(words_of(block) for block in issue.blocks),
        )
    )


def _without_styles(html: str) -> str:
    """Remove styles, whose nested rules end in braces that are not template marks."""
    return re.sub(r"<style\b.*?</style>", "", html, flags=re.DOTALL | re.IGNORECASE)
