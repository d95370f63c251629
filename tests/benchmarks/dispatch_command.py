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

READERS = 50_000


def measure() -> Rows:
    with bench.folder() as place, bench.sandbox(place) as url:
        folder = place / "own"
        issues = _publication(folder, url)
        whole = alone = float("inf")
        for one, other in zip(issues[::2], issues[1::2], strict=False):
            whole = min(whole, _command(folder, one))
            alone = min(alone, _alone(folder, other))
    return [
        (f"dispatch start for {READERS:,} readers, the whole command", whole, "s", ""),
        ("… beside handing over alone", whole / alone, "×", "≤ 1.5"),
    ]


def _publication(folder: Path, base: str) -> list[int]:
    """A publication with many readers and approved issues, and the numbers of these."""
    init(folder)
    (folder / "newsletter.toml").write_text(settings(base), "utf-8")
    article = folder / "rust.txt"
    article.write_text(ARTICLE, "utf-8")
    app = Newsletter.at(folder)
    app.issues.draw([str(article)])
    numbers = [issue.number for issue in app.issues.all()]
    for number in numbers:
        assert app.approvals.approve(str(number), offline=True).done
    bench.add_readers(app.container.store, READERS, plain=True)
    app.close()
    return numbers


def _command(folder: Path, issue: int) -> float:
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "newsletter", "-C", str(folder), "dispatch", "start", str(issue)],
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - start


def _alone(folder: Path, issue: int) -> float:
    """Seconds from the first claim to the last receipt, in a process that is warm."""
    app = Newsletter.at(folder)
    store = app.container.store
    approval = store.queue.approval(issue)
    assert approval is not None
    plan = plan_of(app.container, issue, approval.edition, approval.audience)
    frozen = store.dispatches.freeze(plan)
    assert frozen is not None
    start = time.perf_counter()
    app.dispatches.dispatcher.drain()
    seconds = time.perf_counter() - start
    assert app.dispatches.show(frozen.id).is_done
    app.close()
    return seconds
