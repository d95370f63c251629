"""Feeds at the terminal, in both languages."""

import json
from collections.abc import Mapping

import pytest

from tests.app.test_feeds import feed, piece
from tests.cli.builders import EVERY_LANGUAGE, Terminal
from tests.fetching.web import says, served

pytestmark = EVERY_LANGUAGE

SAID: Mapping[str, Mapping[str, list[str]]] = {
    "en": {
        "follow": ["Following Het blog: http", "“Stuk 2”", "enough for 1 issue", "article accept 1"],
        "followed": ["no.", "feed", "read", "next", "Het blog"],
        "proposals": ["issues", "state", "Stuk 2", "open"],
        "accept": ["Added:", "stuk-2.md"],
        "again": ["Proposal 1 has been answered already: accepted.", "article proposals --all"],
        "twice": ["is followed already", "article followed"],
        "unfollow": ["Het blog is not followed any more; 0 proposals went with it."],
        "none": ["No feed is followed."],
        "nothing": ["There are no proposals."],
    },
    "nl": {
        "follow": ["Wordt gevolgd: Het blog, http", "‘Stuk 2’", "genoeg voor 1 brief", "article accept 1"],
        "followed": ["nr.", "feed", "gelezen", "volgende", "Het blog"],
        "proposals": ["brieven", "Stuk 2", "open"],
        "accept": ["Toegevoegd:", "stuk-2.md"],
        "again": ["Over voorstel 1 is al beslist: overgenomen.", "article proposals --all"],
        "twice": ["wordt al gevolgd", "article followed"],
        "unfollow": ["Het blog wordt niet meer gevolgd; 0 voorstellen zijn mee verdwenen."],
        "none": ["Er wordt geen feed gevolgd."],
        "nothing": ["Er zijn geen voorstellen."],
    },
}  # fmt: skip
RIGHTS = {
    "en": "is not your own site; say whose text it is",
    "nl": "is niet je eigen site; zeg van wie de tekst is",
}


@pytest.fixture
def terminal(terminal: Terminal) -> Terminal:
    terminal.sets("[fetching]\nallow_loopback = true")
    return terminal


def test_a_feed_from_following_it_to_leaving_it(terminal: Terminal, language: str) -> None:
    with served({"/feed": feed(piece(1), piece(2))}) as site:
        steps: Mapping[str, tuple[str, ...]] = {
            "nothing": ("proposals",),
            "follow": ("follow", site.url("/feed")),
            "twice": ("follow", site.url("/feed")),
            "followed": ("followed",),
            "proposals": ("proposals",),
            "accept": ("accept", "1"),
            "again": ("dismiss", "1"),
            "unfollow": ("unfollow", site.url("/feed")),
            "none": ("followed",),
        }
        for step, words in steps.items():
            answer = terminal.types("article", *words)
            assert answer.code == (1 if step in ("twice", "again") else 0), answer.err
            for wanted in SAID[language][step]:
                assert wanted in answer.out + answer.err, step


def test_another_site_asks_whose_text_it_is(terminal: Terminal, language: str) -> None:
    answer = terminal.types("article", "follow", "https://elders.example/feed")
    assert answer.code == 1
    assert RIGHTS[language] in answer.err
    assert "--permission-of NAME" in answer.err


def test_machines_read_feeds_and_proposals_in_english(terminal: Terminal) -> None:
    with served({"/feed": feed(piece(1), piece(2, "<p>Kort […]</p>"))}) as site:
        assert terminal.types("article", "follow", site.url("/feed"), "--own").code == 0
        address = site.url("/feed")
    [followed] = json.loads(terminal.types("article", "followed", "--json").out)
    assert (followed["address"], followed["rights"], followed["trouble"]) == (address, "own", None)
    [proposal] = json.loads(terminal.types("article", "proposals", "--json").out)
    assert proposal["state"] == "unreadable"
    assert proposal["why"] == "the feed has only its beginning, and names no page"


def test_two_answers_to_whose_text_it_is_are_refused(terminal: Terminal) -> None:
    answer = terminal.types("article", "follow", "https://a.nl", "--own", "--permission-of", "Bo")
    assert answer.code == 2
    assert "either --own or --permission-of" in answer.err


def test_a_feed_that_expands_without_end_is_refused_and_not_followed(terminal: Terminal) -> None:
    bomb = b"<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><rss version='2.0'>&b;</rss>"
    with served({"/feed": says(200, bomb, content_type="application/rss+xml")}) as site:
        answer = terminal.types("article", "follow", site.url("/feed"))
    assert answer.code == 1
    assert "DOCTYPE" in answer.err
    assert json.loads(terminal.types("article", "followed", "--json").out) == []
