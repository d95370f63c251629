"""The knobs do what they say, at the request that they name."""

from contextlib import closing

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter import providers
from newsletter.errors import ConfigError, ProviderPaused
from newsletter.model.secret import Secret
from newsletter.testing import knobs
from newsletter.testing.contract.samples import a_batch
from newsletter.testing.faults import Fault, Faults
from newsletter.testing.sandbox import Sandbox
from tests import patience
from tests.testing.calls import (
    CLIENT,
    MAILGUN,
    a_postmark_message,
    a_reader,
    accepted,
    mailgun_events,
    mailgun_send,
    postmark_send,
    turn,
)
from tests.testing.conftest import Clock


def outcome_of(url: str, readers: range = range(4)) -> int | str:
    try:
        return mailgun_send(url, readers).status_code
    except httpx.RemoteProtocolError:
        return "dropped"
    except httpx.ReadTimeout:
        return "silent"


@pytest.mark.parametrize(
    ("fault", "outcome", "taken"),
    [
        ({"answer": "drop"}, "dropped", 0),
        ({"answer": "drop", "taken": "all"}, "dropped", 4),
        ({"answer": "drop", "taken": "half"}, "dropped", 2),
        ({"answer": 429}, 429, 0),
        ({"answer": 503}, 503, 0),
        ({"answer": 500}, 500, 0),
        ({"answer": 500, "taken": "all"}, 500, 4),
        ({"answer": 504, "taken": "all"}, 504, 4),
    ],
    ids=lambda value: " ".join(map(str, value.values())) if isinstance(value, dict) else None,
)
def test_a_fault_strikes_the_request_that_it_names(
    sandbox: Sandbox, fault: dict[str, object], outcome: int | str, taken: int
) -> None:
    turn(sandbox.url, faults=[{**fault, "at": [2]}])
    assert outcome_of(sandbox.url) == 200
    assert outcome_of(sandbox.url) == outcome
    assert outcome_of(sandbox.url) == 200
    assert accepted(sandbox.url)["accepted"] == 4 + taken + 4


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("reset", httpx.ReadError),
        ("drip", httpx.RemoteProtocolError),
        ("bad-gzip", httpx.DecodingError),
        ("garbage", "a page of something else"),
        ("redirect", "301"),
        ("gzip", "Queued. Thank you."),
        ("slow", "Queued. Thank you."),
    ],
)
def test_a_call_that_was_taken_gets_an_answer_that_is_none(
    sandbox: Sandbox, answer: str, outcome: type[Exception] | str
) -> None:
    turn(sandbox.url, faults=[{"answer": answer, "taken": "all", "first": 1}])

    def send() -> str:
        form = {"from": "a@example.nl", "to": a_reader(1), "subject": "s", "text": "t"}
        got = CLIENT.post(f"{sandbox.url}/v3/example.nl/messages", auth=MAILGUN, data=form)
        return f"{got.status_code} {got.text}"

    if isinstance(outcome, str):
        assert outcome in send()
    else:
        with pytest.raises(outcome):
            send()
    assert accepted(sandbox.url)["accepted"] == 1


@pytest.mark.parametrize("name", ["mailgun", "postmark", "resend"])
def test_a_refusal_says_what_the_knob_says_and_the_adapter_reads_it(
    sandbox: Sandbox, name: str
) -> None:
    settings: dict[str, object] = {
        "base": sandbox.url,
        ("token" if name == "postmark" else "key"): Secret("k"),
    }
    settings |= {"domain": "mail.example.nl"} if name == "mailgun" else {}
    provider = providers.build(name, providers.settings_type(name)(**settings))
    says = "554 5.7.1 Client host [192.0.2.3] blocked using zen.example.org"
    turn(sandbox.url, faults=[{"answer": 422, "first": 1, "says": says}])
    with closing(provider), pytest.raises(ProviderPaused, match="blocked using"):
        provider.send(a_batch(3))
    assert accepted(sandbox.url)["accepted"] == 0


def test_a_hanging_provider_has_taken_it_and_never_answers(sandbox: Sandbox) -> None:
    turn(sandbox.url, faults=[{"answer": "hang", "taken": "all", "first": 1}])
    with pytest.raises(httpx.ReadTimeout):
        CLIENT.post(
            f"{sandbox.url}/email/batch",
            json=[a_postmark_message(1)],
            headers={"X-Postmark-Server-Token": "t"},
            timeout=httpx.Timeout(patience.SECONDS, read=0.2),
        )
    # which it may do a moment after nobody listens to it any more
    assert patience.until(lambda: accepted(sandbox.url)["accepted"] == 1)


