"""Rows of people as values."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from newsletter.model.audience import Standing, Subscriber
from newsletter.store.arriving import read_address
from newsletter.store.rule import has_tag
from newsletter.store.tables import subscribers, tagged, tags


def chosen(standing: Standing | None, tag: str | None, search: str) -> list[ColumnElement[bool]]:
    """Which people are meant; nobody who was erased."""
    rules: list[ColumnElement[bool]] = [subscribers.c.mailbox.is_not(None)]
    if standing is not None:
        rules.append(subscribers.c.standing == standing)
    if tag is not None:
        rules.append(has_tag(tag))
    if search:
        rules.append(
            or_(
                subscribers.c.mailbox.contains(search.casefold(), autoescape=True),
                subscribers.c.first_name.icontains(search, autoescape=True),
            )
        )
    return rules


def load(
    connection: Connection, *rules: ColumnElement[bool], limit: int = 1
) -> tuple[Subscriber, ...]:
    """Up to ``limit`` people of whom this holds, by number, with their tags."""
    rows = connection.execute(
        select(subscribers).where(*rules).order_by(subscribers.c.id).limit(limit)
    ).all()
    their_tags: dict[int, set[str]] = {row.id: set() for row in rows}
    for number, name in connection.execute(
        select(tagged.c.subscriber, tags.c.name)
        .join(tags, tags.c.id == tagged.c.tag)
        .where(tagged.c.subscriber.in_(list(their_tags)))
    ):
        their_tags[number].add(name)
    return tuple(_person(row, frozenset(their_tags[row.id])) for row in rows)


def _person(row: Row[Any], their_tags: frozenset[str]) -> Subscriber:
    return Subscriber(
        id=row.id,
        address=read_address(row.address),
        standing=row.standing,
        first_name=row.first_name,
        language=row.language,
        tags=their_tags,
        rhythm=row.rhythm,
        paused_until=row.paused_until,
        joined_at=row.joined_at,
        confirmed_at=row.confirmed_at,
        left_at=row.left_at,
    )
