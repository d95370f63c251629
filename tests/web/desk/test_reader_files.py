"""Lists of readers, moved in from another tool and out again, in a browser."""

import csv
import io
import logging
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.app.list_files import ListRecord
from newsletter.app.list_moves import ListMoves
from newsletter.audience.importing import importer
from newsletter.model.audience import Standing
from newsletter.model.editor import Act, Role
from tests.app.builders import SAID, SetClock
from tests.patience import SECONDS, until
from tests.web.desk.builders import PASSWORD, DeskBrowser, signed_in

IMPORT, EXPORT = "/desk/readers/import", "/desk/readers/export"
ASKED = {"ground": "asked", "where": "op de site, van 2021 tot 2025"}
SIMPLE = "email,voornaam\nanna@example.org,Anna\nbram@example.org,Bram\n"


@pytest.fixture
def owner(app: Newsletter) -> DeskBrowser:
    return signed_in(app)


def uploaded(
    browser: DeskBrowser, file: str | bytes, kind: str = "readers", name: str = "lijst.csv"
) -> httpx.Response:
    data = file if isinstance(file, bytes) else file.encode()
    return browser.post(IMPORT, data={"kind": kind}, files={"file": (name, data, "text/csv")})


def at(browser: DeskBrowser, file: str | bytes, kind: str = "readers") -> str:
    """The address of an uploaded list."""
    answer = uploaded(browser, file, kind)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def said(answer: httpx.Response) -> str:
    """The words of a page."""
    main = answer.text.partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def addresses(app: Newsletter, standing: Standing = Standing.CONFIRMED) -> set[str]:
    found = app.container.store.subscribers.page(standing=standing, limit=10_000)
    return {str(reader.address) for reader in found}


def left_behind(app: Newsletter) -> list[Path]:
    folder = app.container.folder / ".cache" / "lists"
    return sorted(path for path in folder.glob("*") if path.name != ".lock")


def logged(app: Newsletter) -> list[tuple[Act, str]]:
    return [(one.act, one.after) for one in app.container.store.log.newest(200)][:2]


@pytest.mark.parametrize(
    ("ground", "why"),
    [
        ({}, "Zeg hoe deze mensen je brief kregen"),
        ({"ground": "unknown"}, "Er is niemand overgezet en niemand krijgt mail"),
        ({"ground": "asked"}, "toestemming"),
        ({"ground": "asked", "where": "site"}, "te kort"),
    ],
    ids=str,
)
def test_without_a_ground_nobody_comes_in(
    app: Newsletter, owner: DeskBrowser, ground: dict[str, str], why: str
) -> None:
    path = at(owner, SIMPLE)
    answer = owner.post(f"{path}/take", data=ground)
    assert answer.status_code == 422
    assert why in said(answer)
    assert 'aria-invalid="true"' in answer.text
    assert addresses(app) == set()
    assert "overgezet" in said(owner.sent(f"{path}/take", data={"ground": "customers"}))
    (consent,) = app.container.store.consents.of(1)
    assert "klant" in consent.wording


def test_what_was_answered_anew_is_shown_before_it_is_done(
    app: Newsletter, owner: DeskBrowser
) -> None:
    path = at(owner, "email,groep\nanna@example.org,rust\n")
    page = said(owner.sent(f"{path}/take", data={"column-1": "tags"} | ASKED))
    assert "Je hebt een antwoord veranderd" in page
    assert "groep: tags" in page
    assert addresses(app) == set()
    again = owner.get(path).text
    assert ASKED["where"] in again
    owner.sent(f"{path}/take", data={"column-1": "tags"} | ASKED)
    assert app.people.show("anna@example.org").tags == ("rust",)


def test_tags_that_may_tell_of_health_stay_behind_unless_they_are_ticked(
    app: Newsletter, owner: DeskBrowser
) -> None:
    file = 'email,tags\nanna@example.org,"burn-out, rust"\nbram@example.org,"depressie"\n'
    path = at(owner, file)
    assert "burn-out" in said(owner.get(path))
    owner.sent(f"{path}/take", data=ASKED | {"tag": "depressie"})
    assert app.people.show("anna@example.org").tags == ("rust",)
    assert app.people.show("bram@example.org").tags == ("depressie",)


