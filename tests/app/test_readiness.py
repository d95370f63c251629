"""Before real mail leaves, the provider is proved ready: people can leave, and the domain vouches for the mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event
from time import monotonic

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.app.readiness import Deliverability, peculiarities
from newsletter.errors import ConfigError
from newsletter.fetching import FetchSettings
from newsletter.fetching.fetcher import Fetcher
from newsletter.locale.speech import say
from tests import patience
from tests.app.builders import SetClock, a_publication

PUBLIC = """
base_url = "https://brief.example.nl"
contact = ["De redactie, Utrecht"]
[sender]
name = "De redactie"
address = "brief@example.nl"
reply_to = "post@example.nl"
dkim_selectors = ["k1"]
[provider]
name = "mailgun"
[provider.mailgun]
domain = "mail.example.nl"
key = "key-1"
"""
KEY = "v=DKIM1; p=" + "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" + "A" * 360
GOOD = {
    "example.nl": ["v=spf1 include:mailgun.org ~all"],
    "mailgun.org": ["v=spf1 ip4:192.0.2.0/24 ~all"],
    "k1._domainkey.example.nl": [KEY],
    "_dmarc.example.nl": ["v=DMARC1; p=quarantine; rua=mailto:dmarc@example.nl"],
}


ARRIVED = b"""Authentication-Results: mx.example.net; spf=pass; dkim=pass; dmarc=pass
DKIM-Signature: v=1; d=example.nl; h=from:list-unsubscribe:list-unsubscribe-post; b=y
From: De redactie <brief@example.nl>
List-Unsubscribe: <https://brief.example.nl/unsubscribe/a>
List-Unsubscribe-Post: List-Unsubscribe=One-Click

