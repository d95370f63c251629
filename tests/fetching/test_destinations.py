"""Where we may go, and where not."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import FetchError, FetchForbidden, FetchNowhere
from newsletter.fetching.destinations import find, is_public
from tests.fetching.web import names


@pytest.mark.parametrize(
    "machine",
    [
        "127.0.0.1",
        "127.8.8.8",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # where clouds keep their secrets
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "2002:7f00:1::",  # 6to4 of 127.0.0.1
        "2002:a01:203::1",  # 6to4 of 10.1.2.3
        "64:ff9b::7f00:1",  # NAT64 of 127.0.0.1
        "64:ff9b::a9fe:a9fe",
        "2001:db8::1",
        "3fff::1",  # examples too
        "3fff:fff:ffff::1",
        "fec0::1",  # site-local, of before 2004
        "feff::1",
        "100::1",  # discarded
        "5f00::1",  # segment routing
        "64:ff9b:1::808:808",  # a network's own NAT64
        "64:ff9b::a00:1",  # NAT64 of 10.0.0.1
        "2001:0:5ef5:79fd::f5ff:fffe",  # Teredo of 10.0.0.1
        "2001:2::1",  # benchmarks
        "2001:20::1",  # ORCHID
        "2002:c0a8:101::1",  # 6to4 of 192.168.1.1
        "::7f00:1",  # 127.0.0.1, as it was written before ::ffff:
        "::ffff:0:127.0.0.1",
        "4000::1",  # given to nobody
        "192.0.0.192",  # IETF protocols, where some clouds answer with credentials
        "192.88.99.1",  # 6to4 relays
        "198.18.0.1",
        "240.0.0.1",
    ],
)
def test_a_machine_that_is_not_the_public_internets_is_refused(machine: str) -> None:
    assert not is_public(machine)
    with pytest.raises(FetchForbidden):
        find("https://shop.example/", names(shop_example=machine), allow_loopback=False)


@pytest.mark.parametrize(
    "machine",
    [
        "93.184.216.34",
        "2606:4700::1111",
        "2a00:1450:400e::200e",
        "::ffff:93.184.216.34",
        "64:ff9b::808:808",
        "2002:5db8:d822::1",
    ],
)
def test_a_public_machine_is_good(machine: str) -> None:
    assert is_public(machine)
    place = find("https://shop.example/a", names(shop_example=machine), allow_loopback=False)
    assert place.machines == (machine,)
    assert place.host == "shop.example"


def test_a_name_that_leads_to_both_kinds_of_machine_is_refused_whole() -> None:
    resolve = names(shop_example="93.184.216.34,10.0.0.1")
    with pytest.raises(FetchForbidden, match="private-network"):
        find("https://shop.example/", resolve, allow_loopback=False)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "voorbeeld",
        "ftp://shop.example/",
        "file:///etc/passwd",
        "https:///pad",
        "https://reader:secret@shop.example/",
        "https://shop.example:port/",
        "javascript:alert(1)",
        "https://shop.example/\x00",
        "https://[::1",
    ],
)
def test_what_is_no_plain_web_address_is_refused_before_anything_is_resolved(address: str) -> None:
    def nobody(host: str, port: int) -> tuple[str, ...]:
        raise AssertionError("resolved")

    with pytest.raises(FetchForbidden):
        find(address, nobody, allow_loopback=True)


def test_http_is_for_this_machine_alone_and_only_when_allowed() -> None:
    resolve = names(shop_example="93.184.216.34")
    assert find("http://127.0.0.1:8000/", resolve, allow_loopback=True).machines == ("127.0.0.1",)
    with pytest.raises(FetchForbidden):
        find("http://127.0.0.1:8000/", resolve, allow_loopback=False)
    with pytest.raises(FetchForbidden, match="fetch-not-https"):
        find("http://shop.example/", resolve, allow_loopback=True)


def test_a_name_that_nobody_has_is_told_as_such() -> None:
    with pytest.raises(FetchNowhere, match=r"shop\.example"):
        find("https://shop.example/", names(), allow_loopback=False)


def test_a_host_in_another_script_is_asked_for_by_its_ascii_name() -> None:
    resolve = names(**{"xn--caf-dma_example": "93.184.216.34"})
    assert (
        find("https://café.example/", resolve, allow_loopback=False).host == "xn--caf-dma.example"
    )


@given(st.text(max_size=60))
def test_any_text_is_either_a_place_or_refused_in_our_words(address: str) -> None:
    try:
        place = find(address, lambda *_: ("93.184.216.34",), allow_loopback=False)
    except FetchError:
        return
    assert isinstance(place.url, httpx.URL)
    assert place.url.scheme == "https"


@pytest.mark.parametrize(
    "machine", ["127.0.0.1", "::1", "10.1.2.3", "172.31.0.9", "192.168.1.5", "fd00::7"]
)
def test_a_network_of_ones_own_is_reached_where_that_is_allowed_also_over_http(
    machine: str,
) -> None:
    resolve = names(crm_lan=machine)
    for scheme in ("http", "https"):
        place = find(f"{scheme}://crm.lan/", resolve, allow_loopback=False, allow_private=True)
        assert place.machines == (machine,)
        with pytest.raises(FetchForbidden):
            find(f"{scheme}://crm.lan/", resolve, allow_loopback=False)


@pytest.mark.parametrize(
    "machine",
    [
        "169.254.169.254",  # where clouds keep their credentials
        "::ffff:169.254.169.254",
        "fe80::1",
        "0.0.0.0",  # an address that is refused
        "224.0.0.1",
        "100.64.0.1",
        "10.0.0.1,93.184.216.34",  # leads to both
    ],
)
def test_what_is_no_network_of_ones_own_stays_closed(machine: str) -> None:
    with pytest.raises(FetchForbidden):
        find("https://crm.lan/", names(crm_lan=machine), allow_loopback=False, allow_private=True)


def test_a_public_host_keeps_its_https_where_private_ones_are_allowed() -> None:
    resolve = names(crm_example="93.184.216.34")
    with pytest.raises(FetchForbidden, match="fetch-not-https"):
        find("http://crm.example/", resolve, allow_loopback=False, allow_private=True)
