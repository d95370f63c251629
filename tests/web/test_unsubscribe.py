import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.errors import StoreError
from newsletter.web import build
from tests import patience
from tests.audience.builders import House
from tests.serving import serving
from tests.web.builders import Newsletter, browser

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def stamp_in(page: str) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_looking_changes_nothing(newsletter: Newsletter, method: str, slash: str) -> None:
    reader = newsletter.reader()
    answer = browser(newsletter).request(
        method, f"/unsubscribe/{newsletter.house.leave_token(reader)}{slash}"
    )
    assert answer.status_code == 200
    assert newsletter.is_reading(reader)


def test_the_page_shows_the_masked_address_and_never_the_whole(newsletter: Newsletter) -> None:
    page = (
        browser(newsletter)
        .get(f"/unsubscribe/{newsletter.house.leave_token(newsletter.reader())}")
        .text
    )
    assert "l…@example.org" in page
    assert "lezer1@example.org" not in page
    assert "Wil je je afmelden?" in page
    assert 'method="post"' in page


def test_nothing_else_is_offered_before_the_door_is_open(newsletter: Newsletter) -> None:
    page = (
        browser(newsletter)
        .get(f"/unsubscribe/{newsletter.house.leave_token(newsletter.reader())}")
        .text
    )
    assert page.count("<button") == 1
    assert "pauze" not in page


def test_one_press_leaves_and_the_next_does_no_harm(newsletter: Newsletter) -> None:
    reader = newsletter.reader()
    path = f"/unsubscribe/{newsletter.house.leave_token(reader)}"
    visitor = browser(newsletter)
    for _ in range(3):
        answer = visitor.post(path)
        assert answer.status_code == 200
        assert "Je bent afgemeld" in answer.text
    assert not newsletter.is_reading(reader)
    assert "Je bent afgemeld" in visitor.get(path).text


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(
    "form",
    [{"data": ONE_CLICK}, {"files": {"List-Unsubscribe": (None, "One-Click")}}],
    ids=["urlencoded", "multipart"],
)
def test_one_click_leaves_without_cookie_origin_or_redirect(
    newsletter: Newsletter, form: dict[str, object], slash: str
) -> None:
    reader = newsletter.reader()
    answer = browser(newsletter).post(
        f"/unsubscribe/{newsletter.house.leave_token(reader)}{slash}", **form
    )
    assert answer.status_code == 200
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert not newsletter.is_reading(reader)
    assert newsletter.house.store.consents.of(reader.id)[-1].note == "one-click"


def test_an_erased_reader_gets_the_same_kind_answer(newsletter: Newsletter) -> None:
    reader = newsletter.reader()
    newsletter.house.preferences.forget(reader, "test")
    path = f"/unsubscribe/{newsletter.house.leave_token(reader)}"
    visitor = browser(newsletter)
    assert visitor.get(path).status_code == 200
    answer = visitor.post(path)
    assert answer.status_code == 200
    assert "Je adres is hier niet meer bekend" in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("damage", ["altered", "x", "cut", "grown", "%00", "é"])
def test_a_damaged_link_gets_a_page_that_helps(
    newsletter: Newsletter, method: str, damage: str
) -> None:
    reader = newsletter.reader()
    token = newsletter.house.leave_token(reader)
    altered = token[:-1] + ("A" if token[-1] != "A" else "B")
    damaged = {"altered": altered, "cut": token[:20], "grown": f"{token}A"}.get(damage, damage)
    answer = browser(newsletter).request(method, f"/unsubscribe/{damaged}")
    assert answer.status_code == 404
    assert "Deze link is onderweg beschadigd geraakt" in answer.text
    assert "post@example.nl" in answer.text
    assert newsletter.is_reading(reader)


def test_a_damaged_confirmation_leads_to_the_sign_up_and_speaks_of_no_leaving(
    newsletter: Newsletter,
) -> None:
    answer = browser(newsletter).get("/confirm/cut-off")
    assert answer.status_code == 404
    assert "Of <a href='/subscribe'>meld je opnieuw aan</a>:" in answer.text
    assert "Afmelden" not in answer.text


def test_the_readers_language_wins_over_the_publications(newsletter: Newsletter) -> None:
    english = newsletter.reader("anna@example.org", language="en")
    german = newsletter.reader("dora@example.org", language="de")
    visitor = browser(newsletter)
    answer = visitor.get(f"/unsubscribe/{newsletter.house.leave_token(english)}")
    assert "Would you like to unsubscribe?" in answer.text
    assert '<html lang="en">' in answer.text
    assert answer.headers["content-language"] == "en"
    assert (
        "Wil je je afmelden?"
        in visitor.get(f"/unsubscribe/{newsletter.house.leave_token(german)}").text
    )


