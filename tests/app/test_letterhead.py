"""Which senders and hosts belong to nobody, or to this machine alone."""

from dataclasses import replace

import pytest

from newsletter.message import Message
from newsletter.model.edition import Edition
from newsletter.model.letterhead import (
    differences,
    is_private_host,
    is_reserved,
    letterhead_of,
    placeholders,
)
from newsletter.model.notice import NoticeKind
from newsletter.rendering.compile import compile_issue, compile_notice
from newsletter.rendering.templates import load_template
from tests.rendering.builders import TEMPLATES, a_full_issue, a_letter

TEMPLATE = load_template(TEMPLATES / "brief")


def compiled(**imprint: str) -> Edition:
    return compile_issue(a_full_issue(), TEMPLATE, a_letter(**imprint))


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "[::1]", "10.1.2.3", "192.168.178.20", "169.254.1.1", "0.0.0.0",
        "fd00::1", "fe80::1%eth0", "100.64.0.9", "nieuwsbrief", "pi.local", "server.lan",
        "brief.internal", "brief.home.arpa", "brief.test", "www.example.org", "EXAMPLE.com.",
    ],
)  # fmt: skip
def test_readers_elsewhere_cannot_reach_it(host: str) -> None:
    assert is_private_host(host)


@pytest.mark.parametrize(
    "host", ["brief.example.nl", "voorbeeld.nl", "9.9.9.9", "2620:fe::fe", "myexample.org", "test.nl"]
)  # fmt: skip
def test_readers_elsewhere_can_reach_it(host: str) -> None:
    assert not is_private_host(host)


@pytest.mark.parametrize(
    "domain", ["example.org", "mail.example.net", "brief.invalid", "x.example"]
)
def test_a_domain_for_examples_is_nobodys(domain: str) -> None:
    assert is_reserved(domain)


@pytest.mark.parametrize("kind", [NoticeKind.CONFIRM, NoticeKind.WELCOME])
def test_a_notice_says_nothing_of_links_and_list_and_differs_only_in_its_sender(
    kind: NoticeKind,
) -> None:
    head = letterhead_of(compile_notice(kind, TEMPLATE, a_letter()))
    now = letterhead_of(compiled(base_url="https://elders.voorbeeld.nl"))
    assert (head.base_url, head.list_id) == ("", "")
    assert differences(head, replace(now, leaves_by_mail=head.leaves_by_mail)) == ()


def test_a_name_that_a_reader_chose_stops_nobodys_mail() -> None:
    edition = compiled(base_url="https://brief.voorbeeld.nl")
    values = {"first_name": "http://127.0.0.1/", "greeting": "Dag http://localhost/,"}
    told = placeholders(edition, values)
    assert "links-placeholder" not in [one.code for one in told]


def test_a_mail_offering_to_leave_by_mail_that_nobody_reads_differs_and_the_reverse_does_not() -> (
    None
):
    head = letterhead_of(compiled())
    by_mail = replace(head, leaves_by_mail=True)
    by_web = replace(head, leaves_by_mail=False)
    assert differences(by_mail, by_web) == (Message("leaving-by-mail-differs"),)
    assert differences(by_web, by_mail) == ()
