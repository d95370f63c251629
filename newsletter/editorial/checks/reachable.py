"""Checks that unsubscribe link and sender are visible, and the preheader hidden."""

from collections.abc import Iterable, Sequence

from newsletter.editorial.checks import appearance, page
from newsletter.editorial.checks.appearance import Hiding, SeenText
from newsletter.editorial.checks.cascade import inline
from newsletter.editorial.checks.finding import Finding, bare, pieces, shortened
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.page import EmailPage, HtmlElement
from newsletter.message import Message

_LEAST_SEEN = 3.0  # contrast below which the unsubscribe link counts as hidden (WCAG 2.2, 1.4.11)


def check_unsubscribe_link(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the unsubscribe link is visible in the HTML and in the text part."""
    return unsubscribe_faults(inputs.html, inputs.text, inputs.values.get("unsubscribe_url", ""))


def unsubscribe_faults(html: str, text: str, url: str) -> tuple[Finding, ...]:
    """Return the faults that keep readers from unsubscribing, in an email's parts.

    Args:
        html: The filled-in HTML.
        text: The filled-in text part; empty if there is none.
        url: The reader's unsubscribe link.
    """
    found = list(_unsubscribe_link(html, url))
    if text.strip() and (not url or url not in text):
        found.append(Finding.error("unsubscribe-missing-text"))
    return tuple(found)


def _unsubscribe_link(html: str, url: str) -> tuple[Finding, ...]:
    mail = page.read(html)
    if not url or not any(link.url == url and link.text for link in mail.links):
        return (Finding.error("unsubscribe-missing"),)
    for look, shown in appearance.by_look(html).items():
        within = {one for way in _ways(look.elements, url) for one in way.iter()}
        hidden = [_hiding(text) for text in shown if text.element in within]
        if all(hidden):
            reason = Message.of(next((one for one in hidden if one), Hiding.PICTURE))
            return (Finding.error("unsubscribe-hidden", mode=Message.of(look.mode), reason=reason),)
    if _is_kept_from_outlook(mail, url):
        mode, reason = Message("mode-outlook-windows"), Message.of(Hiding.OUTLOOK)
        return (Finding.error("unsubscribe-hidden", mode=mode, reason=reason),)
    return ()


def _is_kept_from_outlook(mail: EmailPage, url: str) -> bool:
    """Return whether Outlook for Windows has no unsubscribe link, even its own."""
    return not any(url in comment for comment in mail.comments) and all(
        one in mail.outlook_blind or any(map(_is_hidden_by_mso, _upwards(one)))
        for one in _ways(mail.elements, url)
    )


def _ways(elements: Iterable[HtmlElement], url: str) -> list[HtmlElement]:
    """Return the links to an address."""
    return [one for one in elements if one.tag == "a" and (one.get("href") or "").strip() == url]


def _is_hidden_by_mso(element: HtmlElement) -> bool:
    return any(one.name == "mso-hide" and one.value == "all" for one in inline(element))


def is_lost_unsubscribe_link(text: SeenText, inputs: Inspected) -> bool:
    """Return whether a text is the unsubscribe link's and too faint to be seen."""
    url = inputs.values.get("unsubscribe_url", "")
    is_way = bool(_ways(_upwards(text.element), url))
    return is_way and _hiding(text) is not None


def _hiding(text: SeenText) -> Hiding | None:
    faint = Hiding.COLOUR if text.contrast < _LEAST_SEEN else None
    return text.hiding or faint


def _upwards(element: HtmlElement) -> Iterable[HtmlElement]:
    return (element, *element.iterancestors())


def check_contact(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that each contact line is visible, and is in the text part."""
    found: list[Finding] = []
    for line in inputs.contact:
        found += _contact_line(inputs, line)
        if inputs.text.strip() and bare(line) not in bare(inputs.text):
            found.append(Finding.error("contact-line-missing-text", words=line))
    return tuple(found)


def _contact_line(inputs: Inspected, line: str) -> Iterable[Finding]:
    for look, shown in appearance.by_look(inputs.html).items():
        seen = [text for text in shown if text.hiding in {None, Hiding.COLOUR}]
        if bare(line) in _joined(seen):
            continue
        if bare(line) not in _joined(shown):
            return (Finding.error("contact-line-missing", words=line),)
        ways = (text.hiding for text in shown if bare(text.words) in bare(line))
        reason = Message.of(next((how for how in ways if how), Hiding.DISPLAY))
        mode = Message.of(look.mode)
        return (Finding.error("contact-line-hidden", words=line, mode=mode, reason=reason),)
    return ()


def _joined(texts: Iterable[SeenText]) -> str:
    return bare(" ".join(text.words for text in texts))


def check_preheader_in_mail(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that the preheader is the mail's first text and is hidden in the body."""
    preheader = bare(max(pieces(inputs.issue.preheader), key=len))
    if not preheader:
        return ()  # `check_preheader` reports it
    for look, shown in appearance.by_look(inputs.html).items():
        at = _place_of_preheader(preheader, shown)
        if at is None:
            return (Finding.error("preheader-lost"),)
        if at:
            return (Finding.error("preheader-not-first", words=shortened(shown[0].words)),)
        if shown[at].hiding is None:
            return (Finding.error("preheader-shown", mode=Message.of(look.mode)),)
    return ()


def _place_of_preheader(preheader: str, shown: Sequence[SeenText]) -> int | None:
    """Return the preheader's position; a quote in the issue may have the same words."""
    for number, text in enumerate(shown):
        if preheader in bare(text.words) and (number == 0 or text.hiding is not None):
            return number
    return None
