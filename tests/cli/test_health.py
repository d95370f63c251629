"""``newsletter health`` as monitors and people ask it."""

from pathlib import Path

from newsletter.app.listening import noted
from tests.app.builders import SetClock, a_publication
from tests.cli.builders import Terminal
from tests.cli.test_running import running, types
from tests.fetching.web import says, served
from tests.ports import a_free_port


def test_one_that_does_not_run_is_ill_with_what_to_do(terminal: Terminal) -> None:
    answer = terminal.types("health")
    assert answer.code == 1
    assert "the newsletter is not running on this machine" in answer.out
    assert "→ newsletter run" in answer.out


def test_programs_are_told_in_the_words_of_the_page_and_by_codes(terminal: Terminal) -> None:
    with served({"/readyz": says(200)}) as site, noted(terminal.folder, site.url("")):
        well = terminal.types("health", "--json")
        assert (well.code, well.json) == (0, {"status": "well", "problems": [], "codes": []})
        assert terminal.types("health").out == "the newsletter runs and is well\n"
        site.pages["/readyz"] = says(503)
        ill = terminal.types("health", "--json")
    assert (ill.code, ill.json["status"], ill.json["codes"]) == (1, "ill", ["process-not-ready"])
    assert "its database is silent" in ill.json["problems"][0]


def test_a_process_that_runs_is_found_wherever_it_serves(tmp_path: Path) -> None:
    a_publication(tmp_path / "own", SetClock()).close()
    with running(tmp_path / "own", a_free_port()):
        assert '"well"' in types(tmp_path / "own", "health", "--json").stdout
