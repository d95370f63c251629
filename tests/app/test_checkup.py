"""The check of everything, in the background."""

from pathlib import Path
from threading import Event

import pytest

from newsletter.app import Newsletter, checkup
from newsletter.app.doctor import DiagnosisLevel
from tests.app.builders import SetClock, a_publication


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    return a_publication(tmp_path / "own", SetClock())


def test_a_check_ends_with_what_was_found_and_its_moment(app: Newsletter) -> None:
    check = app.desk.settings.checkup
    assert check.last is None
    check.wait(1)  # nothing to wait for
    check.begin()
    check.wait(60)
    assert not check.is_running
    assert check.last is not None
    assert check.last.at == app.container.now()
    assert {one.weight for one in check.last.findings} >= {DiagnosisLevel.FINE}


def test_a_second_press_starts_no_second_check(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, calls = Event(), []

    def slow(*given: object) -> list[object]:
        calls.append(given)
        assert go_on.wait(60)
        return []

    monkeypatch.setattr(checkup, "examine", slow)
    check = app.desk.settings.checkup
    check.begin()
    check.begin()
    assert check.is_running
    go_on.set()
    check.wait(60)
    assert len(calls) == 1


def test_a_check_that_breaks_is_told_and_the_last_result_stays(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    check = app.desk.settings.checkup
    check.begin()
    check.wait(60)
    before = check.last

    def broken(*_: object) -> list[object]:
        raise RuntimeError("broken")

    monkeypatch.setattr(checkup, "examine", broken)
    check.begin()
    check.wait(60)
    assert check.has_failed
    assert check.last is before
    assert "the check of the settings failed" in caplog.text
