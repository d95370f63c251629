"""Lists of issues, of the queue, of dispatches and of API keys, read with a few statements.

They are read with the database driver alone; see ``reading``. A contract test compares
them with the rest of the store.
"""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime

from newsletter.model.audience import Audience, Standing
from newsletter.model.delivery import BatchState, Outcome
from newsletter.model.dispatch import NOTICES, Dispatch, DispatchState, Progress
from newsletter.model.edition import Edition, from_json
from newsletter.model.issue import Approval, MissedSlot, Release, SlotVerdict
from newsletter.model.secret import ApiKey
from newsletter.store import codes, tallied
from newsletter.store.reading import ReadConnection, Row, marks

_DISPATCHES = {code: state for state, code in codes.DISPATCH_STATE.items()}
_REASONS_SHOWN = 3

_UNFINISHED = (BatchState.PENDING, BatchState.IN_DOUBT, BatchState.HELD)

_OBSTACLES = """
    SELECT DISTINCT dispatch, why FROM batches
    WHERE state IN (?, ?, ?) AND dispatch IN (MARKS) AND coalesce(why, '') <> ''
    ORDER BY dispatch, why"""

# A cancelled dispatch counts if it reached somebody before, as in ``history``.
_NOTHING_CAME = (codes.SKIPPED, codes.OUTCOME[Outcome.REFUSED], codes.SUPERSEDED)
_LAST_SENT = """
    SELECT d.issue FROM dispatches d
    WHERE d.id <> ? AND d.issue > 0 AND d.audience IS NULL
    AND d.readers_of IS NULL AND (
        d.state <> ? OR EXISTS (
            SELECT 1 FROM batches b WHERE b.dispatch = d.id AND b.handed > 0 AND EXISTS (
                SELECT 1 FROM deliveries m WHERE m.dispatch = b.dispatch
                AND m.subscriber BETWEEN b.first AND b.last AND m.state NOT IN (?, ?, ?)
            )
        ) OR EXISTS (
            SELECT 1 FROM deliveries m WHERE m.dispatch = d.id AND m.state NOT IN (?, ?, ?, ?)
        )
    ) GROUP BY d.issue ORDER BY min(d.id) DESC LIMIT 1"""


