"""The settings at the desk, built once."""

from pathlib import Path

from tests.app.builders import SetClock, a_publication


def test_each_subject_of_the_settings_is_built_once(tmp_path: Path) -> None:
    settings = a_publication(tmp_path / "own", SetClock()).desk.settings
    for name in ("own", "overview", "checkup", "keys"):
        assert getattr(settings, name) is getattr(settings, name)