def test_refused_rows_are_told_with_line_and_reason_and_without_their_address(
    app: Newsletter, owner: DeskBrowser
) -> None:
    path = at(owner, f"{SIMPLE}geheim@@example.org,Cor\nemail,voornaam\n,Dirk\n")
    page = owner.get(path)
    assert "Regel 4" in said(page)
    assert "geheim" not in page.text
    assert "g…@" in page.text
    assert "in de rij staat geen adres" in said(page)
    assert "3 rijen zijn niet te gebruiken" in said(page)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "cp1252"])
def test_a_list_in_another_encoding_comes_in(
    app: Newsletter, owner: DeskBrowser, encoding: str
) -> None:
    path = at(owner, "email;voornaam\r\nanna@example.org;Zoë\r\n".encode(encoding))
    owner.sent(f"{path}/take", data=ASKED)
    assert app.people.show("anna@example.org").first_name == "Zoë"


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "Het bestand is leeg."),
        (b" \r\n\r\n", "Het bestand is leeg."),
        (b"email,voornaam\n", "Het bestand is leeg."),
        (b"PK\x03\x04 a workbook", "werkmap"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0\x01\x02", "geen tekstbestand"),
        (b"email\n" + b"a@example.org\n" * 800_000, "groter dan 10 MB"),
    ],
    ids=["empty", "blank", "a header alone", "a workbook", "a picture", "too large"],
)
def test_what_is_no_list_is_refused_at_once_and_not_kept(
    app: Newsletter, owner: DeskBrowser, file: bytes, why: str
) -> None:
    answer = uploaded(owner, file)
    assert answer.status_code == 422
    assert why in said(answer)
    assert 'id="file-wrong"' in answer.text
    assert left_behind(app) == []


def test_a_form_without_a_file_or_without_a_kind_is_refused(owner: DeskBrowser) -> None:
    assert owner.post(IMPORT, data={"kind": "readers"}).status_code == 422
    answer = owner.post(IMPORT, data={}, files={"file": ("a.csv", b"email\na@example.org\n")})
    assert answer.status_code == 422
    assert "Zeg wie er in het bestand staan" in said(answer)


def test_a_file_without_addresses_says_so_and_its_columns_can_be_named(
    app: Newsletter, owner: DeskBrowser
) -> None:
    path = at(owner, "naam,woonplaats\nAnna,Utrecht\n")
    page = owner.get(path)
    assert "In geen enkele kolom staan adressen" in said(page)
    assert 'name="column-0"' in page.text
    assert owner.post(f"{path}/take", data=ASKED).status_code == 422
    assert addresses(app) == set()


def test_each_reason_why_a_row_is_refused_ends_as_a_sentence(owner: DeskBrowser) -> None:
    page = owner.get(at(owner, "email,status\nanna@example.org,slapend\nbram@@example.org,\n"))
    assert "en dat is niet bekend; zeg wat het betekent. " in said(page)
    assert "er staat meer dan één @ in. " in said(page)


def test_the_words_of_a_column_that_is_not_understood_are_asked_about(
    app: Newsletter, owner: DeskBrowser
) -> None:
    path = at(owner, "email,nieuwsbriefstatus\nanna@example.org,zwart\nbram@example.org,wit\n")
    page = said(owner.get(path))
    assert "‘wit’ in de kolom ‘nieuwsbriefstatus’" in page
    assert "‘zwart’ in de kolom ‘nieuwsbriefstatus’" in page
    asked = dict(re.findall(r'<label for="(word-\d)">‘(\w+)’', owner.get(path).text))
    answers = {field: {"wit": "subscribed", "zwart": "left"}[word] for field, word in asked.items()}
    owner.sent(path, data=answers)
    owner.sent(f"{path}/take", data=answers | ASKED)
    assert addresses(app) == {"bram@example.org"}


def test_a_file_named_after_who_left_lets_nobody_in(app: Newsletter, owner: DeskBrowser) -> None:
    answer = uploaded(owner, SIMPLE, name="unsubscribed.csv")
    path = answer.headers["location"]
    page = said(owner.get(path))
    assert "Daarom wordt niemand van hen lezer" in page
    assert "Hoe kregen deze mensen" not in page
    owner.sent(f"{path}/take")
    assert addresses(app) == set()


