"""The fetcher against servers on loopback: hops, limits, and no way around them."""

import gzip
import shutil
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import pytest

from newsletter.errors import (
    ConfigError,
    FetchError,
    FetchForbidden,
    FetchNowhere,
    FetchSilent,
    FetchUnsafe,
)
from newsletter.fetching.fetcher import fresh_transport
from tests import patience
from tests.builders.refusals import refused
from tests.fetching.web import a_fetcher, names, says, served


def test_a_page_comes_with_its_status_type_and_body() -> None:
    with served({"/a?b=c": says(200, b"<p>hallo</p>", content_type="text/html")}) as site:
        answer = a_fetcher().get(site.url("/a?b=c"))
    assert (answer.status, answer.content_type, answer.body) == (200, "text/html", b"<p>hallo</p>")
    assert answer.url == site.url("/a?b=c")
    _, _, headers = site.asked[0]
    assert headers["Host"] == f"127.0.0.1:{site.port}"
    assert "newsletter" in headers["User-Agent"]
    assert "Cookie" not in headers


def test_a_status_that_is_not_good_is_an_error_for_who_wants_the_page() -> None:
    with served({}) as site, pytest.raises(FetchError, match="fetch-status"):
        a_fetcher().get(site.url("/weg"))


def test_headers_that_a_later_question_needs_come_along() -> None:
    named = {"retry_after": "60"}
    with served({"/a": says(503, link="</p>; rel=next", **named), "/b": says(200)}) as site:
        answer = a_fetcher().ask("GET", site.url("/a"))
        bare = a_fetcher().ask("GET", site.url("/b"))
    assert answer.retry_after == named["retry_after"]
    assert answer.link == "</p>; rel=next"
    assert (bare.retry_after, bare.link) == (None, None)


def test_redirects_are_followed_to_the_end_and_relative_ones_too() -> None:
    pages = {
        "/een": says(301, location="/map/twee"),
        "/map/twee": says(307, location="drie"),
        "/map/drie": says(200, b"hier"),
    }
    with served(pages) as site:
        answer = a_fetcher().get(site.url("/een"))
    assert (answer.url, answer.body) == (site.url("/map/drie"), b"hier")


def test_a_circle_of_redirects_ends() -> None:
    with served({"/": says(302, location="/")}) as site:
        with pytest.raises(FetchError, match="redirects-too-often"):
            a_fetcher(redirects=3).get(site.url("/"))
        assert len(site.asked) == 4


@pytest.mark.parametrize(
    "location",
    [
        "http://intranet.example/",
        "https://intranet.example/",
        "http://10.0.0.1/",
        "ftp://x/",
        "https://10.0.0.1:port/",
    ],
)
def test_every_hop_is_checked_not_only_the_first(location: str) -> None:
    resolve = names(intranet_example="10.0.0.1", **{"10_0_0_1": "10.0.0.1"})
    with served({"/": says(302, location=location)}) as site, pytest.raises(FetchForbidden):
        a_fetcher(resolve).get(site.url("/"))


def test_the_connection_goes_to_the_machine_that_was_checked_even_if_the_name_changes_its_mind() -> (
    None
):
    answers = iter([("93.184.216.34",), ("10.0.0.1",)])
    asked: list[httpx.Request] = []

    def network(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(b"ok"))

    fetcher = a_fetcher(
        lambda host, port: next(answers), transport=lambda: httpx.MockTransport(network)
    )
    assert fetcher.get("https://shop.example/pad?x=1").body == b"ok"
    [request] = asked
    assert request.url == "https://93.184.216.34/pad?x=1"
    assert request.headers["host"] == "shop.example"
    assert request.extensions["sni_hostname"] == "shop.example"


