"""The contact sheet: one page with an email as different readers see it, and the findings.

The page is self-contained, so it opens from a folder without a network.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from types import MappingProxyType

from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.views import View, framed, seen, with_pictures
from newsletter.editorial.checks.weight import CUT_AT_BYTES, EmailSize, kilobytes, weigh
from newsletter.message import Message

# The frames in order: the view and the width in CSS pixels.
SHOWN: tuple[tuple[View, int], ...] = tuple((view, width) for view in View for width in (600, 375))
_DARK = frozenset({View.DARK, View.DARKENED, View.INVERTED, View.OUTLOOK})


def contact_sheet(
    inputs: Inspected,
    findings: Sequence[Finding],
    say: Callable[[Message], str],
    *,
    language: str,
    pictures: Mapping[str, bytes] = MappingProxyType({}),
) -> str:
    """Return the whole page.

    Args:
        inputs: The issue as it would be sent, filled in for a sample reader.
        findings: The findings of the checks.
        say: Translates a message into a sentence.
        language: The language of ``say``.
        pictures: Pictures by their address in the mail, which are embedded in the
            page. All others are loaded from their host.
    """
    page = Template((Path(__file__).parent / "data" / "sheet.html").read_text(encoding="utf-8"))
    return page.substitute(
        language=language,
        subject=escape(inputs.subject),
        preheader=escape(inputs.shown.preheader),
        sender=escape(inputs.edition.sender.name),
        findings_title=say(Message("sheet-findings")),
        findings=_findings(findings, say),
        weight_title=say(Message("sheet-weight")),
        weight=_weight(weigh(inputs), say),
        size_label=say(Message("sheet-small")),
        views="\n".join(_views(with_pictures(inputs.html, pictures), say)),
        text_title=say(Message("sheet-text")),
        text=escape(inputs.text),
    )


def _views(html: str, say: Callable[[Message], str]) -> list[str]:
    shown = []
    for view, width in SHOWN:
        caption = f"{say(Message.of(view))}, {width} px"
        darkly = ' class="darkly"' if view in _DARK else ""
        frame = framed(seen(html, view), title=caption, width=width)
        shown.append(
            f'<figure{darkly} style="width:{width}px">'
            f"<figcaption>{caption}</figcaption>{frame}</figure>"
        )
    return shown


def _findings(findings: Sequence[Finding], say: Callable[[Message], str]) -> str:
    if not findings:
        nothing = say(Message("sheet-nothing"))
        return f"<p>{nothing}</p>"
    entries = "\n".join(_finding(finding, say) for finding in findings)
    return f"<ol>\n{entries}\n</ol>"


def _finding(finding: Finding, say: Callable[[Message], str]) -> str:
    severity = Message.of(finding.severity)
    if finding.line:
        severity = Message("severity-at-line", severity=severity, line=finding.line)
    text = say(finding.message)
    head = f'<span class="kind">{say(severity)}</span>'
    whole = escape(text[:1].upper() + text[1:])
    return f'<li class="{finding.severity.value}">{head} {whole}</li>'


def _weight(weight: EmailSize, say: Callable[[Message], str]) -> str:
    meter = (
        f'<meter min="0" max="1" low="0.6" high="0.88" optimum="0" value="{weight.share:.3f}"'
        f' aria-label="{say(Message("sheet-meter"))}">{weight.share:.0%}</meter>'
    )
    rows = "".join(
        f'<tr><th scope="row">{say(name)}</th><td>{say(size)}</td></tr>'
        for name, size in (
            (Message("sheet-html", limit=CUT_AT_BYTES // 1024), _size(weight.html_bytes)),
            (Message("sheet-styles"), _size(weight.styles_bytes)),
            (Message("sheet-text"), _size(weight.text_bytes)),
        )
    )
    return f"{meter}\n<table>{rows}</table>"


def _size(size_bytes: int) -> Message:
    return Message("sheet-size", size=kilobytes(size_bytes))
