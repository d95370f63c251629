"""The numbers of the desk's pages: as the pages tell them, and as the ledger's rows come to one by one."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Table, select

from newsletter.app import Newsletter
from newsletter.app.live_progress import LiveCounts
from newsletter.model.audience import Standing, SuppressionReason
from newsletter.model.delivery import BatchState, Outcome, Refusal
from newsletter.model.dispatch import NOTICES, DispatchState
from newsletter.store.codes import AS_BATCH, OUTCOME, OWN, QUEUED, SKIPPED
from newsletter.store.schema.readers import tallies
from newsletter.store.schema.sending import (
    batches,
    deliveries,
    dispatches,
    subscribers,
    suppressions,
)
from tests.web.desk.builders import DeskBrowser

Told = Mapping[str, object]
WEEK = timedelta(days=7)
SENT = ("accepted", "deferred", "delivered", "complained")
NO_LETTER = {"skipped", "superseded", "refused"}


@dataclass(frozen=True, slots=True)
class Rows:
    """Every row of the ledger and of the readers at one moment."""

    of: Mapping[str, Sequence[Row[Any]]]
    by_dispatch: Mapping[int, list[Row[Any]]]  # by number of the reader

    @classmethod
    def now(cls, app: Newsletter) -> "Rows":
        tables: tuple[Table, ...] = (
            batches, deliveries, dispatches, subscribers, suppressions, tallies,
        )  # fmt: skip
        with app.container.store.snapshot(), app.container.store.database.read() as connection:
            found = {one.name: connection.execute(select(one)).all() for one in tables}
        by_dispatch: dict[int, list[Row[Any]]] = defaultdict(list)
        for one in sorted(found["deliveries"], key=attrgetter("subscriber")):
            by_dispatch[one.dispatch].append(one)
        return cls(found, by_dispatch)

    def dispatches(self) -> list[Row[Any]]:
        """Those of letters, newest first."""
        letters = [one for one in self.of["dispatches"] if one.id != NOTICES]
        return sorted(letters, key=lambda one: -one.id)

    def boxes(self, dispatch: int) -> list[Row[Any]]:
        found = [one for one in self.of["batches"] if one.dispatch == dispatch]
        return sorted(found, key=lambda one: one.number)

    def members(self, box: Row[Any]) -> list[Row[Any]]:
        each, of = self.by_dispatch[box.dispatch], attrgetter("subscriber")
        return each[bisect_left(each, box.first, key=of) : bisect_right(each, box.last, key=of)]

    def states(self, dispatch: int) -> dict[int, str]:
        """The state of each recipient, in the words of the ledger."""
        return {
            one.subscriber: (AS_BATCH[box.state] if one.state == QUEUED else OWN[one.state]).value
            for box in self.boxes(dispatch)
            for one in self.members(box)
        }


class Expected(Mapping[str, object]):
    """What the pages must tell at one moment, each counted when it is asked for."""

    def __init__(self, rows: Rows, now: datetime) -> None:
        self._ways: dict[str, Callable[[], object]] = {
            "today": lambda: _today(rows, now),
            "readers": lambda: _readers(rows, now),
            "weeks": lambda: _weeks(rows, now),
            "people": lambda: sum(one.mailbox is not None for one in rows.of["subscribers"]),
        }
        for one in rows.dispatches():
            self._ways |= {f"{name} {one.id}": way for name, way in _of_dispatch(rows, one, now)}
        self._known: dict[str, object] = {}

    def __getitem__(self, key: str) -> object:
        if key not in self._known:
            self._known[key] = self._ways[key]()
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ways)

    def __len__(self) -> int:
        return len(self._ways)


def _of_dispatch(
    rows: Rows, one: Row[Any], now: datetime
) -> Iterator[tuple[str, Callable[[], object]]]:
    @cache
    def counts() -> Counter[str]:
        return Counter(rows.states(one.id).values())

    yield "list", lambda: _outcomes(counts())
    yield "dispatch", lambda: (dict(counts()), counts().total())
    yield "told", lambda: _told(rows, one.id)
    yield "doubts", lambda: _doubts(rows, one.id)
    yield "again", lambda: _again(rows, one, now)
    yield "stream", lambda: (dict(counts()), counts().total(), _sums(counts()))
    yield "report", lambda: _report(rows, one)
    yield "figures", lambda: figures if (figures := _figures(rows, one))[0] else ()
    yield "look at", lambda: _look_at(rows, one.id)
    yield "answers", lambda: _answers(rows, one.issue)


def _told(rows: Rows, dispatch: int) -> tuple[dict[str, int], int]:
    """What all but owners are told: nobody is left out, and nothing before something went out."""
    counts: Counter[str] = Counter()
    for box in rows.boxes(dispatch):
        for one in rows.members(box):
            is_shared = one.state in (QUEUED, SKIPPED)
            state = (AS_BATCH[box.state] if is_shared else OWN[one.state]).value
            counts["accepted" if state == "delivered" else state] += 1
    if counts.keys() <= {"queued", "sending", "cancelled"}:
        return {}, 0
    return dict(counts), counts.total()


def _many(counts: Mapping[str, int], *states: str) -> int:
    return sum(counts.get(state, 0) for state in states)


def _sums(counts: Mapping[str, int]) -> tuple[int, ...]:
    """Sent, returned, doubtful, to go, spared."""
    return (
        _many(counts, *SENT),
        _many(counts, "bounced", "refused"),
        _many(counts, "in doubt", "held"),
        _many(counts, "queued", "sending"),
        _many(counts, "cancelled", "skipped", "superseded"),
    )


def _outcomes(counts: Mapping[str, int]) -> list[int]:
    """The numbers of a line in the list, in its order; only the first also if it is nought."""
    sent, _, doubtful, to_go, _ = _sums(counts)
    rest = (
        to_go, doubtful, _many(counts, "bounced"), _many(counts, "refused"),
        _many(counts, "superseded"), _many(counts, "skipped", "cancelled"),
    )  # fmt: skip
    return [sent, *filter(None, rest)] if counts else []


def _doubts(rows: Rows, dispatch: int) -> list[tuple[int, int]]:
    waiting = (BatchState.IN_DOUBT, BatchState.HELD)
    return [
        (box.number, sum(one.state == QUEUED for one in rows.members(box)))
        for box in rows.boxes(dispatch)
        if box.state in waiting
    ]


def _again(rows: Rows, dispatch: Row[Any], now: datetime) -> int:
    people = {one.id: one for one in rows.of["subscribers"]}
    barred = {bytes(one.fingerprint) for one in rows.of["suppressions"]}
    return sum(
        one.state == OUTCOME[Outcome.REFUSED]
        and one.refusal in (None, Refusal.AT_HAND_OVER)
        and one.at > now - 2 * WEEK
        and (who := people[one.subscriber]).standing is Standing.CONFIRMED
        and (who.paused_until is None or who.paused_until <= now)
        and bytes(who.fingerprint) not in barred
        for one in rows.by_dispatch[dispatch.id]
    )


def _figures(rows: Rows, dispatch: Row[Any]) -> tuple[int, ...]:
    """Handed over, arrived, bounced, complained, left within a week."""
    states = rows.states(dispatch.id)
    counts = Counter(states.values())
    sent, returned, doubtful, *_ = _sums(counts)
    own = {one.subscriber: one.state for one in rows.by_dispatch[dispatch.id]}
    got = {
        who
        for who, state in states.items()
        if state not in NO_LETTER and (own[who] != QUEUED or state == "accepted")
    }
    left = sum(
        one.id in got
        and one.left_at is not None
        and dispatch.frozen_at <= one.left_at < dispatch.frozen_at + WEEK
        for one in rows.of["subscribers"]
    )
    handed = sent + returned + doubtful
    return handed, sent, _many(counts, "bounced"), _many(counts, "complained"), left


def _report(rows: Rows, dispatch: Row[Any]) -> tuple[object, ...]:
    """Its sums, its figures, those of the letters before it, and how many were handed over."""
    every = sorted(rows.dispatches(), key=lambda one: one.id)
    firsts: dict[int, Row[Any]] = {}
    for one in every:
        if one.again_of is None and one.provider:
            firsts.setdefault(one.issue, one)
    before = [
        one for one in firsts.values() if one.id < dispatch.id and one.issue != dispatch.issue
    ]
    figures = [_figures(rows, one) for one in sorted(before, key=lambda one: -one.id)[:10]]
    handed = sum(one.handed for one in rows.boxes(dispatch.id) if one.handed_at is not None)
    counts = Counter(rows.states(dispatch.id).values())
    compared = [one for one in figures if one[0]][:5]
    return _sums(counts), _figures(rows, dispatch), compared, handed


def _look_at(rows: Rows, dispatch: int) -> dict[str, list[int]]:
    states = rows.states(dispatch)
    each = {
        state: sorted(who for who, found in states.items() if found == state)
        for state in ("bounced", "refused", "complained")
    }
    return {state: who[:20] for state, who in each.items() if who}


def _answers(rows: Rows, issue: int) -> tuple[int, ...] | None:
    for one in rows.of["tallies"]:
        if one.issue == issue and one.yes + one.no + one.somewhat >= 5:
            return one.yes, one.somewhat, one.no
    return None


def _today(rows: Rows, now: datetime) -> tuple[object, ...]:
    """The last letter's numbers, how many are in doubt of which, readers, who joined and left."""
    latest = rows.dispatches()[:5]
    sums = {one.id: _sums(Counter(rows.states(one.id).values())) for one in latest}
    shown = (
        one.id for one in latest if sums[one.id][0] or one.state is not DispatchState.CANCELLED
    )
    last = next(((one, *sums[one][:4]) for one in shown), None)
    doubtful = {
        one.id: sums[one.id][2]
        for one in latest
        if sums[one.id][2] and one.state is not DispatchState.PAUSED
    }
    readers, _, joined, left, _ = _readers(rows, now)
    return last, doubtful, readers, joined, left


