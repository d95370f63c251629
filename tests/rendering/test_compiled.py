"""Compiled pages are kept for the next process; a cache never fails and is never trusted from strangers."""

import shutil
from pathlib import Path

import pytest

from newsletter.errors import TemplateError
from newsletter.rendering.templates import Template, load_template

SHIPPED = Path("templates/helder-moment")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "own"
    place.mkdir()
    for page in ("issue.mjml.j2", "issue.txt.j2", "notice.mjml.j2", "notice.txt.j2"):
        (place / page).write_text("Dag {{ name }}", encoding="utf-8")
    (place / "theme.toml").write_bytes((SHIPPED / "theme.toml").read_bytes())
    return place


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "home" / "cache"


def says(folder: Path, cache: Path) -> str:
    template: Template = load_template(folder, cache=cache)
    return template.render("issue.txt.j2", {"name": "Ada"})


def replace_code(cache: Path, old: bytes, new: bytes) -> None:
    """Change what is kept without its hash."""
    (kept,) = cache.iterdir()
    assert old in kept.read_bytes()
    kept.write_bytes(kept.read_bytes().replace(old, new))


def test_a_page_is_kept_and_the_next_process_takes_what_was_kept(folder: Path, cache: Path) -> None:
    assert says(folder, cache) == "Dag Ada"
    (kept,) = cache.iterdir()
    assert cache.stat().st_mode & 0o777 == 0o700
    before = kept.stat().st_mtime_ns
    assert says(folder, cache) == "Dag Ada"
    assert kept.stat().st_mtime_ns == before


def test_a_page_that_was_edited_is_compiled_anew(folder: Path, cache: Path) -> None:
    says(folder, cache)
    (folder / "issue.txt.j2").write_text("Hallo {{ name }}", encoding="utf-8")
    assert says(folder, cache) == "Hallo Ada"


def test_a_damaged_file_is_compiled_anew(folder: Path, cache: Path) -> None:
    says(folder, cache)
    replace_code(cache, b"Dag ", b"Weg ")
    assert says(folder, cache) == "Dag Ada"


@pytest.mark.parametrize("content", [b"", b"jinja", bytes(200)], ids=["empty", "cut off", "zeros"])
def test_garbage_in_a_file_is_compiled_anew(folder: Path, cache: Path, content: bytes) -> None:
    says(folder, cache)
    (kept,) = cache.iterdir()
    kept.write_bytes(content)
    assert says(folder, cache) == "Dag Ada"


def test_a_folder_that_others_may_write_to_is_neither_read_nor_written(
    folder: Path, cache: Path
) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    assert says(folder, cache) == "Dag Ada"
    assert not list(cache.iterdir())


def test_a_link_to_a_folder_is_not_used(folder: Path, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    cache.parent.mkdir()
    cache.symlink_to(tmp_path / "elsewhere")
    assert says(folder, cache) == "Dag Ada"
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_place_where_no_folder_can_be_made_stops_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert says(folder, tmp_path / "file" / "cache") == "Dag Ada"


def test_a_mistake_in_a_kept_page_is_still_found_by_its_line(folder: Path, cache: Path) -> None:
    (folder / "issue.txt.j2").write_text("Dag\n{{ name.nowhere.at_all }}", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(TemplateError) as error:
            says(folder, cache)
        assert (error.value.path, error.value.line) == (folder / "issue.txt.j2", 2)


def test_two_publications_with_one_template_share_what_was_compiled(
    folder: Path, cache: Path, tmp_path: Path
) -> None:
    says(folder, cache)
    (kept,) = cache.iterdir()
    before = kept.stat().st_mtime_ns
    other = tmp_path / "another publication" / folder.name
    shutil.copytree(folder, other)
    assert says(other, cache) == "Dag Ada"
    assert [kept] == list(cache.iterdir())
    assert kept.stat().st_mtime_ns == before
