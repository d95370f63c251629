from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from newsletter.errors import NewsletterError
from newsletter.model.audience import Subscriber
from tests.web.builders import Newsletter, browser

PATHS = [
    "/",
    "/unsubscribe/x",
    "/nothing",
    "/static/page.css",
    "/health",
    "/subscribe",
    "/archive",
    "/feed.xml",
    "/api/v1/issues",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_forbids_scripts_frames_referrers_and_sniffing(
    newsletter: Newsletter, path: str
) -> None:
    headers = browser(newsletter).get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] in {"no-referrer", "same-origin"}
    assert headers["x-content-type-options"] == "nosniff"


def test_a_token_in_an_address_never_travels_as_a_referrer(newsletter: Newsletter) -> None:
    token = newsletter.house.leave_token(newsletter.reader())
    visitor = browser(newsletter)
    for path in (f"/unsubscribe/{token}", "/confirm/x", "/preferences/x", "/data/x", "/moment/x"):
        assert visitor.get(path).headers["referrer-policy"] == "no-referrer"


def test_personal_pages_are_kept_by_nobody_and_the_style_sheet_for_ever(
    newsletter: Newsletter,
) -> None:
    visitor = browser(newsletter)
    token = newsletter.house.leave_token(newsletter.reader())
    assert visitor.get(f"/unsubscribe/{token}").headers["cache-control"] == "no-store"
    assert "immutable" in visitor.get("/static/page.css").headers["cache-control"]


def test_https_is_remembered_only_where_it_is_spoken(newsletter: Newsletter) -> None:
    assert "strict-transport-security" in browser(newsletter).get("/").headers
    newsletter.publication = replace(newsletter.publication, base_url="http://127.0.0.1:8000")
    assert "strict-transport-security" not in browser(newsletter).get("/").headers


class Broken:
    def look(self, token: str) -> Subscriber | None:
        raise NewsletterError("a mistake of ours with secret details")


def test_a_crash_gets_a_page_with_the_headers_and_without_details(
    newsletter: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newsletter.readers, "unsubscribe", Broken())
    answer = browser(newsletter).get("/unsubscribe/x")
    assert answer.status_code == 500
    assert "secret details" not in answer.text
    assert "Er ging hier iets mis" in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_body_larger_than_any_form_is_refused_also_when_its_length_is_not_told(
    newsletter: Newsletter,
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1024

    reader = newsletter.reader()
    path = f"/unsubscribe/{newsletter.house.leave_token(reader)}"
    visitor = browser(newsletter)
    assert visitor.post(path, content=b"x" * 100_000).status_code == 413
    assert visitor.post(path, content=pieces()).status_code == 413
    assert newsletter.is_reading(reader)


def test_a_wrong_method_is_a_mistake_of_the_visitors(newsletter: Newsletter) -> None:
    answer = browser(newsletter).request("DELETE", "/unsubscribe/x")
    assert answer.status_code == 405
    assert "Dat kan hier niet" in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/subscribe", "/archive", "/archive/brief-1", "/privacy", "/preferences"]
)
def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing(
    newsletter: Newsletter, path: str
) -> None:
    page = browser(newsletter).get(path).text
    loads = [
        part
        for part in page.split("<")
        if "src=" in part or part.startswith('link rel="stylesheet')
    ]
    assert all("://" not in part for part in loads)
    assert "<script" not in page
    assert "style=" not in page
