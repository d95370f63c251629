from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from newsletter.errors import NewsletterError
from newsletter.model.audience import Subscriber
from tests.web.builders import Newsletter, browser, leave_token

PATHS = [
    "/",
    f"/unsubscribe/{leave_token()}",
    "/unsubscribe/x",
    "/nothing",
    "/static/page.css",
    "/health",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_forbids_scripts_frames_referrers_and_sniffing(path: str) -> None:
    headers = browser(Newsletter()).get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


def test_personal_pages_are_kept_by_nobody_and_the_style_sheet_for_ever() -> None:
    visitor = browser(Newsletter())
    assert visitor.get(f"/unsubscribe/{leave_token()}").headers["cache-control"] == "no-store"
    assert "immutable" in visitor.get("/static/page.css").headers["cache-control"]


def test_https_is_remembered_only_where_it_is_spoken() -> None:
    newsletter = Newsletter()
    assert "strict-transport-security" in browser(newsletter).get("/").headers
    newsletter.publication = replace(newsletter.publication, base_url="http://127.0.0.1:8000")
    assert "strict-transport-security" not in browser(newsletter).get("/").headers


class Broken(Newsletter):
    def reader_of(self, token: str) -> Subscriber | None:
        raise NewsletterError("a mistake of ours with secret details")


def test_a_crash_gets_a_page_with_the_headers_and_without_details() -> None:
    visitor = browser(Broken())
    answer = visitor.get(f"/unsubscribe/{leave_token()}")
    assert answer.status_code == 500
    assert "secret details" not in answer.text
    assert "Er ging iets mis aan onze kant" in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_body_larger_than_any_form_is_refused_also_when_its_length_is_not_told() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1024

    newsletter = Newsletter()
    visitor = browser(newsletter)
    assert visitor.post(f"/unsubscribe/{leave_token()}", content=b"x" * 100_000).status_code == 413
    assert visitor.post(f"/unsubscribe/{leave_token()}", content=pieces()).status_code == 413
    assert newsletter.leaves == []


def test_a_wrong_method_is_a_mistake_of_the_visitors() -> None:
    answer = browser(Newsletter()).request("DELETE", f"/unsubscribe/{leave_token()}")
    assert answer.status_code == 405
    assert "Dat kan hier niet" in answer.text


def test_a_page_loads_nothing_from_elsewhere() -> None:
    page = browser(Newsletter()).get("/").text
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page
