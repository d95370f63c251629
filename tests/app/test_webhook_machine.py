"""Whatever happens to readers, to the process and to who listens: each event arrives, under one name.

Hypothesis plays joining, leaving, erasing and importing, time, answers of every kind, lost
answers, crashes in the middle of a call and restarts. The listener verifies every
signature by itself, and counts each event once by its name.
"""

import json
import shutil
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from newsletter.app import Newsletter
from newsletter.app.webhook_calls import body_of
from newsletter.model.webhook import BulkCause
from tests.app.builders import SetClock, a_publication
from tests.app.listener import KEY, is_signed_by, listening, table
from tests.fetching.web import Answer
from tests.store.builders import a_newcomer

EVENTS = ("subscriber.joined", "subscriber.left")
ANSWERS: tuple[Answer | None, ...] = (
    (200, {}, b"thanks"),
    (204, {}, b""),
    (500, {}, b""),
    (429, {"retry-after": "120"}, b""),
    (302, {"location": "/hook"}, b""),
    None,
)


class Told(RuleBasedStateMachine):
    """Two webhooks on one server: what each must have been told, and what it was."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="webhooks-"))
        self.clock = SetClock()
        self.opened = ExitStack()
        self.listeners = {name: self.opened.enter_context(listening()) for name in ("crm", "shop")}
        tables = [table(one, name, EVENTS) for name, one in self.listeners.items()]
        self.app = a_publication(self.folder / "own", self.clock, "\n".join(tables))
        self.readers: list[int] = []
        self.erased: list[tuple[str, bytes, int]] = []
        self.names = 0
        self.happened: Counter[str] = Counter()
        self.many: Counter[str] = Counter()
        self.verified = dict.fromkeys(self.listeners, 0)

    def teardown(self) -> None:
        try:
            self.everything_arrives()
        finally:
            self.app.close()
            self.opened.close()
            shutil.rmtree(self.folder)

    def _name(self) -> str:
        self.names += 1
        return f"lezer{self.names}"

    @rule()
    def join(self) -> None:
        people = self.app.container.store.subscribers
        name = self._name()
        self.readers.append(people.add(a_newcomer(name)).id)
        self.happened["subscriber.joined"] += 1

    @rule(choice=st.integers(0, 100))
    def leave(self, choice: int) -> None:
        if self.readers:
            number = self.readers[choice % len(self.readers)]
            if self.app.container.store.subscribers.unsubscribe(number):
                self.happened["subscriber.left"] += 1

    @rule(choice=st.integers(0, 100))
    def come_back(self, choice: int) -> None:
        if self.readers:
            number = self.readers[choice % len(self.readers)]
            if self.app.container.store.subscribers.confirm(number):
                self.happened["subscriber.joined"] += 1

    @rule(choice=st.integers(0, 100))
    def erase(self, choice: int) -> None:
        if self.readers:
            number = self.readers.pop(choice % len(self.readers))
            people = self.app.container.store.subscribers
            before = people.find(number)
            assert people.erase(number)
            records = self.app.container.store.webhooks
            for name, listener in self.listeners.items():
                known = str(records._number(name, number)).encode()  # to know them again
                self.erased.append((name, known, len(listener.calls)))
            if before is not None and before.left_at is None:
                self.happened["subscriber.left"] += 1

    @rule(many=st.integers(1, 4))
    def bring_in(self, many: int) -> None:
        newcomers = [a_newcomer(self._name()) for _ in range(many)]
        people = self.app.container.store.subscribers
        people.take_in(newcomers, source="list", cause=BulkCause.IMPORT)
        self.many["subscribers.joined"] += many

    @rule(seconds=st.sampled_from([1, 5, 60, 300, 7_200, 90_000]))
    def pass_by(self, seconds: int) -> None:
        self.clock.pass_by(seconds=seconds)

    @rule(
        answers=st.lists(st.sampled_from(ANSWERS), max_size=4), to=st.sampled_from(["crm", "shop"])
    )
    def round(self, answers: list[Answer | None], to: str) -> None:
        self.listeners[to].answers = list(answers)
        self.app.webhooks.deliver()

    @rule(is_taken=st.booleans(), to=st.sampled_from(["crm", "shop"]))
    def crash_in_a_call(self, is_taken: bool, to: str) -> None:
        """The process dies after the claim; the call may have arrived, or not."""
        records = self.app.container.store.webhooks
        event = records.claim(to)
        if event is not None and is_taken:
            self.listeners[to].answers = []
            own = self.app.settings.webhooks[to]
            assert self.app.webhooks._post(  # what a crash leaves half done
                own, event.key, body_of(event, own)
            ).status
        self.restart()

    @rule()
    def restart(self) -> None:
        self.app.close()
        self.app = Newsletter.at(self.folder / "own", self.clock)

    @invariant()
    def every_call_is_signed_and_names_nobody(self) -> None:
        for name, listener in self.listeners.items():
            for key, headers, body in listener.calls[self.verified[name] :]:
                assert is_signed_by(KEY, headers, body, int(headers["webhook-timestamp"]))
                assert headers["webhook-id"] == key
                assert b"example.org" not in body
            self.verified[name] = len(listener.calls)

    @invariant()
    def who_was_erased_is_named_only_as_leaving(self) -> None:
        for name, number, since in self.erased:
            for _, _, body in self.listeners[name].calls[since:]:
                assert number not in body or json.loads(body)["type"] == "subscriber.left"

    @invariant()
    def one_name_is_one_event(self) -> None:
        for listener in self.listeners.values():
            told: dict[str, set[bytes]] = {}
            for key, _, body in listener.calls:
                told.setdefault(key, set()).add(body)
            for bodies in told.values():
                # a reader who was erased meanwhile is taken out, and nothing else changes
                known = {_without_reader(body) for body in bodies}
                assert len(known) == 1
                assert len(bodies) <= 1 + any(b'"reader":null' in body for body in bodies)

    def everything_arrives(self) -> None:
        for listener in self.listeners.values():
            listener.answers = []
        for name in self.listeners:
            self.app.webhooks.retry(name)  # what was given up
        for _ in range(3):
            self.clock.pass_by(hours=48)
            self.app.webhooks.deliver()
        for listener in self.listeners.values():
            told = [one for one in listener.taken.values() if "count" not in one["data"]]
            assert Counter(one["type"] for one in told) == self.happened
            sums: Counter[str] = Counter()
            for one in listener.taken.values():
                sums[one["type"]] += one["data"].get("count", 0)
            assert +sums == self.many
        for state in self.app.container.store.webhooks.states():
            assert (state.waiting, state.given_up) == (0, 0)


def _without_reader(body: bytes) -> str:
    whole = json.loads(body)
    whole["data"].pop("reader", None)
    return json.dumps(whole)


TestEveryEventArrives = Told.TestCase
TestEveryEventArrives.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