def _readers_now(rows: Rows) -> list[Row[Any]]:
    return [one for one in rows.of["subscribers"] if one.standing is Standing.CONFIRMED]


def _month(now: datetime) -> datetime:
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _readers(rows: Rows, now: datetime) -> tuple[int, ...]:
    """Readers, paused, joined and left this month, and addresses that are no more."""
    here = _readers_now(rows)
    people = rows.of["subscribers"]
    gone = [one for one in rows.of["suppressions"] if one.reason is SuppressionReason.BOUNCED]
    return (
        len(here),
        sum(one.paused_until is not None and one.paused_until > now for one in here),
        sum(one.confirmed_at is not None and one.confirmed_at >= _month(now) for one in people),
        sum(
            one.left_at is not None and one.confirmed_at is not None and one.left_at >= _month(now)
            for one in people
        ),
        len(gone),
    )


def _weeks(rows: Rows, now: datetime) -> list[tuple[int, int, int]]:
    """Joined, left and readers at the end, of each week, the newest first."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    end = midnight + timedelta(days=7 - midnight.weekday())
    people, told = rows.of["subscribers"], []
    readers = len(_readers_now(rows))
    for back in range(26):
        since, until = end - (back + 1) * WEEK, end - back * WEEK
        joined = sum(
            one.confirmed_at is not None and since <= one.confirmed_at < until for one in people
        )
        left = sum(
            one.left_at is not None
            and one.confirmed_at is not None
            and since <= one.left_at < until
            for one in people
        )
        told.append((joined, left, readers))
        readers += left - joined
    return told


# ─── what the desk's values tell ─────────────────────────────────────────────


def by_views(app: Newsletter) -> Told:
    """The same numbers as the pages' values have them."""
    told = {**of_list(app), **of_today(app), **of_readers(app)}
    for one in app.desk.dispatch_views.page().lines:
        number = one.row.id
        told |= {
            **of_view(app, number),
            **of_told(app, number),
            **of_stream(app, number),
            **of_report(app, number),
        }
    return told


