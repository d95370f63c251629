"""A program with nothing but httpx and a key, against a publication that is served."""

import subprocess
import sys
from pathlib import Path

from newsletter.model.secret import Scope
from tests.app.builders import ARTICLE, SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.browser.test_desk import served

CLIENT = Path(__file__).with_name("draw_and_queue.py")


def run(url: str, key: str, article: Path) -> subprocess.CompletedProcess[str]:
    environment = {"NEWSLETTER_URL": url, "NEWSLETTER_KEY": key, "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, str(CLIENT), str(article)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_client_of_forty_lines_draws_approves_and_queues_an_article(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock(), EDITOR)
    article = tmp_path / "rust.txt"
    article.write_text(ARTICLE, "utf-8")
    _, key = app.readers.keys.add("site", [Scope.EDIT])
    with served(app) as site:
        done = run(site.url, key.reveal, article)
        assert done.returncode == 0, done.stderr
        again = run(site.url, key.reveal, article)
        refused = run(site.url, "nlk_x", article)
    rows = app.queue.rows()
    assert [line.split()[1] for line in done.stdout.splitlines()] == [
        str(row.number) for row in rows
    ]
    assert len(rows) == 3
    assert all(row.goes_at for row in rows)
    assert (again.returncode, again.stdout) == (0, done.stdout), "a repeat changes nothing"
    assert (refused.returncode, refused.stderr) == (1, "refused: a valid key is needed\n")
    assert len(CLIENT.read_text("utf-8").splitlines()) <= 40
