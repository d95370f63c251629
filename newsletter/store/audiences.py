"""Who gets a plan now, and why others do not, by the rule that freezes dispatches."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Integer, case, func, literal, select, true

from newsletter.model.address import EmailAddress
from newsletter.model.audience import Exclusion, Standing
from newsletter.model.dispatch import Plan
from newsletter.store.database import Database
from newsletter.store.ledger.freezing import rules_of
from newsletter.store.schema.sending import subscribers
from newsletter.store.subscribers.rows import read_address

_GETS_IT: Final = 0
_NUMBERS: Final = {one: number for number, one in enumerate(Exclusion, start=1)}
_BY_NUMBER: Final = {number: one for one, number in _NUMBERS.items()}


class Audiences:
    """Reads whom a plan is for. Erased people count nowhere."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(
        self, plan: Plan, left_since: datetime | None = None
    ) -> Mapping[Exclusion | None, int]:
        """Return how many people a plan leaves out for each reason, and under ``None`` who gets it.

        Args:
            plan: The plan.
            left_since: As in ``gets_mail_sql``, for counts that hide who left.
        """
        # an inner query, because PostgreSQL has no name of a column in GROUP BY that it binds
        each = select(_first(plan, left_since).label("reason")).where(_IS_THERE).subquery()
        query = select(each.c.reason, func.count()).group_by(each.c.reason)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        found = {_BY_NUMBER.get(number): int(many) for number, many in rows}
        ordered = (None, *Exclusion)
        return {one: found[one] for one in ordered if one in found}

    def left_out(
        self, plan: Plan, why: Exclusion, *, after: int = 0, limit: int = 500
    ) -> tuple[tuple[int, EmailAddress], ...]:
        """Return the numbers and addresses of people whom a plan leaves out for one reason.

        Args:
            plan: The plan.
            why: The first reason that applies to them.
            after: The number that theirs follow.
            limit: How many there are at most.
        """
        query = (
            select(subscribers.c.id, subscribers.c.address)
            .where(_IS_THERE, subscribers.c.id > after, _first(plan) == _NUMBERS[why])
            .order_by(subscribers.c.id)
            .limit(limit)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return tuple((row.id, read_address(row.address)) for row in rows)

    def exclusions(
        self, plan: Plan, subscriber: int, *, until: datetime | None = None
    ) -> tuple[Exclusion, ...]:
        """Return every reason why a plan leaves out one person, the first one first.

        Args:
            plan: The plan.
            subscriber: Their number.
            until: As in ``rules_sql``.

        Returns:
            Nothing if they get it, or if there is no such person.
        """
        rules = rules_of(plan, until=until)
        fails = [rule.is_not(true()).label(why.name) for why, rule in rules.items()]
        query = select(subscribers.c.standing, *fails).where(subscribers.c.id == subscriber)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return ()
        found = {why for why, failed in zip(rules, row[1:], strict=True) if failed}
        if row.standing is Standing.PENDING:
            found = (found - {Exclusion.UNSUBSCRIBED}) | {Exclusion.NOT_CONFIRMED}
        return tuple(one for one in Exclusion if one in found)


_IS_THERE: Final = subscribers.c.mailbox.is_not(None)


def _first(plan: Plan, left_since: datetime | None = None) -> ColumnElement[int]:
    """Return the number of the first reason for which the person of a row does not get a plan."""
    rules = rules_of(plan, left_since=left_since)
    ordered: list[tuple[ColumnElement[bool], Exclusion]] = [
        (rules[one].is_not(true()), one) for one in Exclusion if one in rules
    ]
    if left_since is None:
        ordered.insert(0, (subscribers.c.standing == Standing.PENDING, Exclusion.NOT_CONFIRMED))
    numbers = ((fails, literal(_NUMBERS[one], Integer)) for fails, one in ordered)
    return case(*numbers, else_=literal(_GETS_IT, Integer))
