"""What ``dispatch start`` costs as a whole command, beside the dispatch alone."""

import subprocess
import sys
import time
from pathlib import Path

from newsletter.app import Newsletter
from newsletter.app.planning import plan_of
from newsletter.app.publication import init
from tests.app.builders import ARTICLE
from tests.benchmarks import _dispatching as bench
from tests.benchmarks._dispatching import Rows
from tests.benchmarks._mailgun import settings
from tests.benchmarks.start_up import keeping_bytecode

READERS = 50_000
PAIRS = 4
_ANOTHER = 1_000  # is added to an issue's number, for one with the same edition and no approval


def measure() -> Rows:
    with bench.folder() as place, bench.sandbox(place) as url:
        folder = place / "own"
        issues = _publication(folder, url)
        commands = _Commands(place)
        commands.start(folder, issues.pop())  # fills the caches
        pairs = [(commands.start(folder, one), _alone(folder, one)) for one in issues[:PAIRS]]
        assert len(pairs) == PAIRS
        version = min(commands.seconds("--version") for _ in pairs)
    whole, alone = (min(figures) for figures in zip(*pairs, strict=True))
    ratio = min(one / other for one, other in pairs)
    return [
        (f"dispatch start for {READERS:,} readers, the whole command", whole, "s", ""),
        ("… handing over alone, in a process that is warm", alone, "s", ""),
        (
            f"… beside handing over alone, the least of {PAIRS} runs of each",
            whole / alone,
            "×",
            "≤ 1.5",
        ),
        ("… beside handing over alone, the pair with the smallest ratio", ratio, "×", ""),
        ("newsletter --version", version, "s", ""),
    ]


def _publication(folder: Path, base: str) -> list[int]:
    """A publication with many readers and approved issues, and the numbers of these."""
    init(folder)
    (folder / "newsletter.toml").write_text(settings(base), "utf-8")
    app = Newsletter.at(folder)
    for name in ("rust.txt", "stil.txt"):  # three issues are drawn from each
        article = folder / name
        article.write_text(ARTICLE, "utf-8")
        app.issues.draw([str(article)])
    numbers = [issue.number for issue in app.issues.all()]
    for number in numbers:
        assert app.approvals.approve(str(number), offline=True).done
    bench.add_readers(app.container.store, READERS, plain=True)
    app.close()
    return numbers


class _Commands:
    """Runs whole commands, with bytecode as an installed package has it."""

    def __init__(self, place: Path) -> None:
        self._environment = keeping_bytecode(place)

    def start(self, folder: Path, issue: int) -> float:
        return self.seconds("-C", str(folder), "dispatch", "start", str(issue))

    def seconds(self, *words: str) -> float:
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "newsletter", *words],
            check=True,
            capture_output=True,
            env=self._environment,
        )
        return time.perf_counter() - start


def _alone(folder: Path, issue: int) -> float:
    """Seconds from the first claim to the last receipt, in a process that is warm."""
    app = Newsletter.at(folder)
    store = app.container.store
    approval = store.queue.approval(issue)
    assert approval is not None
    plan = plan_of(app.container, issue + _ANOTHER, approval.edition, approval.audience)
    frozen = store.dispatches.freeze(plan)
    assert frozen is not None
    start = time.perf_counter()
    app.dispatches.dispatcher.drain()
    seconds = time.perf_counter() - start
    assert app.dispatches.show(frozen.id).is_done
    app.close()
    return seconds
