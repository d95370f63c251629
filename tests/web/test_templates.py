"""Every page has the syntax of a template: one that has not drops out of the catalogue in silence."""

import re
from pathlib import Path

import pytest

from newsletter.web import pages

FOLDER = Path(pages.__file__).parent / "pages"
NAMES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", NAMES)
def test_a_page_can_be_read(name: str) -> None:
    template = pages._environment("nl").get_template(name)
    assert template.name == name


# A hidden field for the version that the page showed, and a field in which somebody types or chooses.
VERSION = re.compile(r'type="hidden" name="(expected|against|opened|count|was-|edition|batches)')
TYPED = re.compile(r'<textarea|<select|type="(text|number|radio|checkbox)"|include "[^"]*fields')


def test_what_is_typed_into_a_form_comes_back_only_beside_the_version_that_it_changes() -> None:
    """Browsers fill a form in again when somebody goes back; see ``as_of``."""
    without = []
    for name in NAMES:
        if name == "desk/history.html":  # its texts are there to be read
            continue
        page = (FOLDER / name).read_text("utf-8")
        for form in re.findall(r"<form[^>]*>.*?</form>", page, re.DOTALL):
            if VERSION.search(form) and TYPED.search(form):
                first = re.search(r'{{ as_of|name="', form)
                if first is None or first[0] != "{{ as_of":
                    without.append((name, form[:80]))
    assert without == []
