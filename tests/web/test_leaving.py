import socket
import threading
import time
from dataclasses import replace

import httpx
import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st

from newsletter.model.audience import Standing
from newsletter.web import build
from tests.web.builders import Newsletter, a_reader, browser, leave_token

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_looking_changes_nothing(method: str, slash: str) -> None:
    newsletter = Newsletter()
    answer = browser(newsletter).request(method, f"/unsubscribe/{leave_token()}{slash}")
    assert answer.status_code == 200
    assert newsletter.leaves == []


def test_the_page_shows_the_masked_address_and_never_the_whole() -> None:
    page = browser(Newsletter()).get(f"/unsubscribe/{leave_token()}").text
    assert "l…@example.org" in page
    assert "lezer1@example.org" not in page
    assert "Wil je stoppen?" in page
    assert 'method="post"' in page


def test_one_press_leaves_and_the_next_does_no_harm() -> None:
    newsletter = Newsletter()
    visitor = browser(newsletter)
    for _ in range(3):
        answer = visitor.post(f"/unsubscribe/{leave_token()}")
        assert answer.status_code == 200
        assert "Je bent uitgeschreven" in answer.text
    assert newsletter.leaves == [1]
    assert "Je bent uitgeschreven" in visitor.get(f"/unsubscribe/{leave_token()}").text


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(
    "form",
    [{"data": ONE_CLICK}, {"files": {"List-Unsubscribe": (None, "One-Click")}}],
    ids=["urlencoded", "multipart"],
)
def test_one_click_leaves_without_cookie_origin_or_redirect(
    form: dict[str, object], slash: str
) -> None:
    newsletter = Newsletter()
    answer = browser(newsletter).post(f"/unsubscribe/{leave_token()}{slash}", **form)  # type: ignore[arg-type]
    assert answer.status_code == 200
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert newsletter.leaves == [1]


def test_an_erased_reader_gets_the_same_kind_answer() -> None:
    newsletter = Newsletter(readers={1: None})
    visitor = browser(newsletter)
    assert visitor.get(f"/unsubscribe/{leave_token()}").status_code == 200
    answer = visitor.post(f"/unsubscribe/{leave_token()}")
    assert answer.status_code == 200
    assert "Je adres is hier niet meer bekend" in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("damage", ["", "x", "cut", "grown", "%00", "é"])
def test_a_damaged_link_gets_a_page_that_helps(method: str, damage: str) -> None:
    newsletter = Newsletter()
    token = leave_token()
    damaged = {
        "": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "cut": token[:20],
        "grown": token + "=",
    }.get(damage, damage)
    answer = browser(newsletter).request(method, f"/unsubscribe/{damaged}")
    assert answer.status_code == 404
    assert "Deze link is onderweg beschadigd geraakt" in answer.text
    assert "post@example.nl" in answer.text
    assert newsletter.leaves == []


def test_the_readers_language_wins_over_the_publications() -> None:
    newsletter = Newsletter(readers={1: a_reader(language="en"), 2: a_reader(2, language="de")})
    visitor = browser(newsletter)
    english = visitor.get(f"/unsubscribe/{leave_token(1)}")
    assert "Would you like to stop?" in english.text
    assert '<html lang="en">' in english.text
    assert english.headers["content-language"] == "en"
    assert "Wil je stoppen?" in visitor.get(f"/unsubscribe/{leave_token(2)}").text


def test_html_in_what_people_wrote_stays_text() -> None:
    newsletter = Newsletter()
    newsletter.publication = replace(newsletter.publication, name="<script>alert(1)</script>")
    page = browser(newsletter).get(f"/unsubscribe/{leave_token()}").text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_when_the_database_is_away_the_page_says_so_and_asks_to_come_back() -> None:
    answer = browser(Newsletter(is_out_of_order=True)).get(f"/unsubscribe/{leave_token()}")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "60"
    assert "Er ging iets mis aan onze kant" in answer.text


@given(
    body=st.binary(max_size=300),
    kind=st.sampled_from(
        ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""]
    ),
)
def test_any_body_at_all_lets_a_reader_leave(body: bytes, kind: str) -> None:
    newsletter = Newsletter()
    answer = browser(newsletter).post(
        f"/unsubscribe/{leave_token()}", content=body, headers={"content-type": kind}
    )
    assert answer.status_code == 200
    assert newsletter.readers[1] is not None
    assert newsletter.readers[1].standing is Standing.UNSUBSCRIBED


def test_a_real_server_takes_a_one_click_post() -> None:
    newsletter = Newsletter()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(build(newsletter), log_config=None, access_log=False, lifespan="off")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [free]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = free.getsockname()[1]
        with httpx.Client(trust_env=False) as mail_program:
            answer = mail_program.post(
                f"http://127.0.0.1:{port}/unsubscribe/{leave_token()}", data=ONE_CLICK
            )
        server.should_exit = True
        thread.join(5)
    assert (answer.status_code, answer.text) == (200, "unsubscribed\n")
    assert newsletter.leaves == [1]
