"""The ground on which readers get the letter, read from the record of consent."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, case, select

from newsletter.model.ground import Ground, ground_in
from newsletter.store.tables import consents

_SIGNED_UP_BY = (
    "confirmed"  # kinds of consent, as audience.joining and audience.taking_in note them
)
_STATED_BY = ("imported", "added by the editor")


def stated_sql(subscriber: ColumnElement[int]) -> ScalarSelect[Any]:
    """Select the editor's statement about a reader; NULL where their newest consent is their own."""
    return (
        select(case((consents.c.kind == _SIGNED_UP_BY, None), else_=consents.c.wording))
        .where(
            consents.c.subscriber == subscriber,
            consents.c.kind.in_((_SIGNED_UP_BY, *_STATED_BY)),
        )
        .order_by(consents.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def ground_of(statement: str | None) -> Ground:
    """Return the ground by what ``stated_sql`` selected."""
    return Ground.SIGNED_UP if statement is None else ground_in(statement)