def test_html_in_what_people_wrote_stays_text(newsletter: Newsletter) -> None:
    newsletter.publication = replace(newsletter.publication, name="<script>alert(1)</script>")
    page = (
        browser(newsletter)
        .get(f"/unsubscribe/{newsletter.house.leave_token(newsletter.reader())}")
        .text
    )
    assert "<script" not in page
    assert "&lt;script&gt;" in page


class Locked:
    """A service whose database does not answer."""

    def __getattr__(self, name: str) -> object:
        raise StoreError("the database is locked")


def test_when_the_database_is_away_the_page_says_so_and_asks_to_come_back(
    newsletter: Newsletter, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newsletter.readers, "unsubscribe", Locked())
    answer = browser(newsletter).get("/unsubscribe/x")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "60"
    assert "Er ging hier iets mis" in answer.text
    (line,) = [one for one in caplog.records if one.getMessage() == "a request failed"]
    assert (line.levelname, str(line.why)) == ("WARNING", "the database is locked")


@settings(max_examples=20)
@given(
    body=st.binary(max_size=300),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "text/plain",
            "",
        ]
    ),
)
def test_any_body_at_all_lets_a_reader_leave(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, kind: str
) -> None:
    newsletter = Newsletter(House(tmp_path_factory.mktemp("leave")))
    reader = newsletter.reader()
    path = f"/unsubscribe/{newsletter.house.leave_token(reader)}"
    answer = browser(newsletter).post(path, content=body, headers={"content-type": kind})
    assert answer.status_code == 200
    assert not newsletter.is_reading(reader)
    newsletter.house.store.close()


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ("undo", "De brieven blijven gewoon"),
        ("monthly", "één brief per maand"),
        ("pause", "Tot 11 maart 2026 krijg je geen brieven"),
    ],
)
def test_after_leaving_one_press_stays_after_all(
    newsletter: Newsletter, wish: str, says: str
) -> None:
    reader = newsletter.reader()
    path = f"/unsubscribe/{newsletter.house.leave_token(reader)}"
    visitor = browser(newsletter)
    stamp = stamp_in(visitor.post(path).text)
    answer = visitor.post(f"{path}/instead", data={"wish": wish, "stamp": stamp})
    assert answer.status_code == 200
    assert says in answer.text
    assert newsletter.is_reading(reader)


def test_the_page_that_is_only_looked_at_holds_no_way_back(newsletter: Newsletter) -> None:
    path = f"/unsubscribe/{newsletter.house.leave_token(newsletter.reader())}"
    visitor = browser(newsletter)
    visitor.post(path)
    assert 'name="stamp"' not in visitor.get(path).text


def test_after_the_hour_the_page_shows_the_way_in(newsletter: Newsletter) -> None:
    path = f"/unsubscribe/{newsletter.house.leave_token(newsletter.reader())}"
    visitor = browser(newsletter)
    stamp = stamp_in(visitor.post(path).text)
    newsletter.house.clock.turn(hours=1, seconds=1)
    answer = visitor.post(f"{path}/instead", data={"wish": "undo", "stamp": stamp})
    assert answer.status_code == 410
    assert 'href="/subscribe"' in answer.text


def test_a_reason_is_thanked_for_and_nothing_else_changes(newsletter: Newsletter) -> None:
    reader = newsletter.reader()
    path = f"/unsubscribe/{newsletter.house.leave_token(reader)}"
    visitor = browser(newsletter)
    stamp = stamp_in(visitor.post(path).text)
    for reason in ("too often", "nonsense", ""):
        answer = visitor.post(
            f"{path}/instead", data={"wish": "why", "stamp": stamp, "reason": reason}
        )
        assert answer.status_code == 200
    assert newsletter.house.store.leave_reasons.counts() == {"too often": 1}
    assert not newsletter.is_reading(reader)


def test_a_real_server_takes_a_one_click_post(tmp_path: Path) -> None:
    newsletter = Newsletter(House(tmp_path))
    reader = newsletter.reader()
    config = uvicorn.Config(
        build(newsletter), port=0, log_config=None, access_log=False, lifespan="off"
    )
    with serving(uvicorn.Server(config)) as port:
        token = newsletter.house.leave_token(reader)
        url = f"http://127.0.0.1:{port}/unsubscribe/{token}"
        with httpx.Client(trust_env=False, timeout=patience.SECONDS) as mail_program:
            answer = mail_program.post(url, data=ONE_CLICK)
    assert (answer.status_code, answer.text) == (200, "unsubscribed\n")
    assert not newsletter.is_reading(reader)
    newsletter.house.store.close()
