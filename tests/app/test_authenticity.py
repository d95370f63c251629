"""A letter acts on a reader only with the tag that we alone can have written."""

from datetime import UTC, datetime, timedelta

import pytest

from newsletter.app.authenticity import objection
from newsletter.message import Message
from newsletter.store.ledger.named import Named

NOW = datetime(2026, 3, 7, 12, tzinfo=UTC)


def a_name(*, is_keyed: bool, days_ago: int = 1) -> Named:
    return Named(dispatch=1, number=1, is_keyed=is_keyed, since=NOW - timedelta(days=days_ago))


@pytest.mark.parametrize(
    ("known", "has_tag", "why"),
    [
        (None, True, Message("report-of-unknown-delivery")),
        (a_name(is_keyed=True), True, None),
        (a_name(is_keyed=True), False, Message("report-without-proof")),
        (a_name(is_keyed=False), False, None),
        (a_name(is_keyed=False, days_ago=30), False, None),
        (a_name(is_keyed=False, days_ago=31), False, Message("report-untagged-too-old")),
    ],
    ids=["unknown", "tagged", "untagged", "from before tags", "30 days old", "31 days old"],
)
def test_a_letter_is_believed_by_what_its_delivery_id_proves(
    known: Named | None, has_tag: bool, why: Message | None
) -> None:
    assert objection(known, has_tag=has_tag, now=NOW) == why
