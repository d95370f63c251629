"""The short form of the chaos suite, in a process of its own: it forks, kills and restarts.

The long form is ``python -m tests.chaos``: every strategy under every fault on
both databases.
"""

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos import cases as every
from tests.chaos import editing
from tests.chaos.cases import Case
from tests.chaos.databases import FULL_DISK, has_small_disks
from tests.chaos.faults import HAND_OVER_POINTS, doubt_points

UNPROVABLE = (
    "a look-up beyond memory",
    "the provider's clock alone jumps",
    "our clock is set back",
)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def told() -> dict[tuple[str, str, str], dict[str, object]]:
    """What was left of each case, by strategy, database and fault."""
    lines = [json.loads(line) for line in _printed().splitlines()]
    return {(one["strategy"], one["database"], one["fault"]): one for one in lines}


def _printed() -> str:
    """What the suite prints. It runs once, whatever number of processes these tests run in."""
    shared = Path(os.environ["NEWSLETTER_TESTS_SHARED"])
    kept = shared / "chaos.json"
    with (shared / "chaos.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(_run(), "utf-8")
    return kept.read_text("utf-8")


def _run() -> str:
    run = subprocess.run(
        [sys.executable, "-m", "tests.chaos", "--short", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=3_600,  # only where it hangs
        check=False,
    )
    assert run.stdout, run.stderr[-2000:]
    return run.stdout


def the(told: dict[tuple[str, str, str], dict[str, object]], case: Case) -> dict[str, object]:
    return told[case.strategy, case.database, case.fault]


@pytest.mark.parametrize(
    "case",
    [case for case in every.short() if case.strategy not in every.CONTROLS],
    ids=lambda case: f"{case.strategy} · {case.fault} · {case.database}",
)
def test_nobody_is_lost_or_doubled_and_only_the_unprovable_stays_in_doubt(
    told: dict[tuple[str, str, str], dict[str, object]], case: Case
) -> None:
    left = the(told, case)
    assert (left["lost"], left["doubled"], left["broken"]) == (0, 0, [])
    if case.strategy != every.UNKNOWN and case.fault not in UNPROVABLE:
        assert left["in_doubt"] == 0


@pytest.mark.parametrize(
    "case",
    [case for case in every.short() if case.fault in UNPROVABLE],
    ids=lambda case: f"{case.strategy} · {case.fault}",
)
def test_what_time_has_made_unprovable_is_held_for_a_person(
    told: dict[tuple[str, str, str], dict[str, object]], case: Case
) -> None:
    left = the(told, case)
    assert "doubt" in left["struck"]
    assert left["in_doubt"]


@pytest.mark.parametrize(
    "case",
    [case for case in every.short() if case.fault == "refusals of ours"],
    ids=lambda case: case.strategy,
)
def test_a_refusal_of_ours_pauses_and_costs_nobody(
    told: dict[tuple[str, str, str], dict[str, object]], case: Case
) -> None:
    left = the(told, case)
    assert {"paused by 401", "paused by 400", "paused by 422"} <= set(left["struck"])
    assert (left["lost"], left["doubled"], left["in_doubt"], left["broken"]) == (0, 0, 0, [])


@pytest.mark.parametrize(
    ("fault", "struck"),
    [("reported before the answer", "reported first"), ("our clock is set right", "doubt")],
)
def test_what_was_to_befall_a_dispatch_did(
    told: dict[tuple[str, str, str], dict[str, object]], fault: str, struck: str
) -> None:
    for case in (case for case in every.short() if case.fault == fault):
        assert struck in the(told, case)["struck"]


def test_a_fleet_settles_all_that_can_be_proven_by_itself(
    told: dict[tuple[str, str, str], dict[str, object]],
) -> None:
    (case,) = (case for case in every.short() if case.fault == "a fleet, killed and cut off")
    assert "the fleet finished" in the(told, case)["struck"]


@pytest.mark.parametrize(
    "case",
    [case for case in every.short() if case.fault == "killed at every point"],
    ids=lambda case: case.strategy,
)
def test_every_kill_point_was_reached(
    told: dict[tuple[str, str, str], dict[str, object]], case: Case
) -> None:
    points = {*HAND_OVER_POINTS, "before commit", *doubt_points(case.strategy)}
    assert points - set(the(told, case)["struck"]) == set()


@pytest.mark.parametrize(
    ("fault", "struck"),
    [
        (
            editing.CANCELLED,
            {
                "cancel: before statement", "cancel: before commit", "correct: before statement",
                "some had the first text", "some were spared",
            },
        ),
        (editing.SENT_AGAIN, {"send_again: before statement", "some were refused"}),
    ],
    ids=["cancelled", "sent again"],
)  # fmt: skip
def test_editors_were_killed_in_the_middle_of_what_they_did(
    told: dict[tuple[str, str, str], dict[str, object]], fault: str, struck: set[str]
) -> None:
    (case,) = (case for case in every.short() if case.fault == fault)
    assert struck - set(the(told, case)["struck"]) == set()


@pytest.mark.skipif(not has_small_disks(), reason="a disk to fill takes Linux and its superuser")
def test_the_servers_disk_was_really_full_and_it_crashed(
    told: dict[tuple[str, str, str], dict[str, object]],
) -> None:
    (case,) = (case for case in every.short() if case.fault == "the server's disk full")
    assert set(FULL_DISK) <= set(the(told, case)["struck"])


@pytest.mark.parametrize("case", every.controls(), ids=lambda case: case.strategy)
def test_a_careless_sender_is_found_out(
    told: dict[tuple[str, str, str], dict[str, object]], case: Case
) -> None:
    left = the(told, case)
    assert left["as_promised"]
    assert left["lost"] or left["doubled"]


@pytest.mark.parametrize("case", every.odd_events(300), ids=lambda case: case.database)
def test_good_reports_act_and_odd_ones_are_kept_with_a_reason(
    told: dict[tuple[str, str, str], dict[str, object]], case: Case
) -> None:
    assert the(told, case)["struck"] == ["270 acted", "30 kept"]
