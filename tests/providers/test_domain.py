"""Whether the sender's domain vouches for the mail, by records that a test writes."""

import base64
import socket
import threading
from collections.abc import Iterator, Sequence

import dns.message
import dns.rcode
import dns.rrset
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.message import Message
from newsletter.providers.wire.domain import (
    DomainFinding,
    DomainLevel,
    NoAnswer,
    Resolver,
    check,
    dns_resolver,
    received,
    unsigned_headers,
)

KEY = base64.b64encode(bytes(294)).decode()
GOOD = {
    "helder.example.nl": ["google-site-verification=x", "v=spf1 include:mailgun.org ~all"],
    "mailgun.org": ["v=spf1 ip4:192.0.2.0/24 ~all"],
    "brief._domainkey.helder.example.nl": [f"v=DKIM1; k=rsa; p={KEY}"],
    "_dmarc.helder.example.nl": ["v=DMARC1; p=quarantine; rua=mailto:dmarc@helder.example.nl"],
}


def of(records: dict[str, list[str]]) -> Resolver:
    return lambda name: records.get(name, [])


def found(
    changed: dict[str, list[str]], selectors: Sequence[str] = ("brief",)
) -> tuple[DomainFinding, ...]:
    return check("helder.example.nl", of(GOOD | changed), selectors=selectors)


def test_a_domain_in_order_has_nothing_to_tell() -> None:
    assert found({}) == ()


@pytest.mark.parametrize(
    ("changed", "level", "code"),
    [
        ({"helder.example.nl": []}, DomainLevel.ERROR, "spf-missing"),
        (
            {"helder.example.nl": ["v=spf1 -all", "v=spf1 a -all"]},
            DomainLevel.ERROR,
            "spf-repeated",
        ),
        ({"helder.example.nl": ["v=spf1 +all"]}, DomainLevel.ERROR, "spf-allows-everyone"),
        ({"helder.example.nl": ["v=spf1 all"]}, DomainLevel.ERROR, "spf-allows-everyone"),
        ({"helder.example.nl": ["v=spf1 a mx"]}, DomainLevel.HINT, "spf-without-end"),
        (
            {"helder.example.nl": [f"v=spf1 {'a ' * 11}-all"]},
            DomainLevel.ERROR,
            "spf-lookups-too-many",
        ),
        (
            {"mailgun.org": [f"v=spf1 {'mx/24 ' * 10}-all"]},
            DomainLevel.ERROR,
            "spf-lookups-too-many",
        ),
        ({"brief._domainkey.helder.example.nl": []}, DomainLevel.ERROR, "dkim-key-missing"),
        (
            {"brief._domainkey.helder.example.nl": ["v=DKIM1; p="]},
            DomainLevel.ERROR,
            "dkim-key-revoked",
        ),
        (
            {"brief._domainkey.helder.example.nl": ["v=DKIM1; p=AAAA"]},
            DomainLevel.ERROR,
            "dkim-key-weak",
        ),
        (
            {"brief._domainkey.helder.example.nl": ["v=DKIM1; p=%%%"]},
            DomainLevel.ERROR,
            "dkim-key-weak",
        ),
        (
            {"brief._domainkey.helder.example.nl": [f"v=DKIM1; t=y; p={KEY}"]},
            DomainLevel.HINT,
            "dkim-key-in-testing",
        ),
        ({"_dmarc.helder.example.nl": []}, DomainLevel.ERROR, "dmarc-missing"),
        (
            {"_dmarc.helder.example.nl": ["v=DMARC1; p=none; rua=mailto:a@b.nl"]},
            DomainLevel.HINT,
            "dmarc-policy-none",
        ),
        (
            {"_dmarc.helder.example.nl": ["v=DMARC1; p=reject"]},
            DomainLevel.HINT,
            "dmarc-without-reports",
        ),
        (
            {"_dmarc.helder.example.nl": ["v=DMARC1; rua=mailto:a@b.nl"]},
            DomainLevel.ERROR,
            "dmarc-policy-invalid",
        ),
        (
            {"_dmarc.helder.example.nl": GOOD["_dmarc.helder.example.nl"] * 2},
            DomainLevel.ERROR,
            "dmarc-repeated",
        ),
    ],
)
def test_what_is_wrong_is_found_with_its_level(
    changed: dict[str, list[str]], level: DomainLevel, code: str
) -> None:
    (finding,) = found(changed)
    assert finding.level is level
    assert finding.message.code == code