def of_list(app: Newsletter) -> Told:
    told = {}
    for line in app.desk.dispatch_views.page().lines:
        out = line.outcomes
        rest = (
            out.to_go, out.doubtful, out.bounced, out.refused, out.superseded, out.left_out,
        )  # fmt: skip
        shown = [out.arrived, *filter(None, rest)] if line.row.audience else []
        told[f"list {line.row.id}"] = shown
    return told


def of_today(app: Newsletter) -> Told:
    today = app.desk.today.look()
    last, doubtful = today.last, [one for one in today.needs if one.code == "today-doubtful"]
    return {
        "today": (
            last and (last.dispatch, last.arrived, last.returned, last.doubtful, last.to_go),
            {one.data["dispatch"]: one.data["count"] for one in doubtful},
            today.readers,
            today.joined,
            today.left,
        )
    }


def of_readers(app: Newsletter) -> Told:
    figures = app.desk.readers.figures()
    names = ("readers", "paused", "joined", "left", "gone")
    return {
        "readers": tuple(getattr(figures, name) for name in names),
        "weeks": [(one.joined, one.left, one.readers) for one in reversed(figures.weeks)],
        "people": app.desk.readers.page().count,
    }


def of_view(app: Newsletter, number: int) -> Told:
    view = app.desk.dispatch_views.view(number)
    row = view.line.row
    return {
        f"dispatch {number}": ({one.value: many for one, many in row.counts.items()}, row.audience),
        f"doubts {number}": [(one.number, one.recipients) for one in view.doubts],
        f"again {number}": row.may_go_again or 0,
    }


