"""``python -m tests.chaos``: what is promised, tried on every strategy, fault and database.

``--short`` runs what the tests run; ``--rounds N`` repeats the long form with N
seeds; a word runs only the cases whose strategy, fault or database has it.
"""

import argparse
import json
import sys
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from tests.chaos import cases as every
from tests.chaos.cases import Result
from tests.chaos.odd_events import ODD_EVENTS


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    options.add_argument("only", nargs="?", default="")
    options.add_argument("--short", action="store_true")
    options.add_argument("--json", action="store_true", help="one line of JSON a case, no table")
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--at-once", type=int, default=6)
    given = options.parse_args()
    chosen = [
        case
        for case in (every.short() if given.short else every.long(given.rounds))
        if given.only in f"{case.strategy} {case.database} {case.fault}"
    ]
    console = Console(stderr=True)
    results = every.run_all(
        chosen,
        at_once=given.at_once,
        told=_as_json if given.json else lambda result: console.print(_line(result), style="dim"),
    )
    if not given.json:
        Console(width=None if sys.stdout.isatty() else 180).print(_table(results))
    return 0 if results and all(result.is_as_promised for result in results) else 1


def _as_json(result: Result) -> None:
    told = {**asdict(result.case), **asdict(result.verdict), "as_promised": result.is_as_promised}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _line(result: Result) -> str:
    case = result.case
    return (
        f"{'✓' if result.is_as_promised else '✗'} {case.strategy} · {case.fault} · {case.database}"
    )


def _table(results: list[Result]) -> Table:
    table = Table(title="Readers lost, doubled and in doubt, by the provider's own log")
    for heading in ("strategy", "fault", "database"):
        table.add_column(heading)
    for heading in ("readers", "lost", "doubled", "in doubt", "s"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for result in sorted(results, key=lambda one: (one.case.strategy, one.case.fault)):
        case, found = result.case, result.verdict
        table.add_row(
            case.strategy, case.fault, case.database, f"{found.audience:,}", f"{found.lost:,}",
            f"{found.doubled:,}", f"{found.in_doubt:,}", f"{found.seconds:.1f}",
            _outcome(result),
        )  # fmt: skip
    return table


def _outcome(result: Result) -> str:
    if not result.is_as_promised:
        return "; ".join(result.verdict.broken) or "NOT AS PROMISED"
    is_storm = result.case.fault == ODD_EVENTS
    return f"as promised: {', '.join(result.verdict.struck)}" if is_storm else "as promised"


if __name__ == "__main__":
    raise SystemExit(main())
