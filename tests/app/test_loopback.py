"""Whether a newsletter is well, asked from another process."""

from pathlib import Path

from newsletter.app import Newsletter
from newsletter.app.listening import noted
from newsletter.app.loopback import ask
from tests.app.builders import SetClock
from tests.fetching.web import says, served


def codes(app: Newsletter) -> list[str]:
    return [one.code for one in ask(app)]


def test_one_that_does_not_run_is_ill(app: Newsletter) -> None:
    assert codes(app) == ["newsletter-not-running"]


def test_one_that_runs_is_as_well_as_it_says(app: Newsletter) -> None:
    with served({"/readyz": says(200)}) as site, noted(app.container.folder, site.url("")):
        assert codes(app) == []
        site.pages["/readyz"] = says(503)
        assert codes(app) == ["process-not-ready"]


def test_one_whose_pages_do_not_answer_is_ill(app: Newsletter) -> None:
    with served({}) as site:
        address = site.url("")
    with noted(app.container.folder, address):
        assert codes(app) == ["pages-not-answering"]


def test_what_the_database_says_is_told_too(
    app: Newsletter, clock: SetClock, tmp_path: Path
) -> None:
    app.backups.make(tmp_path / "x.backup")
    clock.pass_by(days=4)
    with served({"/readyz": says(200)}) as site, noted(app.container.folder, site.url("")):
        assert codes(app) == ["backup-old"]


def test_a_database_that_cannot_be_opened_is_told(app: Newsletter) -> None:
    file = Path(app.settings.database_url.removeprefix("sqlite:///"))
    app.close()
    file.write_bytes(b"no database " * 100)
    other = Newsletter.at(app.container.folder, app.container.now)
    assert codes(other) == ["newsletter-not-running", "database-damaged"]
