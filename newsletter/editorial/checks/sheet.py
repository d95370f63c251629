"""The contact sheet: one page that shows a mail as different readers see it, beside the findings.

The page carries everything itself, so it opens from a folder without a network.
"""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from types import MappingProxyType

from newsletter.editorial.checks.finding import Finding, Severity
from newsletter.editorial.checks.inspected import Inspected, Language
from newsletter.editorial.checks.views import View, framed, seen, with_pictures
from newsletter.editorial.checks.weight import CUT_AT_BYTES, EmailSize, weigh
from newsletter.editorial.checks.wording import number

# What is shown, in this order: the view and the width in CSS pixels.
SHOWN: tuple[tuple[View, int], ...] = tuple((view, width) for view in View for width in (600, 375))
_DARK = frozenset({View.DARK, View.DARKENED, View.INVERTED})

# Dutch, English.
WORDS: Mapping[str, tuple[str, str]] = {
    View.LIGHT.value: ("licht", "light"),
    View.DARK.value: ("donker", "dark"),
    View.INVERTED.value: ("omgekeerd", "turned round"),
    View.DARKENED.value: ("donker gemaakt", "darkened"),
    View.NO_PICTURES.value: ("zonder beelden", "without pictures"),
    View.NO_STYLES.value: ("zonder stijlblok", "without the style block"),
    Severity.ERROR.value: ("moet anders", "must change"),
    Severity.HINT.value: ("kan beter", "could be better"),
    Severity.NOTE.value: ("niet bekeken", "not looked at"),
    "findings": ("Wat de toets vond", "What the check found"),
    "nothing": ("Niets: de brief is klaar om te gaan.", "Nothing: the letter is ready to go."),
    "weight": ("Gewicht", "Weight"),
    "meter": ("deel van wat Gmail toont", "share of what Gmail shows"),
    "of": ("van ten hoogste", "of at most"),
    "styles": ("waarvan stijlen", "of which styles"),
    "small": ("alles naast elkaar, op halve grootte", "everything side by side, at half size"),
    "text": ("Tekstversie", "Text part"),
    "line": ("regel", "line"),
}


def contact_sheet(
    inputs: Inspected,
    findings: Sequence[Finding],
    *,
    pictures: Mapping[str, bytes] = MappingProxyType({}),
) -> str:
    """The whole page.

    Args:
        inputs: The issue as it would go, filled for a sample reader.
        findings: What the checks found of it.
        pictures: The pictures by the address that the mail calls them; those
            given are carried by the page, the others come from where they are hosted.
    """
    language = inputs.language
    page = Template((Path(__file__).parent / "data" / "sheet.html").read_text(encoding="utf-8"))
    return page.substitute(
        language=language,
        subject=escape(inputs.subject),
        preheader=escape(inputs.issue.preheader),
        sender=escape(inputs.edition.sender.name),
        findings_title=_word("findings", language),
        findings=_findings(findings, language),
        weight_title=_word("weight", language),
        weight=_weight(weigh(inputs), language),
        size_label=_word("small", language),
        views="\n".join(_views(with_pictures(inputs.html, pictures), language)),
        text_title=_word("text", language),
        text=escape(inputs.text),
    )


def _word(key: str, language: Language) -> str:
    return WORDS[key][0 if language == "nl" else 1]


def _views(html: str, language: Language) -> list[str]:
    shown = []
    for view, width in SHOWN:
        caption = f"{_word(view.value, language)}, {width} px"
        darkly = ' class="darkly"' if view in _DARK else ""
        frame = framed(seen(html, view), title=caption, width=width)
        shown.append(
            f'<figure{darkly} style="width:{width}px">'
            f"<figcaption>{caption}</figcaption>{frame}</figure>"
        )
    return shown


def _findings(findings: Sequence[Finding], language: Language) -> str:
    if not findings:
        return f"<p>{_word('nothing', language)}</p>"
    entries = "\n".join(_finding(finding, language) for finding in findings)
    return f"<ol>\n{entries}\n</ol>"


def _finding(finding: Finding, language: Language) -> str:
    kind = finding.severity.value
    line = f", {_word('line', language)} {finding.line}" if finding.line else ""
    head = f'<span class="kind">{_word(kind, language)}{line}</span>'
    return f'<li class="{kind}">{head} {escape(finding.message)}</li>'


def _weight(weight: EmailSize, language: Language) -> str:
    meter = (
        f'<meter min="0" max="1" low="0.6" high="0.88" optimum="0" value="{weight.share:.3f}"'
        f' aria-label="{_word("meter", language)}">{weight.share:.0%}</meter>'
    )
    limit = f"HTML, {_word('of', language)} {CUT_AT_BYTES // 1024} kB"
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td>{number(round(size / 1024, 1), language)} kB</td></tr>'
        for name, size in (
            (limit, weight.html_bytes),
            (_word("styles", language), weight.styles_bytes),
            (_word("text", language), weight.text_bytes),
        )
    )
    return f"{meter}\n<table>{rows}</table>"