def test_a_short_key_of_the_short_kind_will_do() -> None:
    key = base64.b64encode(bytes(32)).decode()
    assert found({"brief._domainkey.helder.example.nl": [f"v=DKIM1; k=ed25519; p={key}"]}) == ()


def test_without_a_selector_dkim_is_not_claimed_to_be_there() -> None:
    (finding,) = found({}, selectors=())
    assert finding.level is DomainLevel.HINT


def test_the_policy_of_the_organisation_covers_its_subdomain() -> None:
    records = {
        "mail.helder.nl": ["v=spf1 -all"],
        "_dmarc.helder.nl": ["v=DMARC1; p=reject; sp=none; rua=mailto:a@helder.nl"],
        "a._domainkey.mail.helder.nl": [f"p={KEY}"],
    }
    (finding,) = check("mail.helder.nl", of(records), selectors=("a",))
    assert finding.message == Message("dmarc-policy-none", domain="helder.nl")


def test_a_resolver_that_does_not_answer_proves_nothing() -> None:
    def silent(name: str) -> Sequence[str]:
        raise NoAnswer("time-out")

    (finding,) = check("helder.example.nl", silent)
    assert finding.message == Message("dns-silent", domain="helder.example.nl", reason="time-out")


def test_includes_in_a_circle_come_to_an_end() -> None:
    changed = {"mailgun.org": ["v=spf1 include:helder.example.nl include:mailgun.org ~all"]}
    assert found(changed) == ()


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.lists(st.text(max_size=60), max_size=3)))
def test_no_record_makes_the_check_fail(changed: dict[str, list[str]]) -> None:
    assert all(finding.message for finding in found(changed))


@pytest.mark.parametrize(
    ("signatures", "unsigned"),
    [
        (["from:to:list-unsubscribe:List-Unsubscribe-Post"], set()),
        (["from:to", "from: list-unsubscribe :\r\n\tlist-unsubscribe-post"], set()),
        (["from:list-unsubscribe"], {"list-unsubscribe-post"}),
        (["from"], {"list-unsubscribe", "list-unsubscribe-post"}),
        ([], {"list-unsubscribe", "list-unsubscribe-post"}),
    ],
)
def test_a_received_mail_tells_whether_its_way_out_is_signed(
    signatures: list[str], unsigned: set[str]
) -> None:
    head = "".join(
        f"DKIM-Signature: v=1; a=rsa-sha256; d=helder.example.nl;\r\n\th={names}; bh=x; b=y\r\n"
        for names in signatures
    )
    mail = f"{head}From: a@example.org\r\n\r\nDKIM-Signature: h=list-unsubscribe:list-unsubscribe-post\r\n"
    assert unsigned_headers(mail.encode()) == unsigned


