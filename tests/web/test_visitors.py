import pytest
from starlette.requests import Request

from newsletter.web.guard import client_of, is_from_elsewhere


def a_request(peer: str, **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "client": (peer, 1), "headers": raw})


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "client"),
    [
        ("192.0.2.1", "203.0.113.9", (), "192.0.2.1"),
        ("10.0.0.1", "203.0.113.9", ("10.0.0.1",), "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9", ("10.0.0.0/8",), "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2", ("10.0.0.0/8",), "203.0.113.9"),
        ("10.0.0.1", "", ("10.0.0.1",), "10.0.0.1"),
        ("10.0.0.1", "nonsense", ("10.0.0.1",), "10.0.0.1"),
        ("192.0.2.1", "10.0.0.1", ("10.0.0.1",), "192.0.2.1"),
        ("::1", "2001:db8::1", ("::1",), "2001:db8::1"),
        # a socket for both families shows an IPv4 peer in IPv6 clothes
        ("::ffff:127.0.0.1", "203.0.113.9", ("127.0.0.1",), "203.0.113.9"),
        ("::ffff:10.1.2.3", "203.0.113.9", ("10.0.0.0/8",), "203.0.113.9"),
        ("10.1.2.3", "203.0.113.9", ("::ffff:10.0.0.0/104",), "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9", ("::ffff:127.0.0.1",), "203.0.113.9"),
        (
            "::ffff:7f00:1",
            "203.0.113.9, ::ffff:10.0.0.2",
            ("127.0.0.1", "10.0.0.0/8"),
            "203.0.113.9",
        ),
        ("::ffff:192.0.2.1", "203.0.113.9", ("127.0.0.1", "::1"), "::ffff:192.0.2.1"),
        ("2001:db8::7", "203.0.113.9", ("2001:db8::/32",), "203.0.113.9"),
        ("192.0.2.1", "203.0.113.9", ("::/0",), "192.0.2.1"),
    ],
)
def test_a_forwarded_address_counts_only_as_far_as_trusted_proxies_wrote_it(
    peer: str, forwarded: str, trusted: tuple[str, ...], client: str
) -> None:
    assert client_of(a_request(peer, x_forwarded_for=forwarded), trusted) == client


@pytest.mark.parametrize(
    ("headers", "elsewhere"),
    [
        ({"sec_fetch_site": "same-origin"}, False),
        ({"sec_fetch_site": "none"}, False),
        ({"sec_fetch_site": "cross-site"}, True),
        ({"sec_fetch_site": "cross-site", "origin": "https://brief.example.nl"}, True),
        ({"origin": "https://brief.example.nl"}, False),
        ({"origin": "https://brief.example.nl.evil.example"}, True),
        ({"origin": "null"}, True),
        ({}, False),
    ],
)
def test_another_sites_form_is_known_by_what_the_browser_says(
    headers: dict[str, str], elsewhere: bool
) -> None:
    assert (
        is_from_elsewhere(a_request("192.0.2.1", **headers), "https://brief.example.nl")
        is elsewhere
    )
