"""A search for a reader: what was typed is in no address, and no log has it."""

import logging
import re
from urllib.parse import quote, unquote

import httpx
import pytest
import uvicorn

from newsletter.app import Newsletter
from newsletter.web import build
from tests import patience
from tests.app.test_reader_list import joined
from tests.serving import serving
from tests.web.desk.builders import DeskBrowser, signed_in

READERS = "/desk/readers"


@pytest.fixture
def owner(app: Newsletter) -> DeskBrowser:
    joined(app, "anna", *(f"lezer{number}" for number in range(101)))
    return signed_in(app)


def search(browser: DeskBrowser, text: str, **chosen: str) -> str:
    """The address to which a search leads."""
    answer = browser.post(f"{READERS}/search", data={"search": text, **chosen})
    assert answer.status_code == 303
    return answer.headers["location"]


def older(page: str) -> str:
    [found] = re.findall(r'href="(/desk/readers\?[^"]*after=\d+)"', page)
    return str(found).replace("&amp;", "&")


def test_what_was_typed_is_in_no_address_from_the_first_page_to_the_last(
    owner: DeskBrowser,
) -> None:
    addresses = [search(owner, "lezer", standing="confirmed")]
    for _ in range(2):
        addresses.append(older(owner.get(addresses[-1]).text))
    assert "lezer100@example.org" in owner.get(addresses[-1]).text
    assert not any("lezer" in unquote(one) for one in addresses)
    assert all("standing=confirmed" in one for one in addresses)


def test_another_search_takes_the_place_of_the_last_which_then_has_to_be_typed_again(
    owner: DeskBrowser,
) -> None:
    first, second = search(owner, "anna@example"), search(owner, "lezer7@example")
    assert "lezer7@example.org" in owner.get(second).text
    page = owner.get(first).text
    assert "Deze zoekopdracht is niet meer bewaard." in page
    assert 'value=""' in page


def test_an_address_with_a_search_says_nothing_at_another_browser(
    app: Newsletter, owner: DeskBrowser
) -> None:
    page = signed_in_again(app).get(search(owner, "anna@example")).text
    assert "Deze zoekopdracht is niet meer bewaard." in page


def signed_in_again(app: Newsletter) -> DeskBrowser:
    from newsletter.model.editor import Role

    return signed_in(app, Role.OWNER, "Hilde")


@pytest.mark.parametrize("kept", ["", "%%%", "é", "_____", "A", "AAAA", "w6k" * 2000])
def test_a_damaged_cookie_is_no_search(owner: DeskBrowser, kept: str) -> None:
    address = search(owner, "anna")
    headers = {"cookie": f"desk={owner.cookies['desk']}; desk-search={quote(kept)}"}
    owner.cookies = httpx.Cookies()
    answer = owner.get(address, headers=headers)
    assert answer.status_code == 200
    assert "Deze zoekopdracht is niet meer bewaard." in answer.text


def test_an_empty_search_shows_everybody(owner: DeskBrowser) -> None:
    search(owner, "anna")
    assert search(owner, "  ") == READERS
    assert "desk-search" not in owner.cookies


def test_signing_out_forgets_the_search(owner: DeskBrowser) -> None:
    search(owner, "anna")
    assert "desk-search" in owner.cookies
    owner.post("/desk/sign-out")
    assert "desk-search" not in owner.cookies


def test_no_line_of_an_access_log_has_the_address(
    app: Newsletter,
    owner: DeskBrowser,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = uvicorn.Server(uvicorn.Config(build(app), port=0, access_log=True, log_config=None))
    log = logging.getLogger("uvicorn.access")  # another server in this process may have ended it
    monkeypatch.setattr(log, "propagate", True)
    monkeypatch.setattr(log, "disabled", False)
    caplog.set_level(logging.INFO, log.name)
    with caplog.at_level(logging.DEBUG), serving(server) as port:
        cookies = {"desk": owner.cookies["desk"]}
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            cookies=cookies,
            follow_redirects=True,
            timeout=patience.SECONDS,
        ) as client:
            page = client.post(
                f"{READERS}/search",
                data={"search": "anna@example.org"},
                headers={"sec-fetch-site": "same-origin"},
            )
    assert "Eén persoon" in page.text or "anna@example.org" in page.text
    # One record may come by two loggers: pytest listens to those that pass nothing on as well.
    records = {id(record): record for record in caplog.records}.values()
    lines = [one.getMessage() for one in records if one.name.startswith("uvicorn")]
    assert sum("/desk/readers" in line for line in lines) == 2
    assert not any("anna" in unquote(one.getMessage()) for one in records)