Dag Anna,
"""


@dataclass
class Pages:
    """What stands at the base URL, as a browser without cookies sees it."""

    status: int = 200
    is_away: bool = False
    asked: list[str] = field(default_factory=list)

    def fetcher(self) -> Fetcher:
        """A fetcher that finds these pages at every address."""
        return Fetcher(
            FetchSettings(),
            monotonic=lambda: 0.0,
            resolve=lambda host, port: ["93.184.216.34"],
            transport=lambda: httpx.MockTransport(self._answer),
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} https://{request.headers['host']}{request.url.path}")
        assert request.content == b"List-Unsubscribe=One-Click"
        if self.is_away:
            raise httpx.ConnectError("there is no such machine")
        return httpx.Response(self.status, stream=httpx.ByteStream(b""))


def a_proof(folder: Path, pages: Pages, records: Mapping[str, Sequence[str]]) -> Deliverability:
    app = a_publication(folder, SetClock(), PUBLIC)
    return Deliverability(app.container, pages.fetcher, lambda: partial(_records, records))


def _records(records: Mapping[str, Sequence[str]], name: str) -> Sequence[str]:
    """What the DNS says about a name."""
    return records.get(name, ())


def test_a_way_out_that_works_is_proved_once(tmp_path: Path) -> None:
    pages = Pages()
    proof = a_proof(tmp_path / "own", pages, GOOD)
    proof.demand()
    proof.demand()
    assert len(pages.asked) == 1
    assert pages.asked[0].startswith("POST https://brief.example.nl/unsubscribe/")


@pytest.mark.parametrize(
    ("pages", "records", "told"),
    [
        (Pages(status=301), GOOD, "301"),
        (Pages(status=403), GOOD, "403"),
        (Pages(is_away=True), GOOD, "base-url-unreachable"),
        (Pages(), {**GOOD, "example.nl": []}, "spf-missing"),
        (Pages(), {**GOOD, "_dmarc.example.nl": []}, "dmarc-missing"),
        (Pages(), {**GOOD, "k1._domainkey.example.nl": []}, "dkim-key-missing"),
    ],
    ids=["a redirect", "a login", "no pages", "no SPF", "no DMARC", "no DKIM key"],
)
def test_a_way_out_that_does_not_hold_stops_the_dispatch_and_says_why(
    tmp_path: Path, pages: Pages, records: Mapping[str, Sequence[str]], told: str
) -> None:
    proof = a_proof(tmp_path / "own", pages, records)
    for _ in range(2):  # what failed is not remembered as proved
        with pytest.raises(ConfigError, match=told):
            proof.demand()


def test_mail_that_stays_here_needs_no_proof(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    app.proof.demand()
    assert app.proof.examine() == ((), ())


def test_a_mail_that_nobody_read_back_is_a_hint_until_one_arrived_signed(tmp_path: Path) -> None:
    proof = a_proof(tmp_path / "own", Pages(), GOOD)
    assert any(hint.code == "mail-not-read-back" for hint in proof.examine()[1])
    unsigned = ARRIVED.replace(b"list-unsubscribe-post; b", b"to; b")
    assert "list-unsubscribe-post" in str(proof.read_back(unsigned)[0][0])
    assert any(hint.code == "mail-not-read-back" for hint in proof.examine()[1])
    assert proof.read_back(ARRIVED) == ((), ())
    assert not any(hint.code == "mail-not-read-back" for hint in proof.examine()[1])


OF_EACH = {
    "brevo": 'key = "k"',
    "resend": 'key = "k"',
    "ses": 'access_key = "A"\nsecret_key = "s"',
    "postmark": 'token = "t"',
    "mailjet": 'key = "k"\nsecret_key = "s"',
    "mailersend": 'token = "t"',
    "mailgun": 'key = "k"\ndomain = "mail.example.nl"',
    "sendgrid": 'key = "k"',
}


def a_publication_by(name: str, folder: Path, more: str = "") -> Newsletter:
    """A publication that goes out through a provider at an address where nobody answers."""
    base = 'base = "http://127.0.0.1:9"'
    table = f'[provider]\nname = "{name}"\n[provider.{name}]\n{base}\n{OF_EACH[name]}\n{more}\n'
    return a_publication(folder, SetClock(), table)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("brevo", ["openen en klikken", "Transactional, Settings"]),
        ("resend", ["openen en klikken", "Domains", "Configuration"]),
        ("ses", ["openen en klikken", "Configuration sets, Event destinations"]),
        ("postmark", ["List-Unsubscribe", "SubscriptionChange", "own_unsubscribe = true"]),
        ("mailjet", ["zelf een List-Id", "Mailjet neemt niet alle kopregels", "zonder List-Id"]),
        ("mailersend", ["List-Unsubscribe", "abonnement"]),
    ],
)
def test_what_a_provider_does_its_own_way_is_told_at_the_start_and_by_the_check(
    tmp_path: Path, name: str, told: list[str]
) -> None:
    app = a_publication_by(name, tmp_path / "own")
    _, hints = app.providers.check()
    for words in told:
        assert any(words in say(hint, "nl") for hint in hints), words
        assert any(words in say(said, "nl") for said in app.startup.words()), words


@pytest.mark.parametrize("name", ["mailgun", "sendgrid"])
def test_a_provider_that_drops_no_header_of_ours_needs_no_words(tmp_path: Path, name: str) -> None:
    assert peculiarities(a_publication_by(name, tmp_path / "own").container) == ()


def test_postmark_with_our_own_headers_needs_no_words(tmp_path: Path) -> None:
    app = a_publication_by("postmark", tmp_path / "own", "own_unsubscribe = true")
    assert peculiarities(app.container) == ()


class Silent:
    """A name server that does not answer until it is released."""

    def __init__(self, records: Mapping[str, Sequence[str]]) -> None:
        self.records, self.goes, self.asked = records, Event(), 0

    def __call__(self, name: str) -> Sequence[str]:
        self.asked += 1
        assert self.goes.wait(30)
        return self.records.get(name, ())


def a_silent_proof(folder: Path, resolver: Silent) -> tuple[Deliverability, SetClock]:
    clock = SetClock()
    app = a_publication(folder, clock, PUBLIC)
    app.container.ticking = lambda: clock().timestamp()
    return Deliverability(app.container, Pages().fetcher, lambda: resolver), clock


def test_a_page_does_not_wait_for_a_name_server_that_is_silent(tmp_path: Path) -> None:
    resolver = Silent(GOOD)
    proof, _ = a_silent_proof(tmp_path / "own", resolver)
    began = monotonic()
    for _ in range(2):
        with pytest.raises(ConfigError, match="proof-under-way"):
            proof.demand_soon()
    assert monotonic() - began < 10
    assert resolver.asked == 1, "one check is made for all who ask"
    resolver.goes.set()
    assert patience.until(lambda: not _refused(proof))
    asked = resolver.asked
    proof.demand_soon()
    proof.demand()
    assert resolver.asked == asked


def _refused(proof: Deliverability) -> bool:
    try:
        proof.demand_soon()
    except ConfigError:
        return True
    return False


def test_what_a_slow_check_found_counts_for_a_minute_and_is_then_looked_up_again(
    tmp_path: Path,
) -> None:
    resolver = Silent({})
    proof, clock = a_silent_proof(tmp_path / "own", resolver)
    with pytest.raises(ConfigError, match="proof-under-way"):
        proof.demand_soon()
    clock.pass_by(seconds=5)
    resolver.goes.set()
    assert proof._check is not None
    proof._check.join(30)
    asked, resolver.records = resolver.asked, GOOD
    clock.pass_by(seconds=59)
    with pytest.raises(ConfigError, match="spf-missing"):
        proof.demand_soon()
    assert resolver.asked == asked
    clock.pass_by(seconds=2)
    proof.demand_soon()


def test_what_a_quick_check_found_is_looked_up_anew_once_it_is_mended(tmp_path: Path) -> None:
    resolver = Silent({})
    resolver.goes.set()
    proof, _ = a_silent_proof(tmp_path / "own", resolver)
    with pytest.raises(ConfigError, match="spf-missing"):
        proof.demand_soon()
    resolver.records = GOOD
    proof.demand_soon()


def test_a_check_that_breaks_off_is_told(tmp_path: Path) -> None:
    proof, _ = a_silent_proof(tmp_path / "own", Silent(GOOD))

    def breaks(_name: str) -> Sequence[str]:
        raise ZeroDivisionError

    proof._resolver = lambda: breaks
    with pytest.raises(ConfigError, match="proof-failed"):
        proof.demand_soon()
