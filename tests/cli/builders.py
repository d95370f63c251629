"""The ``newsletter`` command as a person types it, in this process."""

import gc
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from newsletter.cli import main
from tests.app.builders import SetClock, a_publication

EVERY_LANGUAGE = pytest.mark.parametrize("language", ["nl", "en"])


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Terminal:
    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    program: str = "newsletter"

    def types(self, *words: str) -> Answer:
        self.monkeypatch.setattr("sys.argv", [self.program, "-C", str(self.folder), *words])
        self.capsys.readouterr()
        ours, root = logging.getLogger("newsletter"), logging.getLogger()
        handlers, level = list(root.handlers), ours.level
        try:
            main()
            code = 0
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else int(left.code is not None)
        finally:  # a command that serves keeps its log until its process ends
            root.handlers[:] = handlers
            ours.setLevel(level)
        told = self.capsys.readouterr()
        return Answer(code, told.out, told.err)

    def sets(self, settings: str) -> None:
        """Add to the publication's settings."""
        with (self.folder / "newsletter.toml").open("a", encoding="utf-8") as file:
            file.write(f"\n{settings}\n")

    def ruin_database(self) -> None:
        """Put what is no database in the place of the publication's own."""
        # a connection of the commands before, closed only later, would write its log back into it
        gc.collect()
        database = self.folder / "subscribers" / "newsletter.db"
        database.write_bytes(b"no database at all" * 100)
        database.with_name("newsletter.db-wal").unlink(missing_ok=True)


def a_terminal(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str = "en",
) -> Terminal:
    """A terminal in a publication that speaks this language; English, as the tests quote it."""
    a_publication(folder, SetClock())
    settings = folder / "newsletter.toml"
    text = settings.read_text("utf-8")
    assert 'language = "nl"' in text
    settings.write_text(text.replace('language = "nl"', f'language = "{language}"'), "utf-8")
    monkeypatch.chdir(folder)
    return Terminal(folder, monkeypatch, capsys)
