"""What happens in a process is counted, in any number of threads."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.meter import Durations, Meter, Tallies
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reports import MAILGUN, a_call

pytest.importorskip("prometheus_client", reason="the extra metrics is not installed")


def counted(tallies: Tallies) -> dict[tuple[str, ...], float]:
    """The counts by the values of the labels, in their order."""
    return {tuple(one.labels.values()): one.value for one in tallies.family().samples}


def a_publication_that_sent(folder: Path) -> Newsletter:
    app = a_publication(folder, SetClock())
    with_issues_approved(app)
    app.dispatches.start("1")
    return app


def test_calls_to_the_provider_are_counted_by_what_they_came_to(tmp_path: Path) -> None:
    meter = a_publication_that_sent(tmp_path / "own").container.meter
    ((labels, many),) = counted(meter.calls).items()
    assert labels == ("outbox", "taken")
    samples = {one.name: one.value for one in meter.call_seconds.family().samples}
    assert samples["newsletter_provider_call_seconds_count"] == many


def test_webhook_calls_and_what_they_report_are_counted_by_provider(tmp_path: Path) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock, MAILGUN.format(base="http://127.0.0.1:9"))
    now = clock().timestamp()
    good = a_call("delivered", "x.1", "anna@example.org", now, "a" * 50)
    forged = a_call("delivered", "x.1", "anna@example.org", now - 10**7, "b" * 50)
    for call in (good, good, forged):
        app.receive("mailgun", call)
    app.receive("a-stranger", good)  # no label: anybody can make up names
    app.rounds.make()
    meter = app.container.meter
    assert counted(meter.hooks)["mailgun", "200"] == 2
    assert {one[0] for one in counted(meter.hooks)} == {"mailgun"}
    assert sum(counted(meter.hooks).values()) == 3
    assert counted(meter.reports) == {("mailgun", "delivered"): 1}


def test_a_made_up_method_is_no_label() -> None:
    meter = Meter()
    meter.note_request("/", "GET", 200, 0.1)
    meter.note_request("/", "BREW", 405, 0.1)
    assert counted(meter.requests) == {("/", "GET", "200"): 1, ("/", "other", "405"): 1}


def test_a_duration_is_in_every_bucket_that_it_is_not_above() -> None:
    durations = Durations("x_seconds", "X.")
    for seconds in (0.001, 0.25, 99.0):
        durations.note(seconds)
    samples = durations.family().samples
    buckets = {one.labels["le"]: one.value for one in samples if one.name == "x_seconds_bucket"}
    assert (buckets["0.005"], buckets["0.1"], buckets["0.25"], buckets["30.0"]) == (1, 1, 2, 2)
    assert buckets["+Inf"] == 3
    (total,) = [one.value for one in samples if one.name == "x_seconds_sum"]
    assert total == pytest.approx(99.251)


def test_threads_lose_no_count() -> None:
    tallies = Tallies("x", "X.", "kind")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: tallies.note("a"), range(4000)))
    assert counted(tallies) == {("a",): 4000}