class Listing:
    """The plans and dispatches of the publication, read-only."""

    def __init__(self, reading: ReadConnection) -> None:
        self._reading = reading

    def one_moment(self) -> AbstractContextManager[None]:
        """Read from one snapshot while the context is open."""
        return self._reading.one_moment()

    def approvals(self) -> dict[int, Approval]:
        """Return every approval by its issue, queued or not, sent or not."""
        return {
            row[0]: Approval(
                issue=row[0],
                edition=row[1],
                approved_at=codes.moment(row[2]),
                file_hash=row[3],
                audience=Audience(row[4], row[8]),
                send_at=_moment(row[5]),
                position=row[6],
                queued_at=_moment(row[7]),
            )
            for row in self._reading.rows(
                "SELECT issue, edition, approved_at, file_hash, audience, send_at, position,"
                " queued_at, readers_of FROM approvals ORDER BY issue"
            )
        }

    def entries(self) -> tuple[Approval, ...]:
        """Return the queued issues in order."""
        queued = ((one.position, one) for one in self.approvals().values())
        placed = [(place, one) for place, one in queued if place is not None]
        return tuple(one for _, one in sorted(placed, key=lambda each: each[0]))

    def skipped(self) -> tuple[date, ...]:
        """Return the skipped local dates, earliest first."""
        return tuple(
            _day(row[0]) for row in self._reading.rows("SELECT day FROM skipped_days ORDER BY day")
        )

    def taken(self, since: date) -> tuple[date, ...]:
        """Return the local dates from ``since`` with a taken or missed slot, in order."""
        rows = self._reading.rows(
            "SELECT day FROM slots WHERE day >= ? ORDER BY day", self._reading.day(since)
        )
        return tuple(_day(row[0]) for row in rows)

    def released(self, since: date) -> tuple[Release, ...]:
        """Return what editors have released for slots on local dates from ``since``."""
        rows = self._reading.rows(
            "SELECT day, issue, edition FROM decisions WHERE day >= ? AND verdict = ?",
            self._reading.day(since),
            codes.VERDICT[SlotVerdict.GO],
        )
        return tuple(Release(_day(day), issue, edition) for day, issue, edition in rows)

    def missed(self) -> tuple[MissedSlot, ...]:
        """Return the missed slots about whose issues nobody has decided."""
        rows = self._reading.rows(
            "SELECT s.day, s.issue FROM slots s JOIN approvals a ON a.issue = s.issue"
            " WHERE s.was_missed = 1 AND a.position IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM dispatches d WHERE d.issue = s.issue"
            " AND (d.state <> ? OR d.provider = '')) ORDER BY s.day",
            codes.DISPATCH_STATE[DispatchState.CANCELLED],
        )
        return tuple(MissedSlot(day=_day(day), issue=issue) for day, issue in rows)

    def starts(self) -> dict[int, datetime]:
        """Return from when each issue is sent that an editor sends now, while that waits."""
        rows = self._reading.rows(
            "SELECT s.issue, s.at FROM starts s"
            " JOIN approvals a ON a.issue = s.issue AND a.edition = s.edition"
            " WHERE s.not_sent IS NULL ORDER BY s.issue"
        )
        return {issue: codes.moment(at) for issue, at in rows}

    def dispatches(self) -> tuple[Dispatch, ...]:
        """Return every dispatch, newest first, with that of the notices last."""
        rows = self._reading.rows(
            "SELECT id, key, issue, edition, audience, state, frozen_at, slot, provider, why, is_keyed,"
            " readers_of, again_of, canary, waits_until"
            " FROM dispatches ORDER BY id DESC"
        )
        return tuple(
            Dispatch(
                id=row[0],
                key=row[1],
                issue=row[2],
                edition=row[3],
                audience=Audience(row[4], row[11]),
                state=_DISPATCHES[row[5]],
                frozen_at=codes.moment(row[6]),
                slot=None if row[7] is None else _day(row[7]),
                provider=row[8],
                why=row[9],
                is_keyed=bool(row[10]),
                again_of=row[12],
                canary=row[13],
                waits_until=_moment(row[14]),
            )
            for row in rows
        )

    def api_keys(self) -> tuple[ApiKey, ...]:
        """Return every API key, oldest first."""
        rows = self._reading.rows(
            "SELECT id, name, scopes, made_at, used_at, revoked_at, made_by FROM api_keys ORDER BY id"
        )
        return tuple(
            ApiKey(
                id=row[0],
                name=row[1],
                scopes=codes.scopes(row[2]),
                made_at=codes.moment(row[3]),
                used_at=_moment(row[4]),
                revoked_at=_moment(row[5]),
                made_by=row[6],
            )
            for row in rows
        )

    def tag_names(self) -> tuple[str, ...]:
        """Return the names of all tags, sorted."""
        return tuple(row[0] for row in self._reading.rows("SELECT name FROM tags ORDER BY name"))

    def longest_first_name(self) -> int:
        """Return the length of the longest first name of a reader; 0 without any."""
        sql = "SELECT MAX(LENGTH(first_name)) FROM subscribers WHERE standing = ?"
        confirmed = codes.STANDING[Standing.CONFIRMED]
        return int(str(self._reading.rows(sql, confirmed)[0][0] or 0))

    def may_be_taken(self, slug: str, issue: int) -> bool:
        """Return whether another letter may have this or a derived address on the web.

        False is certain. If it is true, ``WebVersions.namesakes`` decides.
        """
        sql = (
            "SELECT 1 FROM editions e WHERE (e.slug = ? OR e.slug LIKE ?) AND (e.issue <> ?"
            " OR EXISTS (SELECT 1 FROM dispatches d WHERE d.edition = e.sha256)) LIMIT 1"
        )
        return bool(self._reading.rows(sql, slug, f"{slug}-%", issue))

    def editions(self, names: Collection[str]) -> dict[str, Edition]:
        """Return editions by SHA-256. Their hashes are not checked until they are sent."""
        if not names:
            return {}
        sql = f"SELECT sha256, json FROM editions WHERE sha256 IN ({marks(names)})"  # noqa: S608  # question marks alone
        rows = self._reading.rows(sql, *names)
        return {sha256: from_json(kept) for sha256, kept in rows}

    def waiting(self, also: Collection[int] = ()) -> tuple[tuple[int, Edition], ...]:
        """Return the editions of approved unsent issues, and of those in ``also``."""
        gone = {
            one.issue for one in self.dispatches() if one.state is not DispatchState.CANCELLED
        } - set(also)
        approved = [one for one in self.approvals().values() if one.issue not in gone]
        kept = self.editions({one.edition for one in approved})
        return tuple((one.issue, kept[one.edition]) for one in approved)

    def last_sent(self) -> int | None:
        """Return the issue last sent to everybody, by first dispatch, or ``None``."""
        rows = self._reading.rows(
            _LAST_SENT,
            NOTICES,
            codes.DISPATCH_STATE[DispatchState.CANCELLED],
            *_NOTHING_CAME,
            codes.QUEUED,
            *_NOTHING_CAME,
        )
        return rows[0][0] if rows else None

    def holds(self, dispatch: int) -> bool:
        """Return whether a batch of a dispatch is held for the editor's decision."""
        held = codes.BATCH_STATE[BatchState.HELD]
        sql = "SELECT number FROM batches WHERE dispatch = ? AND state = ? LIMIT 1"
        return bool(self._reading.rows(sql, dispatch, held))

    def progress(self, dispatches: Sequence[int], *, is_exact: bool = True) -> dict[int, Progress]:
        """Return the progress of these dispatches, with every recipient in one state.

        ``is_exact`` is that of ``Counts.progress``.
        """
        return self._counted(dispatches, in_sums=False, is_exact=is_exact)

    def progress_in_sums(
        self, dispatches: Sequence[int], *, is_exact: bool = True
    ) -> dict[int, Progress]:
        """Return the progress of these dispatches, where the delivered count as accepted.

        Unlike ``progress``, it does not look at each of them.
        """
        return self._counted(dispatches, in_sums=True, is_exact=is_exact)

    def _counted(
        self, dispatches: Sequence[int], *, in_sums: bool, is_exact: bool
    ) -> dict[int, Progress]:
        if not dispatches:
            return {}
        sql, values = tallied.counting(dispatches, "?", in_sums=in_sums, is_exact=is_exact)
        return tallied.progress_from(self._reading.rows(sql, *values), dispatches)

    def obstacles(self, dispatches: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Return why batches of these dispatches wait, at most three reasons for each."""
        found: dict[int, tuple[str, ...]] = dict.fromkeys(dispatches, ())
        waiting = [codes.BATCH_STATE[state] for state in _UNFINISHED]
        for number, why in self._of(dispatches, _OBSTACLES, *waiting):
            found[number] = (*found[number], why)[:_REASONS_SHOWN]
        return found

    def _of(self, dispatches: Sequence[int], sql: str, *before: int) -> list[Row]:
        """Return the rows about these dispatches, without a query if there are none."""
        if not dispatches:
            return []
        return self._reading.rows(sql.replace("MARKS", marks(dispatches)), *before, *dispatches)


def _moment(count: int | None) -> datetime | None:
    return None if count is None else codes.moment(count)


def _day(kept: str | date) -> date:
    """Return a day from the driver's value, which is text in SQLite."""
    return date.fromisoformat(kept) if isinstance(kept, str) else kept
