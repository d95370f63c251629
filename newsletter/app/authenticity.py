"""Whether a report may take effect. Anybody can send an email, so an email needs proof.

A signed webhook call needs no further proof. A bounce or complaint by email counts
only for the delivery whose keyed id it carries.
"""

from datetime import datetime, timedelta
from typing import Final

from newsletter.app.container import Container
from newsletter.message import Message
from newsletter.model.delivery import Report, ReportKind
from newsletter.model.delivery_ids import read_delivery_id
from newsletter.store.ledger.named import Named

_PLAIN_FOR: Final = timedelta(days=30)  # bounces of email sent before the upgrade may still arrive
_HOUR: Final = 3600  # seconds


class Authenticity:
    """Judges reports by their delivery ids."""

    def __init__(self, container: Container) -> None:
        self._container = container

    def objection(self, report: Report) -> Message | None:
        """Return why a report must not take effect; ``None`` if it may.

        An email with a plain id counts towards the rate limit of its dispatch.
        """
        if not report.by_letter or report.kind is ReportKind.WORDS:
            return None
        name = read_delivery_id(report.delivery_id)
        if name is None:
            return Message("report-of-unknown-delivery")
        known = self._container.store.outcomes.named(name)
        has_tag = bool(name.tag) and self._container.keyring.is_ours(name)
        why = objection(known, has_tag=has_tag, now=self._container.now())
        if known is None or why or has_tag:
            return why
        return Message("reports-untagged-too-many") if self._is_braked(known.dispatch) else None

    def _is_braked(self, dispatch: int) -> bool:
        """Count one email, and return whether this and the last clock hour exceed the limit.

        Rejected emails count too, so a continuing flood gets nothing through.
        """
        limits, settings = self._container.store.limits, self._container.settings.letterbox
        hour, key = int(self._container.now().timestamp()) // _HOUR, f"plain letters:{dispatch}"
        many = limits.count(key, hour - 1) + limits.hit(key, hour)
        share = self._container.store.outcomes.audience(dispatch) * settings.untagged_percent / 100
        return many > max(settings.untagged_at_least, int(share))


def objection(known: Named | None, *, has_tag: bool, now: datetime) -> Message | None:
    """Return why an email about this delivery must not take effect; ``None`` if it may.

    The rate limit is checked elsewhere.

    Args:
        known: The delivery that its id names.
        has_tag: Whether the id carries a valid tag.
        now: The current time, for ids from before tags were introduced.
    """
    if known is None:
        return Message("report-of-unknown-delivery")
    if has_tag:
        return None
    if known.is_keyed:
        return Message("report-without-proof")
    return Message("report-untagged-too-old") if now - known.since > _PLAIN_FOR else None
