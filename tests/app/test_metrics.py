"""The metrics: what the database says, what the process counted, and nothing about anybody."""

import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
import yaml

from newsletter.app import Newsletter
from newsletter.app.health import HealthArea
from newsletter.config import load
from newsletter.errors import ConfigError
from tests import patience
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_scheduler import Ticks
from tests.measures import ROOT
from tests.needs import missing
from tests.ports import a_free_port

pytest.importorskip("prometheus_client", reason="the extra metrics is not installed")
ALERTS = ROOT / "contrib" / "alerts.yml"


def page(app: Newsletter) -> str:
    return app.liveness.metrics.page()[0].decode()


def values(app: Newsletter) -> dict[str, float]:
    """The samples, each by its name with its labels."""
    lines = [one for one in page(app).splitlines() if not one.startswith("#")]
    return {name: float(value) for name, _, value in (one.rpartition(" ") for one in lines)}


@pytest.fixture
def sent(app: Newsletter, clock: SetClock, tmp_path: Path) -> Newsletter:
    """A publication that sent one issue of three to two readers, and was backed up."""
    with_issues_approved(app)
    clock.pass_by(days=1)
    app.rounds.make_at_once()
    app.rounds.make()
    app.backups.make(tmp_path / "x.backup")
    return app


def test_the_gauges_are_what_the_database_holds(sent: Newsletter, clock: SetClock) -> None:
    found = values(sent)
    assert found['newsletter_subscribers{standing="confirmed"}'] == 2
    assert found['newsletter_subscribers{standing="pending"}'] == 0
    assert found['newsletter_deliveries{state="accepted"}'] == 2
    assert found['newsletter_batches{state="held"}'] == 0
    assert found["newsletter_queued_issues"] == len(sent.queue.rows())
    assert found["newsletter_dispatches_paused"] == 0
    assert found["newsletter_last_backup_timestamp_seconds"] == clock().timestamp()
    assert found["newsletter_last_round_timestamp_seconds"] == clock().timestamp()
    assert found["newsletter_last_dispatch_timestamp_seconds"] == clock().timestamp()
    assert found["newsletter_next_slot_timestamp_seconds"] > clock().timestamp()
    assert found['newsletter_provider_calls_total{outcome="taken",provider="outbox"}'] >= 1
    (build,) = [name for name in found if name.startswith("newsletter_build_info")]
    assert 'database="sqlite"' in build


def test_what_waits_and_what_is_ill_is_told(sent: Newsletter, clock: SetClock) -> None:
    sent.dispatches.dispatcher.stop()
    sent.dispatches.start("2")
    sent.dispatches.pause(2)
    sent.container.store.inbox.keep_unread("letterbox", b"odd", "odd")
    sent.rounds.make()
    clock.pass_by(days=3, hours=1)
    sent.rounds.make()
    found = values(sent)
    assert found["newsletter_dispatches_paused"] == 1
    assert found['newsletter_batches{state="pending"}'] >= 1
    assert found["newsletter_reports_unread"] == 1
    ill = {one.value for one in HealthArea if found[f'newsletter_ill{{organ="{one.value}"}}']}
    assert ill == {"reports", "dispatches", "backup"}


def test_the_database_is_asked_once_in_fifteen_seconds(sent: Newsletter) -> None:
    sent.container.ticking = ticks = Ticks()
    before = values(sent)['newsletter_subscribers{standing="confirmed"}']
    sent.people.add("cor@example.org", statement="asked on paper")
    ticks.seconds = 14.9
    assert values(sent)['newsletter_subscribers{standing="confirmed"}'] == before
    ticks.seconds = 15
    assert values(sent)['newsletter_subscribers{standing="confirmed"}'] == before + 1


def test_no_metric_is_about_anybody(sent: Newsletter) -> None:
    told = page(sent)
    assert "@" not in told
    assert "anna" not in told
    labels = set(re.findall(r"[{,](\w+)=", told))
    assert labels <= {
        "version",
        "database",
        "standing",
        "state",
        "organ",
        "provider",
        "outcome",
        "le",
    }


def test_names_are_as_prometheus_wants_them(sent: Newsletter) -> None:
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", page(sent), re.MULTILINE))
    assert {one.partition("_")[0] for one in kinds} == {"newsletter"}
    assert [
        one for one, kind in kinds.items() if (kind == "counter") != one.endswith("_total")
    ] == []
    assert [
        one for one, kind in kinds.items() if kind == "histogram" and not one.endswith("_seconds")
    ] == []


def test_promtool_has_nothing_to_say(sent: Newsletter) -> None:
    if shutil.which("promtool") is None:
        missing("promtool", "promtool is not installed: it comes with Prometheus")
    checked = subprocess.run(
        ["promtool", "check", "metrics"],
        input=page(sent).encode(),
        capture_output=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, b"")
    subprocess.run(["promtool", "check", "rules", str(ALERTS)], check=True)


def test_the_rules_ask_for_metrics_that_there_are_and_for_every_area(sent: Newsletter) -> None:
    rules = yaml.safe_load(ALERTS.read_text("utf-8"))["groups"][0]["rules"]
    asked = " ".join(one["expr"] for one in rules)
    there = {name.partition("{")[0] for name in values(sent)}
    assert set(re.findall(r"newsletter_\w+", asked)) - there == set()
    assert set(re.findall(r'organ="(\w+)"', asked)) == {one.value for one in HealthArea}
    assert set(re.findall(r'state="(\w+)"', asked)) <= set(
        re.findall(r'newsletter_deliveries\{state="(\w+)"', page(sent))
    )


def test_a_process_without_pages_serves_them_at_a_port_of_its_own(sent: Newsletter) -> None:
    port = a_free_port()
    stop = sent.liveness.metrics.serve("127.0.0.1", port)
    try:
        address = f"http://127.0.0.1:{port}/metrics"
        answer = httpx.get(address, trust_env=False, timeout=patience.SECONDS)
        assert "newsletter_build_info" in answer.text
    finally:
        stop()


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [("TOKEN", "short", "metrics-token-short"), ("ALLOWED", "here", "network-malformed")],
)
def test_settings_that_would_let_anybody_in_or_nobody_are_refused(
    tmp_path: Path, key: str, value: str, code: str
) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with pytest.raises(ConfigError, match=code):
        load(app.container.folder, {f"NEWSLETTER_METRICS_{key}": value})