@pytest.mark.parametrize("seconds", [None, 7])
def test_429_says_when_to_come_back_only_if_told_to(sandbox: Sandbox, seconds: int | None) -> None:
    turn(sandbox.url, faults=[{"answer": 429, "every": 1, "retry_after_seconds": seconds}])
    assert mailgun_send(sandbox.url, [1]).headers.get("retry-after") == (
        None if seconds is None else "7"
    )


def test_more_calls_than_the_limit_get_429_until_time_has_passed(
    sandbox: Sandbox, clock: Clock
) -> None:
    turn(sandbox.url, calls_per_second=2)
    assert [outcome_of(sandbox.url) for _ in range(3)] == [200, 200, 429]
    clock.forward(0.5)
    assert outcome_of(sandbox.url) == 200


def test_a_slow_provider_answers_later(sandbox: Sandbox) -> None:
    turn(sandbox.url, answer_after_seconds=0.2)
    assert postmark_send(sandbox.url, [a_postmark_message(1)]).elapsed.total_seconds() >= 0.2


def test_the_look_up_can_fail_while_sends_go_in(sandbox: Sandbox) -> None:
    turn(sandbox.url, faults=[{"answer": 500, "first": 1, "on": "look-up"}])
    assert outcome_of(sandbox.url) == 200
    with pytest.raises(KeyError):
        mailgun_events(sandbox.url, tags="batch-1")
    assert len(mailgun_events(sandbox.url, tags="batch-1")) == 4


def test_turning_one_knob_leaves_the_others(sandbox: Sandbox) -> None:
    turn(sandbox.url, index_lag_seconds=5, faults=[{"answer": 503, "every": 2}])
    shown = turn(sandbox.url, seed=3).json()
    assert (shown["index_lag_seconds"], shown["seed"], shown["faults"][0]["every"]) == (5, 3, 2)


@pytest.mark.parametrize(
    "table",
    [
        {"index_lag": 3},
        {"index_lag_seconds": -1},
        {"seed": "x"},
        {"tells_retry_after": 1},
        {"refuse": "anna@example.org"},
        {"faults": {"answer": 500}},
        {"faults": [{"answer": 500}]},
        {"faults": [{"at": [1]}]},
        {"faults": [{"answer": 200, "at": [1]}]},
        {"faults": [{"answer": "vanish", "at": [1]}]},
        {"faults": [{"answer": "gzip", "at": [1]}]},
        {"faults": [{"answer": "drop", "taken": "some", "at": [1]}]},
        {"bounce_says": 550},
        {"faults": [{"answer": "drop", "when": 3}]},
    ],
    ids=str,
)
def test_a_knob_that_is_wrong_is_refused_and_nothing_turns(
    sandbox: Sandbox, table: dict[str, object]
) -> None:
    answer = CLIENT.post(f"{sandbox.url}/sandbox/knobs", json={"answer_after_seconds": 1, **table})
    assert answer.status_code == 400
    assert "sandbox" in answer.json()["message"]
    assert sandbox.simulator.faults == Faults()


def test_a_foreign_page_cannot_turn_the_knobs_with_a_form(sandbox: Sandbox) -> None:
    answer = CLIENT.post(
        f"{sandbox.url}/sandbox/knobs", content=b"{}", headers={"Content-Type": "text/plain"}
    )
    assert answer.status_code == 415


@pytest.mark.parametrize("text", ["[]", "{", '{"x": 1}'])
def test_knobs_of_a_command_line_are_read_strictly(text: str) -> None:
    with pytest.raises(ConfigError):
        knobs.read(text)


@given(seed=st.integers(0, 2**32), share=st.floats(0.05, 0.95))
def test_a_share_strikes_about_that_often_and_always_the_same_requests(
    seed: int, share: float
) -> None:
    faults = Faults(seed=seed, faults=(Fault(answer=503, share=share),))
    struck = [faults.fault(number) is not None for number in range(1, 401)]
    assert struck == [faults.fault(number) is not None for number in range(1, 401)]
    assert abs(sum(struck) / 400 - share) < 0.15


@given(share=st.floats(0.1, 0.9))
def test_the_refused_share_are_always_the_same_readers(share: float) -> None:
    faults = Faults(refuse_share=share)
    refused = [faults.refuses(f"lezer{n}@example.org") for n in range(400)]
    assert refused == [faults.refuses(f"lezer{n}@example.org") for n in range(400)]
    assert abs(sum(refused) / 400 - share) < 0.15
