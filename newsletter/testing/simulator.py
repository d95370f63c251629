"""The simulator: chooses the dialect and the fault, and accepts mails.

It knows no socket: a request goes in and a reply comes out, so that it can be
tested and measured directly.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from email.utils import formatdate

import orjson

from newsletter.errors import ConfigError
from newsletter.testing import knobs, pages
from newsletter.testing.dialects.mailgun import Mailgun
from newsletter.testing.dialects.offers import AcceptedEmail, Dialect, Offer, Row
from newsletter.testing.dialects.postmark import Postmark
from newsletter.testing.dialects.resend import Resend, error
from newsletter.testing.exchange import JSON, TEXT, NoReply, Reply, Request, Response, reply
from newsletter.testing.faults import Fault, Faults, respond
from newsletter.testing.log import AcceptedLog, doubled

_MAILGUN, _POSTMARK, _RESEND = Mailgun(), Postmark(), Resend()
_SENDS: tuple[tuple[re.Pattern[str], Dialect], ...] = (
    (re.compile(r"/v3/[^/]+/messages"), _MAILGUN),
    (re.compile(r"/email(?:/batch)?"), _POSTMARK),
    (re.compile(r"/emails(?:/batch)?"), _RESEND),
)
_ASKS: tuple[tuple[re.Pattern[str], Dialect], ...] = (
    (re.compile(r"/v[34]/.+"), _MAILGUN),
    (re.compile(r"/(?:messages|message-streams)/.+|/server|/message-streams|/webhooks"), _POSTMARK),
    (re.compile(r"/emails/.+|/domains"), _RESEND),
)
_ROWS_A_PAGE = 1000
_NOT_FOUND = Reply(404, b'{"message":"Not Found"}', JSON)


@dataclass(frozen=True, slots=True)
class _Remembered:
    """The answer under an idempotency key. Until ``ready_at`` it is in progress."""

    at: float
    ready_at: float
    digest: str
    answer: Reply


class Simulator:
    """One simulated provider that speaks three dialects and has one log.

    Args:
        log: Where accepted mails are written.
        faults: How it behaves. They can be changed at run time through ``/sandbox/knobs``.
        clock: The provider's own clock, in seconds since the epoch.
    """

    def __init__(self, log: AcceptedLog, faults: Faults, clock: Callable[[], float]) -> None:
        self.log = log
        self.base_url = ""
        self._machines_clock = clock
        self._answered: dict[str, _Remembered] = {}
        self._begun: dict[str, tuple[list[str], int]] = {}
        self.turn(faults)
        self._remember_the_log()

    @property
    def faults(self) -> Faults:
        """How it behaves now."""
        return self._faults

    def turn(self, faults: Faults) -> None:
        """Set all knobs, and restart the counting of requests."""
        self._faults = faults
        self._counts = {"send": 0, "look-up": 0}
        self._calls_left = max(1.0, faults.calls_per_second or 0.0)
        self._filled_at = self._clock()

    def handle(self, request: Request) -> Response:
        """Reply to any request, dated by the provider's clock (RFC 9110 §6.6.1)."""
        response = self._handle(request)
        if isinstance(response.reply, NoReply):
            return response
        headers = {**response.reply.headers, "Date": formatdate(self._clock(), usegmt=True)}
        return replace(response, reply=replace(response.reply, headers=headers))

    def _handle(self, request: Request) -> Response:
        if request.method == "POST":
            for pattern, dialect in _SENDS:
                if pattern.fullmatch(request.path):
                    return self._send(dialect, request)
        if request.path.startswith("/sandbox/") or request.path == "/":
            return Response(self._own(request))
        if request.method == "GET":
            for pattern, dialect in _ASKS:
                if pattern.fullmatch(request.path):
                    return self._ask(dialect, request)
        if request.path.startswith("/v3"):
            # a wrong path is answered with 200, as for a forgotten domain; seen 2026-01
            return Response(Reply(200, b"Mailgun Magnificent API", TEXT))
        return Response(_NOT_FOUND)

    def having(self, dialect: str, name: str, value: str) -> list[Row]:
        """Return the rows with a tag or variable, as far as the index has got."""
        return self._kept(self.log.having(dialect, name, value, self._indexed_until()))

    def latest(self, dialect: str) -> list[Row]:
        """Return the last rows of a dialect, as far as the index has got."""
        return self._kept(self.log.latest(dialect, self._indexed_until()))

    def mail(self, row: Row) -> AcceptedEmail | None:
        """Return the mail itself, while it is kept."""
        return self.log.mail(row)

    def _clock(self) -> float:
        return self._machines_clock() + self._faults.clock_ahead_seconds

    def _kept(self, rows: list[Row]) -> list[Row]:
        """Return the rows that the index still keeps."""
        keeps = self._faults.index_keeps_seconds
        if keeps is None:
            return rows
        since = self._clock() - keeps
        return [row for row in rows if row["at"] >= since]

    def _indexed_until(self) -> float:
        return self._clock() - self._faults.index_lag_seconds

    def _send(self, dialect: Dialect, request: Request) -> Response:
        self._counts["send"] += 1
        after = self._faults.answer_after_seconds
        if not dialect.is_known(request):
            return Response(dialect.trouble(401), after)
        wait = self._over_the_limit()
        if wait is not None:
            retry_after = wait if self._faults.tells_retry_after else None
            return Response(dialect.trouble(429, retry_after), after)
        fault = self._faults.fault(self._counts["send"])
        if fault is None:
            return Response(self._take(dialect, request), after)
        usual = dialect.trouble(503)
        if fault.taken != "none":
            usual = self._take(dialect, request, half=fault.taken == "half")
        return _struck(dialect, fault, usual, after)

    def _take(self, dialect: Dialect, request: Request, *, half: bool = False) -> Reply:
        offer = dialect.read(request, self._faults)
        if isinstance(offer, Reply):
            return offer
        if offer.idempotent and (before := self._heeded(offer)) is not None:
            return before
        at = self._clock()
        # a call under a key that was cut short is continued, as the key promises
        begun = self._begun.pop(offer.digest, None) if offer.idempotent else None
        ids, first = begun or (dialect.ids(offer, self.log.next_call, self.log.salt), 0)
        last = (len(offer.items) + 1) // 2 if half else len(offer.items)
        taken = (index for index in range(first, last) if not offer.items[index].refused)
        try:
            self.log.take(offer, ids, taken, at)
        except OSError:
            return dialect.trouble(503)
        answer = dialect.accepted(offer, ids)
        if offer.idempotent and half:
            self._begun[offer.digest] = ids, last
        elif offer.idempotent:
            ready_at = at + self._faults.answer_after_seconds
            self._answered[offer.key] = _Remembered(at, ready_at, offer.digest, answer)
        return answer

    def _heeded(self, offer: Offer) -> Reply | None:
        """Return the earlier answer to this key, or a conflict, or ``None`` if new."""
        before, window = self._answered.get(offer.key), self._faults.idempotent_for_seconds
        if before is None or window is None or self._clock() - before.at > window:
            return None
        if before.digest != offer.digest:
            return error(
                409,
                "invalid_idempotent_request",
                "This key has been used with another request payload.",
            )
        if self._clock() < before.ready_at:
            return error(
                409, "concurrent_idempotent_requests", "The same key is being used just now."
            )
        return before.answer

    def _over_the_limit(self) -> float | None:
        """Return the seconds to wait after too many calls, or ``None`` to go on."""
        limit = self._faults.calls_per_second
        if limit is None:
            return None
        now = self._clock()
        self._calls_left = min(max(1.0, limit), self._calls_left + (now - self._filled_at) * limit)
        self._filled_at = now
        if self._calls_left >= 1:
            self._calls_left -= 1
            return None
        return math.ceil((1 - self._calls_left) / limit) if limit else 60.0

    def _ask(self, dialect: Dialect, request: Request) -> Response:
        if not dialect.is_known(request):
            return Response(dialect.trouble(401))
        self._counts["look-up"] += 1
        usual = dialect.look_up(request, self) or dialect.trouble(404)
        fault = self._faults.fault(self._counts["look-up"], on="look-up")
        return Response(usual) if fault is None else _struck(dialect, fault, usual)

    def _own(self, request: Request) -> Reply:
        match request.method, request.path:
            case "GET", "/" if request.headers.get("accept") == "application/json":
                return _as_json({"sandbox": "newsletter"})  # a program that asks for the time
            case "GET", "/":
                return pages.overview(self.log, request.query)
            case "GET", "/sandbox/mail":
                return pages.mail(self.log, request.query)
            case "GET", "/sandbox/accepted":
                return self._accepted(request.query)
            case "GET", "/sandbox/knobs":
                return _as_json(knobs.as_table(self._faults))
            case "POST", "/sandbox/knobs":
                return self._turned(request)
            case _:
                return _NOT_FOUND

    def _accepted(self, asked: Mapping[str, str]) -> Reply:
        rows = pages.matching(self.log, asked)
        start = pages.number_in(asked, "offset", 0)
        limit = pages.number_in(asked, "limit", _ROWS_A_PAGE)
        return _as_json({
            "log": str(self.log.path),
            "calls": len(self.log.calls),
            "accepted": self.log.count,
            "requests": self._counts,
            "doubled": doubled(self.log.everything()),
            "matching": len(rows),
            "rows": rows[start : start + limit],
        })  # fmt: skip

    def _turned(self, request: Request) -> Reply:
        # another site's page may post a form to loopback, but not JSON without a preflight (CORS)
        if not request.headers.get("content-type", "").startswith("application/json"):
            return reply(415, {"message": "send application/json"})
        try:
            table = orjson.loads(request.body)
            if not isinstance(table, dict):
                raise ConfigError("sandbox knobs: give a JSON object")  # noqa: TRY301  # as broken JSON
            self.turn(knobs.turned(self._faults, table))
        except (orjson.JSONDecodeError, ConfigError) as error:
            return reply(400, {"message": str(error)})
        return _as_json(knobs.as_table(self._faults))

    def _remember_the_log(self) -> None:
        """Restore the keys of an earlier run: a restart of ours must not double anything."""
        for call in self.log.calls:
            if call.dialect != _RESEND.name:
                continue
            rows = self.log.rows(call)
            if rows[0].get("digest"):
                answer = reply(200, _answer_again(rows))
                self._answered[rows[0]["key"]] = _Remembered(
                    call.at, call.at, rows[0]["digest"], answer
                )


def _answer_again(rows: Sequence[Row]) -> dict[str, object]:
    """Return Resend's answer to a batch, from the log.

    The missing places were refused.
    """
    there = {row["index"] for row in rows}
    return {
        "data": [{"id": row["id"]} for row in rows],
        "errors": [
            {"index": index, "message": "Invalid `to` field."}
            for index in range(max(there))
            if index not in there
        ],
    }


def _struck(dialect: Dialect, fault: Fault, usual: Reply, after_seconds: float = 0.0) -> Response:
    """Return the reply that a fault leaves, in the dialect's own form if a status."""
    if isinstance(fault.answer, int):
        usual = dialect.trouble(fault.answer, fault.retry_after_seconds, fault.says)
    return respond(fault, usual, after_seconds)


def _as_json(value: object) -> Reply:
    body = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)
    return Reply(200, body, JSON)