def of_told(app: Newsletter, number: int) -> Told:
    row = app.desk.dispatch_views.view(number, is_exact=False).line.row
    return {f"told {number}": ({one.value: many for one, many in row.counts.items()}, row.audience)}


def of_stream(app: Newsletter, number: int) -> Told:
    [(state, progress)] = app.container.store.watching.look([number]).values()
    live = LiveCounts.of(state, progress).facts()
    sums = tuple(live[name] for name in ("sent", "returned", "doubtful", "to_go", "spared"))
    return {f"stream {number}": (live["counts"], live["audience"], sums)}


def of_report(app: Newsletter, number: int) -> Told:
    with app.container.snapshot():
        report, people = app.desk.reports.show(number), app.desk.reports.addresses(number)
    names = ("handed", "arrived", "bounced", "complained", "left")
    every = (report.figures, *report.before)
    figures, *before = [tuple(getattr(one, name) for name in names) for one in every]
    sums, chart = report.sums, report.handed_over
    return {
        f"report {number}": (
            (sums.sent, sums.returned, sums.doubtful, sums.to_go, sums.spared),
            figures,
            before,
            chart.total if chart else 0,
        ),
        f"look at {number}": {
            state.value: [one.subscriber for one in those] for state, those in people.items()
        },
        f"answers {number}": _shown_answers(report.weeks),
    }


def _shown_answers(weeks: Sequence[Any]) -> tuple[int, ...] | None:
    shown = [one.answers for one in weeks if one.answers is not None]
    return (shown[0].yes, shown[0].somewhat, shown[0].no) if shown else None


# ─── what the pages tell ─────────────────────────────────────────────────────


def page_of_list(browser: DeskBrowser) -> Told:
    text = browser.get("/desk/dispatches").text
    lines = re.findall(
        r'href="/desk/dispatches/(\d+)">.*?class="note">([^<]*)</span></li>', text, re.DOTALL
    )
    return {f"list {number}": _numbers(note) for number, note in lines}


def page_of_dispatch(browser: DeskBrowser, number: int) -> Told:
    text = browser.get(f"/desk/dispatches/{number}").text
    states = re.findall(r'data-state="([^"]+)"><th.*?<td>(\d+)</td>', text, re.DOTALL)
    audience = re.search(r'id="audience">(\d+)', text)
    counts = {state: int(many) for state, many in states}
    return {f"dispatch {number}": (counts, int(audience[1]) if audience else 0)}


def page_of_report(browser: DeskBrowser, number: int) -> Told:
    text = browser.get(f"/desk/dispatches/{number}/report").text
    table = text.partition('<table class="figures">')[2].partition("</table>")[0]
    cells = re.findall(r"<tr><th scope=\"row\">.*?</th>\s*<td>(\d+)", table, re.DOTALL)
    return {f"figures {number}": tuple(map(int, cells))}


def page_of_readers(browser: DeskBrowser) -> Told:
    text = browser.get("/desk/readers").text
    rows = re.findall(
        r"<tr><th[^>]*>[^<]*</th><td>(\d+)</td><td>(\d+)</td><td>(\d+)</td></tr>", text
    )
    return {"weeks": [tuple(map(int, row)) for row in rows]}


def _numbers(text: str) -> list[int]:
    return [int(one) for one in re.findall(r"\d+", text)]
