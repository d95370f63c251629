"""Measures what the newsletter promises and prints one table: ``make bench``, or with a part of a name.

Every module beside this one has ``measure()``, which returns rows of name,
figure, unit and target. Each runs in a process of its own, so that none warms
or fattens another.
"""

import importlib
import json
import platform
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent


def modules(wanted: str) -> list[str]:
    return sorted(
        path.stem
        for path in HERE.glob("*.py")
        if not path.stem.startswith("_") and wanted in path.stem
    )


def measured_apart(module: str) -> list[list[object]]:
    """One module's rows, measured in a fresh process."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--one", module],
        capture_output=True,
        text=True,
        check=False,
        cwd=HERE.parents[1],
    )
    if run.returncode:
        return [[f"{module}: failed", 0, "", run.stderr.strip().splitlines()[-1]]]
    rows: list[list[object]] = json.loads(run.stdout.splitlines()[-1])
    return rows


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--one"]:
        module = importlib.import_module(f"tests.benchmarks.{arguments[1]}")
        print(json.dumps([list(row) for row in module.measure()]))
        return 0
    console = Console()
    table = Table(title=f"{platform.machine()}, Python {platform.python_version()}")
    for heading in ("what", "measured", "unit", "target"):
        table.add_column(heading, justify="right" if heading == "measured" else "left")
    failed = False
    for module in modules(arguments[0] if arguments else ""):
        console.print(f"measuring {module} …", style="dim")
        for name, figure, unit, target in measured_apart(module):
            failed = failed or str(name).endswith(": failed")
            shown = (
                f"{figure:,.0f}"
                if isinstance(figure, (int, float)) and abs(figure) >= 100
                else f"{figure:,.3g}"
            )
            table.add_row(str(name), shown, str(unit), str(target))
    console.print(table)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
