"""Moving 800 readers in from another tool, at the desk alone, and the first Sunday after that."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from tests.app.builders import (
    SetClock,
    a_publication,
    clock_of,
    mail_in,
    outbox,
    with_issues_approved,
)
from tests.builders.another_tool import COUNTED_AS_READER, an_export, who_agreed
from tests.journeys.test_the_main_job import SUNDAYS
from tests.web.desk.builders import DeskBrowser, signed_in
from tests.web.desk.test_reader_files import ASKED, addresses, at, said, uploaded


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    """A publication with three queued letters, and nobody to get them."""
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, ())
    return app


def mailed(app: Newsletter) -> Counter[str]:
    """How often a letter was put into the outbox for each address, in lower case."""
    found = [mail_in(file) for file in outbox(app)]
    return Counter(one["To"].addresses[0].addr_spec.lower() for one in found if one["List-Id"])


def goes_in(browser: DeskBrowser, file: bytes, kind: str) -> str:
    """Import a list of people who are not to be mailed; what the desk says about it."""
    path = at(browser, file, kind)
    assert "Hoe kregen" not in said(browser.get(path)), "nobody becomes a reader of it"
    return said(browser.sent(f"{path}/take"))


def answered(browser: DeskBrowser, path: str) -> dict[str, str]:
    """What an owner answers to the questions about a list; the word of which nobody knows stays open."""
    page = browser.get(path).text
    words = dict(re.findall(r'<label for="(word-\d+)">‘(\w+)’', page))
    columns = dict(re.findall(r'<label for="(column-\d+)">([^<]*?) <span', page))
    assert set(words.values()) == {COUNTED_AS_READER, "slapend"}
    return {
        **{field: "subscribed" for field, word in words.items() if word == COUNTED_AS_READER},
        **{field: "ignored" for field, heading in columns.items() if heading == "Onderwerpen"},
    }


def taken_in(browser: DeskBrowser, file: bytes) -> None:
    path = at(browser, file)
    answers = answered(browser, path)
    browser.sent(path, data=answers)
    assert "zijn lezer geworden" in said(browser.sent(f"{path}/take", data=answers | ASKED))


def test_nobody_who_left_bounced_or_never_agreed_is_mailed_on_sunday_and_everybody_else_once(
    app: Newsletter,
) -> None:
    export = an_export(800)
    browser, agreed = signed_in(app), who_agreed(export)
    assert 200 < len(agreed) < 400
    assert "Zet die eerst over" in said(browser.get("/desk/readers/import"))
    for file, kind in ((export.left, "left"), (export.cleaned, "bounced")):
        assert "krijgen ook hier geen mail" in goes_in(browser, file, kind)
    path = at(browser, export.everybody)
    page = said(browser.get(path))
    assert "Er staan 800 rijen in" in page
    assert "Niet alles in de lijst is duidelijk" in page
    assert "Niet gebruikt: Lid, Lid sinds, Sterren en Beheerlink" in page
    answers = answered(browser, path)
    page = said(browser.sent(path, data=answers))
    assert f"{len(agreed)} zijn nieuw" in page
    for ground in ({}, {"ground": "unknown"}):
        assert browser.post(f"{path}/take", data=answers | ground).status_code == 422
    assert addresses(app) == set()
    assert f"{len(agreed)} zijn lezer geworden" in said(
        browser.sent(f"{path}/take", data=answers | ASKED)
    )

    clock_of(app).go_to(SUNDAYS[0])
    app.rounds.make_at_once()
    assert mailed(app) == Counter(agreed)
    names = {one.first_name for one in app.container.store.subscribers.page(limit=1000)}
    assert {"Anna", "Cleo", "Élise"} <= names
    assert not any(one.tags for one in app.container.store.subscribers.page(limit=1000))


def test_without_the_lists_of_who_left_the_file_itself_still_keeps_out_whom_it_names(
    app: Newsletter,
) -> None:
    export = replace(an_export(120), left=b"", cleaned=b"")
    taken_in(signed_in(app), export.everybody)
    clock_of(app).go_to(SUNDAYS[0])
    app.rounds.make_at_once()
    assert mailed(app) == Counter(who_agreed(export))


def test_who_left_elsewhere_and_was_imported_too_soon_gets_nothing_once_the_list_is_brought(
    app: Newsletter,
) -> None:
    browser, export = signed_in(app), replace(an_export(120), cleaned=b"")
    taken_in(browser, export.everybody)
    answer = uploaded(browser, export.left, "left", name="uitgeschreven.csv")
    page = said(browser.get(answer.headers["location"]))
    assert "zijn hier lezer, maar zijn volgens dit bestand afgemeld" in page
    browser.sent(f"{answer.headers['location']}/take")
    clock_of(app).go_to(SUNDAYS[0])
    app.rounds.make_at_once()
    assert mailed(app) == Counter(who_agreed(export))