def test_the_next_machine_is_tried_when_one_does_not_connect() -> None:
    asked: list[str] = []

    def network(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        if len(asked) == 1:
            raise httpx.ConnectError("no route")
        return httpx.Response(200, stream=httpx.ByteStream(b"ok"))

    fetcher = a_fetcher(
        names(shop_example="2606:4700::1111,93.184.216.34"),
        transport=lambda: httpx.MockTransport(network),
    )
    assert fetcher.get("https://shop.example/").body == b"ok"
    assert asked == ["2606:4700::1111", "93.184.216.34"]


def test_a_body_over_the_limit_is_not_taken() -> None:
    with served({"/": says(200, b"x" * 5000)}) as site:
        assert len(a_fetcher(size_bytes=5000).get(site.url("/")).body) == 5000
        with pytest.raises(FetchError, match=r"too-large.*4999"):
            a_fetcher(size_bytes=4999).get(site.url("/"))


def test_a_small_answer_that_unpacks_into_a_large_one_is_not_taken() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    site_with_bomb = served({"/": says(200, bomb, content_encoding="gzip")})
    with site_with_bomb as site, pytest.raises(FetchError, match="too-large"):
        a_fetcher(size_bytes=100_000).get(site.url("/"))


def test_a_packed_answer_is_unpacked_and_an_unknown_packing_refused() -> None:
    pages = {
        "/gzip": says(200, gzip.compress(b"hallo"), content_encoding="gzip"),
        "/br": says(200, b"..", content_encoding="br"),
        "/broken": says(200, b"not gzip", content_encoding="gzip"),
    }
    with served(pages) as site:
        assert a_fetcher().get(site.url("/gzip")).body == b"hallo"
        with pytest.raises(FetchError, match="'br'"):
            a_fetcher().get(site.url("/br"))
        with pytest.raises(FetchError, match="unpacking-failed"):
            a_fetcher().get(site.url("/broken"))


def test_a_site_that_drips_its_answer_is_left_when_the_time_is_over() -> None:
    gone = threading.Event()

    def dripping(visit: BaseHTTPRequestHandler) -> None:
        visit.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not gone.wait(0.05):
            visit.wfile.write(b"X-Drip: 1\r\n")
            visit.wfile.flush()

    with served({"/": dripping}) as site:
        with pytest.raises(FetchSilent, match="fetch-no-answer"):
            a_fetcher(seconds=0.4).get(site.url("/"))
        gone.set()  # until then it drips on: only the limit ends the call


def test_a_name_that_takes_too_long_to_look_up_is_left() -> None:
    release = threading.Event()

    def slow(host: str, port: int) -> tuple[str, ...]:
        release.wait(patience.SECONDS)
        return ("93.184.216.34",)

    with pytest.raises(FetchSilent):
        a_fetcher(slow, seconds=0.1).get("https://shop.example/")
    release.set()


def test_a_dropped_connection_and_a_closed_door_are_silence() -> None:
    with served({"/": lambda _: None}) as site, pytest.raises(FetchSilent):
        a_fetcher().get(site.url("/"))
    with pytest.raises(FetchSilent, match="fetch-unreachable"):
        a_fetcher().get(site.url("/"))


def test_an_unknown_name_is_told_as_such() -> None:
    with pytest.raises(FetchNowhere):
        a_fetcher().get("https://bestaat-niet.example/")


def test_proxies_of_the_surroundings_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with served({"/": says(200, b"recht door zee")}) as site:
        assert a_fetcher().get(site.url("/")).body == b"recht door zee"


def test_a_post_hands_over_its_body_and_follows_nothing() -> None:
    with served({"/": says(302, location="/elders"), "/elders": says(200)}) as site:
        answer = a_fetcher().post(site.url("/"), b'{"a":1}', {"X-Signature": "s"})
        assert answer.status == 302
    [(method, path, headers)] = site.asked
    assert (method, path, headers["X-Signature"]) == ("POST", "/", "s")
    assert site.bodies == [b'{"a":1}']


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed, so there is no certificate to try")
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
        " -keyout key.pem -out cert.pem -subj /CN=shop.example -addext subjectAltName=DNS:shop.example"
    )
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder


def _tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


def test_a_certificate_is_held_against_the_hosts_name_not_the_machines(certificate: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    fetcher = a_fetcher(
        names(shop_example="127.0.0.1", other_example="127.0.0.1"),
        transport=lambda: httpx.HTTPTransport(verify=trusting, trust_env=False),
    )
    with served({"/": says(200, b"veilig")}, tls=_tls(certificate)) as site:
        assert fetcher.get(site.url("/", "shop.example", "https")).body == b"veilig"
        with pytest.raises(FetchUnsafe, match="certificate"):
            fetcher.get(site.url("/", "other.example", "https"))


def test_a_certificate_that_nobody_vouches_for_is_unsafe(certificate: Path) -> None:
    fetcher = a_fetcher(names(shop_example="127.0.0.1"), transport=fresh_transport)
    with served({"/": says(200)}, tls=_tls(certificate)) as site, pytest.raises(FetchUnsafe):
        fetcher.get(site.url("/", "shop.example", "https"))


@pytest.mark.parametrize(
    "wrong",
    [{"seconds": 0}, {"size_bytes": 0}, {"parallel": 0}, {"redirects": 21}, {"redirects": -1}],
)
def test_limits_that_let_nothing_through_or_never_end_are_refused(wrong: dict[str, Any]) -> None:
    with refused(ConfigError, "must be"):
        a_fetcher(**wrong)