def test_a_list_of_whom_all_are_known_has_nothing_to_take_in(
    app: Newsletter, owner: DeskBrowser
) -> None:
    owner.sent(f"{at(owner, SIMPLE)}/take", data=ASKED)
    page = said(owner.get(at(owner, SIMPLE)))
    assert "2 waren al lezer" in page
    assert "Er valt dus niets over te zetten" in page


def test_a_list_is_private_while_it_is_here_and_gone_when_it_is_taken_in(
    app: Newsletter, owner: DeskBrowser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    path = at(owner, SIMPLE)
    kept = left_behind(app)
    assert [one.suffix for one in kept] == [".csv", ".json"]
    assert {one.stat().st_mode & 0o777 for one in kept} == {0o600}
    assert kept[0].parent.stat().st_mode & 0o077 == 0
    owner.sent(f"{path}/take", data=ASKED)
    assert [one.suffix for one in left_behind(app)] == [".json"]
    assert "@" not in left_behind(app)[0].read_text("utf-8")
    assert logged(app) == [(Act.LIST_TAKEN_IN, "2 0 0 0"), (Act.LIST_BEGUN, "2")]
    assert "example.org" not in caplog.text
    assert "Gerda heeft een lijst overgezet: 2 nieuw" in said(owner.get("/desk/log?kind=readers"))


def test_a_list_is_deleted_when_it_is_refused_or_an_hour_old(
    app: Newsletter, owner: DeskBrowser, clock: SetClock
) -> None:
    path = at(owner, SIMPLE)
    assert "hier verwijderd" in said(owner.sent(f"{path}/discard"))
    assert left_behind(app) == []
    assert owner.get(path).headers["location"] == f"{IMPORT}?done=gone"
    path = at(owner, SIMPLE)
    assert path in owner.get(IMPORT).text
    clock.pass_by(minutes=59)
    app.rounds.make()
    assert owner.get(path).status_code == 200
    clock.pass_by(minutes=2)
    assert owner.get(path).headers["location"] == f"{IMPORT}?done=gone"
    app.rounds.make()
    assert left_behind(app) == []


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Taking in stops after a hundred rows until this is set, and no request waits for it."""
    go_on = threading.Event()
    pace = ListMoves._pace

    def slowly(self: ListMoves, name: str, record: ListRecord) -> Callable[[int], None]:
        progress = pace(self, name, record)

        def stop(rows: int) -> None:
            progress(rows)
            go_on.wait(SECONDS)

        return stop

    monkeypatch.setattr(importer, "_AT_ONCE", 100)
    monkeypatch.setattr("newsletter.app.list_moves._EVERY", 100)
    monkeypatch.setattr(ListMoves, "_pace", slowly)
    yield go_on
    go_on.set()


MANY = "email\n" + "".join(f"lezer{i}@example.org\n" for i in range(500))


def test_an_import_goes_on_without_its_browser_and_pressing_again_doubles_nothing(
    app: Newsletter,
    owner: DeskBrowser,
    slow: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow.set()
    path = at(owner, MANY)
    monkeypatch.setattr(ListMoves, "patience", 0.0)
    slow.clear()
    owner.post(f"{path}/take", data=ASKED)
    assert until(lambda: len(addresses(app)) == 100)
    page = owner.get(path)
    assert "Er zijn 100 rijen verwerkt" in said(page)
    assert '<meta http-equiv="refresh"' in page.text
    assert owner.post(f"{path}/take", data=ASKED).headers["location"] == path
    assert owner.post(path, data={}).headers["location"] == path
    assert owner.post(f"{path}/discard").status_code == 422
    slow.set()  # nobody asks for a page meanwhile
    assert until(lambda: logged(app)[0] == (Act.LIST_TAKEN_IN, "500 0 0 0"))
    assert "500 zijn lezer geworden" in said(owner.get(path))
    assert len(addresses(app)) == 500


def test_two_owners_take_in_one_list_at_a_time(
    app: Newsletter,
    owner: DeskBrowser,
    slow: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow.set()
    other = signed_in(app, Role.OWNER, "Bram")
    path, small = at(owner, MANY), at(other, SIMPLE)
    monkeypatch.setattr(ListMoves, "patience", 0.0)
    slow.clear()
    owner.post(f"{path}/take", data=ASKED)
    answer = other.post(f"{small}/take", data=ASKED)
    assert answer.status_code == 409
    assert "Er wordt op dit moment een andere lijst overgezet" in said(answer)
    assert ASKED["where"] in answer.text
    slow.set()
    assert until(lambda: len(addresses(app)) == 500)
    monkeypatch.setattr(ListMoves, "patience", 10.0)
    assert until(lambda: other.post(f"{small}/take", data=ASKED).status_code == 303)
    assert len(addresses(app)) == 502


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_import_that_was_killed_is_done_by_pressing_again(
    app: Newsletter, owner: DeskBrowser, slow: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow.set()
    path = at(owner, MANY)
    pace = ListMoves._pace

    def killed(self: ListMoves, name: str, record: ListRecord) -> Callable[[int], None]:
        def die(rows: int) -> None:
            if rows == 300:
                raise SystemExit  # ends the thread and writes nothing, as a kill would

        return die

    monkeypatch.setattr(ListMoves, "_pace", killed)
    page = said(owner.sent(f"{path}/take", data=ASKED))
    assert "Dit is onderbroken" in page
    assert len(addresses(app)) == 300
    monkeypatch.setattr(ListMoves, "_pace", pace)
    page = said(owner.sent(f"{path}/take", data=ASKED))
    assert "200 zijn lezer geworden" in page
    assert "300 waren al lezer" in page
    assert "één keer onderbroken" in page
    assert len(addresses(app)) == 500


def test_after_fifteen_minutes_taking_in_asks_for_the_password_and_then_acts(
    app: Newsletter, owner: DeskBrowser, clock: SetClock
) -> None:
    path = at(owner, SIMPLE)
    clock.pass_by(minutes=16)
    asked = owner.post(f"{path}/take", data=ASKED)
    assert asked.status_code == 401
    assert addresses(app) == set()
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', asked.text))
    assert kept == ASKED
    owner.sent(f"{path}/take", data=kept | {"proof": PASSWORD})
    assert len(addresses(app)) == 2


def test_everybody_comes_out_and_in_again_unchanged_and_no_cell_is_a_formula(
    app: Newsletter, owner: DeskBrowser
) -> None:
    file = (
        'email,voornaam,tags\n-anna@example.org,"=cmd|\' /C calc\'!A0","=1+1"\n'
        "+31@example.org,-Bram,@rust\ncor@example.org,Cor,rust\n"
    )
    owner.sent(f"{at(owner, file)}/take", data=ASKED)
    answer = owner.post(EXPORT)
    assert answer.headers["cache-control"] == "no-store"
    assert "attachment" in answer.headers["content-disposition"]
    assert logged(app)[0] == (Act.READERS_EXPORTED, "3")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 4
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@", "\t"}]
    before = app.container.store.subscribers.page()
    for reader in before:
        app.container.store.subscribers.erase(reader.id)
    with app.container.store.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM suppressions")
    owner.sent(f"{at(owner, answer.content)}/take", data=ASKED)
    after = app.container.store.subscribers.page()
    assert [(one.address, one.first_name, one.tags) for one in after] == [
        (one.address, one.first_name, one.tags) for one in before
    ]


def test_the_export_asks_for_the_password_again_and_is_of_owners_alone(
    app: Newsletter, owner: DeskBrowser, clock: SetClock
) -> None:
    app.people.add("anna@example.org", statement=SAID)
    editor = signed_in(app, Role.EDITOR, "Bram")
    assert editor.post(EXPORT).status_code == 403
    assert uploaded(editor, SIMPLE).status_code == 403
    assert left_behind(app) == []
    clock.pass_by(minutes=16)
    asked = owner.post(EXPORT)
    assert asked.status_code == 401
    assert "anna@" not in asked.text
    assert "data-download" in asked.text
    assert "anna@example.org" in owner.post(EXPORT, data={"proof": PASSWORD}).text


def test_who_goes_back_after_an_import_sees_that_it_is_done(
    app: Newsletter, owner: DeskBrowser, clock: SetClock
) -> None:
    address = at(owner, SIMPLE)
    assert "Al overgezet" not in said(owner.get(IMPORT))
    owner.sent(f"{address}/take", data=ASKED)
    assert "De lijst is overgezet" in said(owner.get(address))
    first = owner.get(IMPORT)
    assert "Al overgezet lijst.csv om" in said(first)
    assert f'href="{address}"' in first.text
    owner.post(address)  # the form of the page before, from a browser that kept it
    owner.post(f"{address}/take", data=ASKED)
    assert "De lijst is overgezet" in said(owner.get(address))
    assert len(addresses(app)) == 2
    clock.pass_by(hours=2)
    late = owner.get(owner.get(address).headers["location"])
    assert "Had je die al overgezet, dan is alles klaar" in said(late)


@pytest.mark.parametrize(
    ("kind", "next_one"),
    [("left", "Zet de volgende lijst over"), ("readers", "Zet nog een lijst over")],
)
def test_after_the_list_of_who_left_the_next_one_comes_first(
    owner: DeskBrowser, kind: str, next_one: str
) -> None:
    address = at(owner, SIMPLE, kind)
    owner.sent(f"{address}/take", data=ASKED)
    page = owner.get(address).text
    main = re.search(r'class="button" href="([^"]*)"', page)
    assert main is not None
    assert main[1] == (IMPORT if kind == "left" else "/desk/readers")
    assert next_one in page


def test_the_files_of_mailchimp_are_named_in_their_order(owner: DeskBrowser) -> None:
    page = owner.get(IMPORT).text
    order = ["unsubscribed_", "cleaned_", "<code>subscribed_", "nonsubscribed_"]
    places = [page.index(name) for name in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SIMPLE, "In het bestand staat niet wanneer ze zich aanmeldden"),
        (
            "email,opt-in time\nanna@example.org,2024-03-01\n",
            "De dag waarop iemand zich daar aanmeldde, komt uit het bestand mee",
        ),
        (
            "email,aangemeld\nanna@example.org,2024-03-01\n",
            "De dag waarop iemand zich daar aanmeldde, komt uit het bestand mee",
        ),
        ("email,aangemeld\nanna@example.org,ja\n", "In het bestand staat niet wanneer"),
    ],
)
def test_why_the_ground_is_asked_is_said_and_whether_the_file_has_the_date(
    owner: DeskBrowser, file: str, words: str
) -> None:
    page = said(owner.get(at(owner, file)))
    assert "Je antwoord wordt bij elk van deze lezers bewaard, als bewijs." in page
    assert words in page


def test_who_gets_no_mail_here_and_who_left_according_to_the_file_are_two_lines(
    app: Newsletter, owner: DeskBrowser
) -> None:
    owner.sent(f"{at(owner, SIMPLE, 'left')}/take")
    file = "email,status\nanna@example.org,subscribed\ncor@example.org,unsubscribed\n"
    path = at(owner, f"{file}dirk@example.org,unsubscribed\n")
    for page in (said(owner.get(path)), said(owner.sent(f"{path}/take", data=ASKED))):
        assert "Eén krijgt hier al geen mail, door een eerdere afmelding" in page
        assert "2 zijn volgens dit bestand afgemeld" in page
        assert "elders" not in page
    assert addresses(app) == set()


def test_a_column_with_dates_says_that_they_are_taken_over(
    app: Newsletter, owner: DeskBrowser
) -> None:
    path = at(owner, "email,aangemeld\nanna@example.org,2024-03-01\n")
    assert "aangemeld: wil post (met de datum)" in said(owner.get(path))
    assert "(met de datum)" not in said(
        owner.get(at(owner, "email,aangemeld\nanna@example.org,ja\n"))
    )
    owner.sent(f"{path}/take", data=ASKED)
    (consent,) = app.container.store.consents.of(1)
    assert "2024-03-01" in consent.note


def test_a_guessed_name_of_a_list_leads_to_the_first_page(owner: DeskBrowser) -> None:
    for name in ("x", "..%2f..%2fnewsletter", "a" * 16, "../../.env", "%00"):
        assert owner.get(f"{IMPORT}/{name}").status_code in {303, 400, 404}
        assert owner.post(f"{IMPORT}/{name}/discard").status_code in {303, 400, 404}
        assert owner.post(f"{IMPORT}/{name}/take", data=ASKED).status_code in {303, 400, 404}
