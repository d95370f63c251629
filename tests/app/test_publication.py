"""A new publication says what is in it; what is there already stays."""

from pathlib import Path

import pytest

from newsletter.app.publication import init
from newsletter.cli.hints import hints
from newsletter.errors import DeskError
from newsletter.message import Message


def test_a_new_publication_names_its_settings_and_its_secret(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert init(folder, "en") == [
        Message("publication-made", folder=folder),
        Message("publication-settings", path=folder / "newsletter.toml"),
        Message("publication-secret", path=folder / ".env"),
        Message("publication-next", folder=folder),
    ]


def test_in_the_folder_where_one_is_it_names_that_folder_and_leads_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made, *_, then = init(Path())
    assert made == Message("publication-made", folder=tmp_path)
    assert hints(then)[0] == "newsletter doctor"


def test_a_language_that_is_not_offered_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(DeskError) as refused:
        init(tmp_path / "new", "fy")
    assert refused.value.problem == Message("language-not-offered", text="fy", known="nl, en")
    assert not (tmp_path / "new").exists()


def test_what_git_ignores_already_is_kept_in_whatever_encoding_it_is(tmp_path: Path) -> None:
    ours = "caf\u00e9/\n.env".encode("cp1252")
    (tmp_path / ".gitignore").write_bytes(ours)
    init(tmp_path)
    lines = (tmp_path / ".gitignore").read_bytes().splitlines()
    assert lines[:2] == ours.splitlines()
    assert lines.count(b".env") == 1
    assert b"backups/" in lines


@pytest.mark.parametrize("name", ["notes.txt", "notes.txt/new", "notes.txt/new/newer"])
def test_a_publication_is_not_made_where_a_file_is(tmp_path: Path, name: str) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine")
    with pytest.raises(DeskError) as refused:
        init(tmp_path / name)
    assert refused.value.problem == Message("publication-needs-folder", path=file)
    assert file.read_text() == "mine"


def test_a_publication_that_is_there_is_named_with_what_can_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init(tmp_path / "mine")
    with pytest.raises(DeskError) as refused:
        init(tmp_path / "mine")
    settings = tmp_path / "mine" / "newsletter.toml"
    assert refused.value.problem.data == {"folder": tmp_path / "mine", "path": settings}
    assert hints(refused.value.problem) == [f"cd {tmp_path / 'mine'}", "newsletter doctor"]
    monkeypatch.chdir(tmp_path / "mine")
    with pytest.raises(DeskError) as refused:
        init(Path())
    assert hints(refused.value.problem) == ["newsletter doctor"]


def test_what_is_there_already_is_named(tmp_path: Path) -> None:
    (tmp_path / "issues").mkdir()
    with pytest.raises(DeskError) as refused:
        init(tmp_path)
    assert refused.value.problem == Message("publication-there-already", path=tmp_path / "issues")