def a_received_mail(**changed: str) -> bytes:
    """As a mailbox keeps it; a header set to nothing is left out."""
    headers = {
        "Authentication-Results": "mx.example.net; spf=pass; dkim=pass\r\n\theader.d=helder.nl; dmarc=pass",
        "DKIM-Signature": "v=1; d=mail.helder.nl; h=from:list-unsubscribe:list-unsubscribe-post; b=y",
        "From": "Een helder moment <Brief@helder.nl>",
        "List-Unsubscribe": "<https://helder.nl/unsubscribe/a>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    told = headers | {name.replace("_", "-"): value for name, value in changed.items()}
    lines = [f"{name}: {value}\r\n" for name, value in told.items() if value]
    return ("".join(lines) + "\r\nFrom: body\r\n").encode()


def test_a_mail_that_arrived_as_it_should_is_in_order_whatever_its_line_ends() -> None:
    assert received(a_received_mail(), "brief@helder.nl") == ()
    assert received(a_received_mail().replace(b"\r\n", b"\n"), "brief@helder.nl") == ()


@pytest.mark.parametrize(
    ("changed", "level", "code"),
    [
        ({"From": "x@other.nl"}, DomainLevel.ERROR, "received-from-others"),
        ({"From": ""}, DomainLevel.ERROR, "received-without-from"),
        ({"List_Unsubscribe_Post": ""}, DomainLevel.ERROR, "received-without-header"),
        ({"DKIM_Signature": ""}, DomainLevel.ERROR, "received-unsigned"),
        (
            {"DKIM_Signature": "d=helder.nl; h=from"},
            DomainLevel.ERROR,
            "received-headers-unsigned",
        ),
        (
            {"DKIM_Signature": "d=mailer.com; h=list-unsubscribe:list-unsubscribe-post"},
            DomainLevel.HINT,
            "received-signed-by-others",
        ),
        ({"Authentication_Results": ""}, DomainLevel.HINT, "received-without-verdict"),
        (
            {"Authentication_Results": "mx; dkim=fail header.d=helder.nl; spf=pass"},
            DomainLevel.ERROR,
            "received-verdict-failed",
        ),
        (
            {"Authentication_Results": "mx; dkim=pass; dmarc=fail"},
            DomainLevel.ERROR,
            "received-verdict-failed",
        ),
    ],
)
def test_what_is_wrong_with_a_mail_as_it_arrived_is_told(
    changed: dict[str, str], level: DomainLevel, code: str
) -> None:
    (finding,) = received(a_received_mail(**changed), "brief@helder.nl")
    assert finding.level is level
    assert finding.message.code == code


def test_the_headers_that_no_signature_covers_are_named_in_order() -> None:
    (finding,) = received(a_received_mail(DKIM_Signature="d=helder.nl; h=from"), "brief@helder.nl")
    both = ("list-unsubscribe", "list-unsubscribe-post")
    assert finding.message == Message("received-headers-unsigned", headers=both)


def test_one_signature_that_holds_is_enough_beside_one_that_does_not() -> None:
    verdicts = "mx; dkim=fail header.d=old.nl; dkim=pass header.d=helder.nl; dmarc=pass"
    assert received(a_received_mail(Authentication_Results=verdicts), "brief@helder.nl") == ()


@given(st.binary(max_size=80) | st.builds(lambda tail: a_received_mail() + tail, st.binary()))
def test_no_file_makes_the_reading_of_a_received_mail_fail(mime: bytes) -> None:
    assert all(finding.message for finding in received(mime, "brief@helder.nl"))


@pytest.fixture
def dns_server() -> Iterator[tuple[str, int]]:
    """A DNS server on loopback that knows one long record, and is silent about ``stil``."""
    text = "v=DKIM1; k=rsa; p=" + KEY * 2

    def answer(asked: dns.message.Message) -> dns.message.Message:
        told = dns.message.make_response(asked)
        name = asked.question[0].name
        if name.to_text() == "brief._domainkey.helder.example.nl.":
            cut = " ".join(f'"{text[at : at + 255]}"' for at in range(0, len(text), 255))
            told.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", cut))
        elif name.to_text() != "leeg.helder.example.nl.":
            told.set_rcode(dns.rcode.NXDOMAIN)
        return told

    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            data, who = line.recvfrom(4096)
            if data == b"stop":
                return
            asked = dns.message.from_wire(data)
            if "stil" not in asked.question[0].name.to_text():
                line.sendto(answer(asked).to_wire(), who)

    thread = threading.Thread(target=serve)
    thread.start()
    yield line.getsockname()
    line.sendto(b"stop", line.getsockname())
    thread.join()
    line.close()


def test_records_are_read_from_dns_and_joined(dns_server: tuple[str, int]) -> None:
    resolve = dns_resolver(2, dns_server)
    assert resolve("brief._domainkey.helder.example.nl") == ["v=DKIM1; k=rsa; p=" + KEY * 2]
    assert list(resolve("leeg.helder.example.nl")) == []
    assert list(resolve("weg.helder.example.nl")) == []


def test_dns_that_does_not_answer_is_told_apart_from_no_records(
    dns_server: tuple[str, int],
) -> None:
    with pytest.raises(NoAnswer):
        dns_resolver(0.2, dns_server)("stil.helder.example.nl")
