"""Every page has the syntax of a template: one that has not drops out of the catalogue in silence."""

from pathlib import Path

import pytest

from newsletter.web import pages

FOLDER = Path(pages.__file__).parent / "pages"
NAMES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", NAMES)
def test_a_page_can_be_read(name: str) -> None:
    template = pages._environment("nl").get_template(name)
    assert template.name == name
