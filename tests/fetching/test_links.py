"""Are links alive: what sites answer, and what we make of it."""

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from newsletter.fetching.cache import FolderCache
from newsletter.fetching.links import look_at
from newsletter.model.links import LinkResult, LinkState
from tests import patience
from tests.fetching.web import Answer, Page, a_fetcher, names, says, served


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, LinkState.ALIVE),
        (204, LinkState.ALIVE),
        (404, LinkState.DEAD),
        (410, LinkState.DEAD),
        (400, LinkState.DEAD),
        (401, LinkState.BLOCKED),
        (403, LinkState.BLOCKED),
        (429, LinkState.BLOCKED),
        (503, LinkState.BLOCKED),
        (999, LinkState.BLOCKED),
        (500, LinkState.SILENT),
        (502, LinkState.SILENT),
    ],
)
def test_what_a_site_answers_is_told_in_our_words(status: int, state: LinkState) -> None:
    with served({"/": says(status)}) as site:
        url = site.url("/")
        assert look_at([url], a_fetcher()) == {url: LinkResult(url, state, str(status))}


def _only_get(visit: BaseHTTPRequestHandler) -> Answer:
    return (405 if visit.command == "HEAD" else 200), {}, b""


def test_a_site_that_knows_no_head_is_asked_for_the_page() -> None:
    with served({"/": _only_get}) as site:
        found = look_at([site.url("/")], a_fetcher())
    assert [result.state for result in found.values()] == [LinkState.ALIVE]
    assert [method for method, *_ in site.asked] == ["HEAD", "GET"]


def test_a_page_that_answers_to_head_is_not_asked_twice_and_a_part_of_it_is_the_same_page() -> None:
    with served({"/": says(200)}) as site:
        urls = [site.url("/"), site.url("/#onder"), site.url("/")]
        found = look_at(urls, a_fetcher())
    assert [(result.url, result.state) for result in found.values()] == [
        (site.url("/"), LinkState.ALIVE),
        (site.url("/#onder"), LinkState.ALIVE),
    ]
    assert len(site.asked) == 1


def test_what_goes_wrong_is_a_result_and_never_an_error() -> None:
    resolve = names(intranet_example="192.168.1.1", example_org="203.0.113.7")
    with served({"/": says(302, location="/")}) as site:
        pass  # closed again: nobody answers there
    with served({"/": says(302, location="/")}) as circle:
        found = look_at(
            [
                "https://bestaat-niet.example/",
                "https://intranet.example/",
                "http://shop.example/",
                site.url("/"),
                circle.url("/"),
            ],
            a_fetcher(resolve),
        )
    assert [result.state for result in found.values()] == [
        LinkState.UNKNOWN,
        LinkState.REFUSED,
        LinkState.UNKNOWN,
        LinkState.SILENT,
        LinkState.DEAD,
    ]


def test_a_machine_without_a_network_calls_no_site_dead() -> None:
    urls = ["https://shop.example/", "https://shop.example/#onder", "https://blog.example/"]
    found = look_at(urls, a_fetcher(names()))
    assert [result.url for result in found.values()] == urls
    assert {result.state for result in found.values()} == {LinkState.AWAY}


def test_what_does_answer_counts_although_the_network_is_away() -> None:
    with served({"/": says(404)}) as site:
        found = look_at([site.url("/"), "https://shop.example/"], a_fetcher(names()))
    assert [result.state for result in found.values()] == [LinkState.DEAD, LinkState.AWAY]


def test_links_are_looked_at_together() -> None:
    together = threading.Barrier(4, timeout=patience.SECONDS)

    def waits_for_the_others(_: BaseHTTPRequestHandler) -> Answer:
        together.wait()
        return 200, {}, b""

    pages: dict[str, Page] = {f"/{number}": waits_for_the_others for number in range(4)}
    with served(pages) as site:
        found = look_at([site.url(path) for path in pages], a_fetcher(parallel=4))
    assert {result.state for result in found.values()} == {LinkState.ALIVE}


def test_a_slow_site_costs_its_time_limit_and_no_more() -> None:
    release = threading.Event()

    def asleep(_: BaseHTTPRequestHandler) -> Answer:
        release.wait(patience.SECONDS)  # longer than any limit: that it ends at all is the proof
        return 200, {}, b""

    with served({"/": asleep}) as site:
        found = look_at([site.url("/")], a_fetcher(seconds=0.2))
        release.set()
    assert [result.state for result in found.values()] == [LinkState.SILENT]


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def test_a_living_link_counts_as_alive_for_a_day_and_is_then_asked_again(tmp_path: Path) -> None:
    clock = Clock()
    cache = FolderCache(tmp_path / "links", clock, timedelta(days=1))
    with served({"/": says(200)}) as site:
        for _ in range(2):
            look_at([site.url("/")], a_fetcher(), cache)
        assert len(site.asked) == 1
        clock.at += timedelta(days=1)
        look_at([site.url("/")], a_fetcher(), cache)
        assert len(site.asked) == 2


def test_a_dead_link_is_asked_again_at_once_because_it_may_be_mended(tmp_path: Path) -> None:
    cache = FolderCache(tmp_path, Clock(), timedelta(days=1))
    with served({}) as site:
        assert look_at([site.url("/")], a_fetcher(), cache)[site.url("/")].state is LinkState.DEAD
        site.pages["/"] = says(200)
        assert look_at([site.url("/")], a_fetcher(), cache)[site.url("/")].state is LinkState.ALIVE


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"url": "x"}', "\x00"])
def test_a_damaged_cache_is_as_good_as_none(tmp_path: Path, damage: str) -> None:
    cache = FolderCache(tmp_path, Clock(), timedelta(days=1))
    cache.keep(LinkResult("https://shop.example/", LinkState.ALIVE, "200"))
    [kept] = tmp_path.iterdir()
    kept.write_text(damage)
    assert cache.recall("https://shop.example/") is None


def test_a_cache_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    cache = FolderCache(in_the_way, Clock(), timedelta(days=1))
    cache.keep(LinkResult("https://shop.example/", LinkState.ALIVE, "200"))
    assert cache.recall("https://shop.example/") is None
