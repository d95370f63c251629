"""The archive's page of each sent issue, with the editor's changes."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from sqlalchemy import (
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql.selectable import CompoundSelect

from newsletter.model.archive import Namesake, SentEdition, WebChange
from newsletter.model.dispatch import NOTICES
from newsletter.model.web_version import WebVersion, from_json, to_json
from newsletter.store.database import Database, insert_or_leave
from newsletter.store.history import went_out
from newsletter.store.schema.sending import (
    approvals,
    batches,
    dispatches,
    editions,
    notices,
    web_changes,
)


class WebVersions:
    """The archive's editions, by issue and by address."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def sent(self) -> tuple[SentEdition, ...]:
        """Return every edition that readers got, also as a welcome, in the order of sending."""
        query = _sent().subquery()
        columns = (
            query.c.edition,
            query.c.issue,
            editions.c.slug,
            func.min(query.c.at).label("at"),
            func.max(query.c.to_all).label("to_all"),
        )
        rows = (
            select(*columns)
            .outerjoin(editions, editions.c.sha256 == query.c.edition)
            .group_by(query.c.edition, query.c.issue, editions.c.slug)
            .order_by(func.min(query.c.at), query.c.issue)
        )
        with self._database.read() as connection:
            return tuple(
                SentEdition(
                    issue=row.issue,
                    edition=row.edition,
                    slug=row.slug or "",
                    sent_at=row.at,
                    went_to_all=bool(row.to_all),
                )
                for row in connection.execute(rows)
            )

    def versions(self, hashes: Collection[str]) -> Mapping[str, WebVersion]:
        """Return the stored web versions of these editions."""
        query = select(editions.c.sha256, editions.c.web_version).where(
            editions.c.sha256.in_(hashes), editions.c.web_version.is_not(None)
        )
        with self._database.read() as connection:
            return {row.sha256: from_json(row.web_version) for row in connection.execute(query)}

    def namesakes(self, slug: str) -> tuple[Namesake, ...]:
        """Return the editions, approved or sent, at this or a derived address."""
        sent = _sent().subquery()
        is_sent = exists().where(sent.c.edition == editions.c.sha256)
        approved = exists().where(approvals.c.edition == editions.c.sha256)
        at = or_(editions.c.slug == slug, editions.c.slug.startswith(f"{slug}-", autoescape=True))
        query = select(
            editions.c.slug, editions.c.issue, editions.c.web_version, is_sent.label("is_sent")
        ).where(at, or_(approved, is_sent))
        with self._database.read() as connection:
            return tuple(
                Namesake(
                    slug=row.slug,
                    issue=row.issue,
                    is_sent=bool(row.is_sent),
                    version=from_json(row.web_version) if row.web_version else None,
                )
                for row in connection.execute(query)
            )

    def changes(self) -> Mapping[int, WebChange]:
        """Return what the editor changed on the web, by issue."""
        with self._database.read() as connection:
            return {
                row.issue: WebChange(
                    version=from_json(row.web_version) if row.web_version else None,
                    corrected_at=row.corrected_at,
                    hidden_at=row.hidden_at,
                )
                for row in connection.execute(select(web_changes))
            }

    def correct(self, issue: int, version: WebVersion) -> None:
        """Replace the text that the web shows of an issue."""
        self._change(issue, web_version=to_json(version), corrected_at=self._clock())

    def hide(self, issue: int, *, hidden: bool) -> bool:
        """Hide an issue from the web or show it again. Return whether anything changed."""
        with self._database.write():
            change = self.changes().get(issue)
            if hidden is (change is not None and change.hidden_at is not None):
                return False
            self._change(issue, hidden_at=self._clock() if hidden else None)
        return True

    def _change(self, issue: int, **values: object) -> None:
        with self._database.write() as connection:
            connection.execute(insert_or_leave(connection, web_changes, "issue"), {"issue": issue})
            connection.execute(
                update(web_changes).where(web_changes.c.issue == issue).values(**values)
            )


def _sent() -> CompoundSelect[tuple[str, int, datetime, int]]:
    for_all = and_(dispatches.c.audience.is_(None), dispatches.c.readers_of.is_(None))
    to_all = case((for_all, 1), else_=0)
    dispatched: Select[tuple[str, int, datetime, int]] = select(
        dispatches.c.edition,
        dispatches.c.issue,
        dispatches.c.frozen_at.label("at"),
        to_all.label("to_all"),
    ).where(dispatches.c.id != NOTICES, dispatches.c.issue > 0, went_out())
    theirs = and_(batches.c.dispatch == NOTICES, batches.c.number == notices.c.id)
    welcomed: Select[tuple[str, int, datetime, int]] = (
        select(
            notices.c.edition,
            editions.c.issue,
            notices.c.made_at.label("at"),
            literal(0).label("to_all"),
        )
        .join_from(notices, editions, editions.c.sha256 == notices.c.edition)
        .join(batches, theirs)
        .where(editions.c.issue > 0, batches.c.handed > 0)
    )
    return dispatched.union_all(welcomed)
