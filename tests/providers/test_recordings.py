"""Every event type that a provider documents, in our words; and what becomes of mutilated ones."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter import providers
from newsletter.model.delivery import Report, ReportKind
from newsletter.providers.wire import amazon, events
from newsletter.providers.wire.finding import load
from newsletter.testing.contract.cases import reporting
from tests.providers.recordings import Recording, recordings

REPORTING = [name for name in providers.names() if reporting(name, None)]
ALL = [recording for recording in recordings() if recording.provider in REPORTING]


def read(recording: Recording, body: bytes | None = None) -> tuple[Report, ...]:
    webhook = providers.webhook(recording.provider, providers.settings_type(recording.provider)())
    assert webhook is not None
    return webhook.read(recording.body if body is None else body)


def as_expected(report: Report) -> dict[str, str]:
    """A report as ``expected.json`` writes it."""
    told = {"address": report.address, "delivery_id": report.delivery_id}
    told["kind"] = report.kind.value
    if report.listed is not None:
        told["listed"] = report.listed.value
    if report.blames_us:
        told["blames"] = "us"
    return told


@pytest.mark.parametrize("recording", ALL, ids=str)
def test_a_recorded_event_is_read_as_what_it_means(recording: Recording) -> None:
    reports = read(recording)
    assert [as_expected(report) for report in reports] == recording.expected
    for report in reports:
        assert report.provider == recording.provider
        assert report.kind is ReportKind.UNREAD or report.at is not None
        assert report.at is None or (report.at.utcoffset() is not None and report.at.year == 2026)


@pytest.mark.parametrize("recording", ALL, ids=str)
def test_a_repeated_event_has_the_same_replay_key(recording: Recording) -> None:
    keys = [report.replay_key for report in read(recording)]
    assert keys == [report.replay_key for report in read(recording)]
    assert len(set(keys)) == len(keys)
    assert all(keys)


@pytest.mark.parametrize("name", REPORTING)
def test_every_provider_has_recordings_of_what_matters_most(name: str) -> None:
    kinds = {entry["kind"] for recording in recordings(name) for entry in recording.expected}
    needed = {"delivered", "bounced", "deferred", "complained", "refused"}
    if name == "scaleway":
        needed -= {"complained"}  # it does not say who called a mail spam
    assert needed <= kinds


def tables(name: str) -> set[str]:
    """Every word of a provider that its module, or one of ``wire``, has a word of ours for."""
    own = f"_{name}".upper()
    kinds, shared = (
        {"_KINDS", "_BOUNCES", "_SUPPRESSED"},
        {own, f"{own}_BOUNCES", f"{own}_SUPPRESSED"},
    )
    modules = [(load(name), kinds), (events, shared), *([(amazon, kinds)] if name == "ses" else [])]
    return {
        word
        for module, wanted in modules
        for table, words in vars(module).items()
        if table in wanted
        for word in words
    }


@pytest.mark.parametrize("name", REPORTING)
def test_every_word_of_a_provider_that_we_read_stands_in_a_recording(name: str) -> None:
    # SNS carries an event as a text within a text
    bodies = b" ".join(one.body for one in recordings(name)).decode().replace('\\"', '"')
    assert tables(name)
    assert [word for word in sorted(tables(name)) if f'"{word}"' not in bodies] == []


@pytest.mark.parametrize("name", REPORTING)
def test_events_of_different_kinds_have_different_replay_keys(name: str) -> None:
    keys = [report.replay_key for recording in recordings(name) for report in read(recording)]
    assert len(set(keys)) == len(keys)


odd = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["", "9" * 400, "2026-13-45", "-1", "\x00", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value, the whole one included."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(found for key, part in inner for found in places(part, (*path, key)))]


def with_odd(value: Any, path: tuple[Any, ...], strange: Any) -> Any:
    """The value with something strange in one place."""
    if not path:
        return strange
    first, *rest = path
    if isinstance(value, dict):
        return value | {first: with_odd(value[first], tuple(rest), strange)}
    return [
        with_odd(part, tuple(rest), strange) if at == first else part
        for at, part in enumerate(value)
    ]


@settings(max_examples=200)
@given(st.sampled_from(ALL), st.data())
def test_no_mutilated_event_makes_the_reader_fail(
    recording: Recording, data: st.DataObject
) -> None:
    value = json.loads(recording.body)
    path = data.draw(st.sampled_from(places(value)))
    body = json.dumps(with_odd(value, path, data.draw(odd))).encode()
    for report in read(recording, body):
        assert report.kind is not ReportKind.UNREAD or report.detail
        assert report.replay_key
        kept = (report.delivery_id, report.address, report.provider_id, report.detail)
        assert all("\n" not in text.encode().decode() for text in kept)  # any database takes it


@settings(max_examples=100)
@given(st.sampled_from(ALL), st.data())
def test_a_body_that_was_cut_or_garbled_makes_nobody_fail(
    recording: Recording, data: st.DataObject
) -> None:
    body = bytearray(recording.body)
    at = data.draw(st.integers(0, len(body) - 1))
    body[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=5))
    assert all(isinstance(report, Report) for report in read(recording, bytes(body)))


BATCHES = [recording for recording in ALL if isinstance(json.loads(recording.body), list)]


@settings(max_examples=100)
@given(st.data())
def test_an_odd_event_loses_none_of_its_neighbours(data: st.DataObject) -> None:
    if not BATCHES:
        return
    recording = data.draw(st.sampled_from(BATCHES))
    events = json.loads(recording.body)
    at = data.draw(st.integers(0, len(events)))
    events.insert(at, data.draw(odd))
    reports = read(recording, json.dumps(events).encode())
    keys = {report.replay_key for report in read(recording)}
    assert keys <= {report.replay_key for report in reports}
