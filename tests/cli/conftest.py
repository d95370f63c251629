"""Fixtures of the terminal: a publication, and the language that it speaks."""

from pathlib import Path

import pytest

from tests.cli.builders import Terminal, a_terminal


@pytest.fixture
def language() -> str:
    """English, unless a test is run in every language."""
    return "en"


@pytest.fixture
def terminal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
) -> Terminal:
    return a_terminal(tmp_path / "own", monkeypatch, capsys, language)
