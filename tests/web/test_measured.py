"""``/metrics`` is there for who has the token, and requests are counted by route."""

import sys
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from tests.app.builders import SetClock, a_publication
from tests.web.builders import Browser, browser

pytest.importorskip("prometheus_client", reason="the extra metrics is not installed")
TOKEN = "a-token-of-more-than-16"
METRICS = f'[metrics]\ntoken = "{TOKEN}"\nallowed = ["127.0.0.1", "10.0.0.0/8"]\n'
WITH_TOKEN = {"authorization": f"Bearer {TOKEN}"}


def visitor(app: Newsletter, address: str = "127.0.0.1") -> Browser:
    return browser(app, address)


@pytest.fixture
def measured(tmp_path: Path) -> Newsletter:
    return a_publication(tmp_path / "own", SetClock(), METRICS)


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", WITH_TOKEN, 200),
        ("10.1.2.3", WITH_TOKEN, 200),
        ("::ffff:10.1.2.3", WITH_TOKEN, 200),
        ("192.0.2.1", WITH_TOKEN, 404),
        ("127.0.0.1", {}, 404),
        ("127.0.0.1", {"authorization": "Bearer another-token-of-16"}, 404),
        ("127.0.0.1", {"authorization": f"Basic {TOKEN}"}, 404),
        ("127.0.0.1", {"authorization": "Bearer "}, 404),
        ("192.0.2.1", WITH_TOKEN | {"x-forwarded-for": "127.0.0.1"}, 404),
        ("127.0.0.1", WITH_TOKEN | {"x-forwarded-for": "192.0.2.1"}, 404),
        ("127.0.0.1", WITH_TOKEN | {"x-forwarded-for": "127.0.0.1"}, 404),
    ],
)
def test_only_who_has_the_token_and_comes_from_near_gets_in(
    measured: Newsletter, address: str, headers: dict[str, str], status: int
) -> None:
    answer = visitor(measured, address).get("/metrics", headers=headers)
    assert answer.status_code == status
    assert ("newsletter_build_info" in answer.text) == (status == 200)


def test_behind_a_trusted_proxy_it_counts_where_the_client_is(tmp_path: Path) -> None:
    app = a_publication(
        tmp_path / "own", SetClock(), f'{METRICS}[web]\ntrusted_proxies = ["127.0.0.1"]\n'
    )
    for client, status in (("10.1.2.3", 200), ("192.0.2.1", 404)):
        headers = WITH_TOKEN | {"x-forwarded-for": client}
        assert visitor(app).get("/metrics", headers=headers).status_code == status


def test_who_is_not_let_in_sees_what_is_at_an_address_with_nothing(measured: Newsletter) -> None:
    stranger = visitor(measured, "192.0.2.1")
    there, nowhere = stranger.get("/metrics"), stranger.get("/nothing")
    assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text)


def test_without_a_token_in_the_settings_nobody_gets_in(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    for headers in ({}, WITH_TOKEN, {"authorization": "Bearer "}):
        assert visitor(app).get("/metrics", headers=headers).status_code == 404


def test_requests_are_counted_by_their_route_and_not_by_their_path(measured: Newsletter) -> None:
    pages = visitor(measured)
    for path in ("/", "/archive/a-letter", "/archive/another", "/wp-login.php", "/api/v1/nothing"):
        pages.get(path)
    pages.post("/hooks/nobody", content=b"")
    pages.request("BREW", "/")
    told = pages.get("/metrics", headers=WITH_TOKEN).text
    requests = [
        one for one in told.splitlines() if one.startswith("newsletter_http_requests_total")
    ]
    counted = {one.rpartition(" ")[0].partition("{")[2]: one.rpartition(" ")[2] for one in requests}
    assert counted == {
        'code="200",method="GET",route="/"}': "1.0",
        'code="404",method="GET",route="/archive/{slug}"}': "2.0",
        'code="404",method="GET",route="other"}': "1.0",
        'code="404",method="GET",route="/api/v1"}': "1.0",
        'code="404",method="POST",route="/hooks/{provider}"}': "1.0",
        'code="405",method="other",route="/"}': "1.0",
    }
    assert "newsletter_http_request_duration_seconds_count 7.0" in told


def test_a_scrape_while_the_database_is_away_fails(measured: Newsletter) -> None:
    pages = visitor(measured)
    with measured.container.store.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE approvals RENAME TO away")
    assert pages.get("/metrics", headers=WITH_TOKEN).status_code == 503


def test_who_has_the_token_is_told_that_the_extra_is_missing(
    measured: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    answer = visitor(measured).get("/metrics", headers=WITH_TOKEN)
    assert (answer.status_code, answer.text) == (503, "newsletter[metrics] is not installed")
    assert visitor(measured, "192.0.2.1").get("/metrics", headers=WITH_TOKEN).status_code == 404
