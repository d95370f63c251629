"""A letter whose file cannot be read is named by its number, and leads to its page."""

import re
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from tests.web.desk.builders import signed_in

NINE = "/desk/issues/9"
TOO_DEEP = f"Een zin.\n\n{'>' * 60} diep\n"
IN_FIELDS = "---\nnumber: 9\ntitle: Te diep\nsubject: Te diep\npreheader: Te diep\n---\n\n"

pytestmark = pytest.mark.usefixtures("drawn")


def written(app: Newsletter, text: str) -> Path:
    file = app.container.folder / "issues" / "009-broken.md"
    file.write_text(text, "utf-8")
    return file


def test_the_list_of_letters_leads_to_one_that_cannot_be_read(app: Newsletter) -> None:
    written(app, "---\nnumber: x\n---\n")
    page = signed_in(app).get("/desk/issues").text
    assert f'<a href="{NINE}">Brief 9</a>, regel 2:' in page
    assert ".md" not in page


def test_its_line_is_counted_everywhere_as_in_the_box_of_its_page(app: Newsletter) -> None:
    written(app, IN_FIELDS + TOO_DEEP)
    browser = signed_in(app)
    assert "<li>Brief 9, regel 3: " in browser.get("/desk").text
    assert f'<a href="{NINE}">Brief 9</a>, regel 3:' in browser.get("/desk/issues").text
    page = browser.get(NINE).text
    assert re.findall(r"[Rr]egel (\d+)", page) == ["3"]
    assert ".md" not in page


def test_the_preview_says_within_the_page_why_there_is_none(app: Newsletter) -> None:
    written(app, "---\nnumber: x\n---\n")
    mail = signed_in(app).get(f"{NINE}/mail")
    assert "frame-ancestors 'self'" in mail.headers["content-security-policy"]
    assert mail.headers["x-frame-options"] == "SAMEORIGIN"
    assert "Er is nog niets te zien." in mail.text
    assert "<nav" not in mail.text
    assert ".md" not in mail.text


def test_two_files_of_one_number_are_told_without_their_names(app: Newsletter) -> None:
    written(app, IN_FIELDS + "Een zin.\n")
    (app.container.folder / "issues" / "009-other.md").write_text(IN_FIELDS + "Nog een.\n", "utf-8")
    browser = signed_in(app)
    for address in ("/desk", "/desk/issues"):
        page = browser.get(address).text
        assert "er zijn twee bestanden met dit nummer" in page
        assert ".md" not in page


def test_a_discarded_letter_that_cannot_be_read_is_named_by_its_number(app: Newsletter) -> None:
    written(app, "---\nnumber: x\n---\n")
    browser = signed_in(app)
    found = re.search(r'name="expected" value="(\w+)"', browser.get(NINE).text)
    assert found is not None
    page = browser.sent(f"{NINE}/discard", data={"expected": found[1]}).text
    assert "Brief 9 is weggegooid." in page
    assert ".md" not in page
    assert ".md" not in browser.get(NINE).text


def test_an_error_in_a_letters_file_names_the_letter_on_every_page(app: Newsletter) -> None:
    file = written(app, "---\nnumber: x\n---\n")
    browser = signed_in(app)
    file.write_bytes(b"\xff\xfe\xff")
    refused = browser.get(NINE)
    assert refused.status_code == 422
    assert "Brief 9: " in refused.text
    assert ".md" not in refused.text
