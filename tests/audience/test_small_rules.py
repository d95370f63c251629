from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.audience.consent import refusal_to_lift, truncated, warning, wording
from newsletter.message import Message
from newsletter.model.audience import Suppression, SuppressionReason


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("unix:", ""),
        ("203.0.113.77, 10.0.0.1", ""),
    ],
)
def test_an_address_is_cut_so_that_it_points_to_no_household(address: str, network: str) -> None:
    assert truncated(address) == network


@given(st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,3}){2,4}", fullmatch=True))
def test_any_four_numbers_are_cut_as_python_reads_them(address: str) -> None:
    try:
        network = str(ip_network((ip_address(address), 24), strict=False))
    except ValueError:
        network = ""
    assert truncated(address) == network


def test_the_version_of_a_wording_follows_from_its_words() -> None:
    ours, own = (
        wording("Brief", "nl", {}),
        wording("Brief", "nl", {"nl": "Ja, ik wil {publication}."}),
    )
    assert own.text == "Ja, ik wil Brief."
    assert ours.version != own.version
    assert wording("Brief", "de", {}).text == wording("Brief", "en", {}).text


@pytest.mark.parametrize(
    "tag", ["burn-out", "Burnout", "angst & stress", "ADHD", "slapeloos slaap"]
)
def test_a_tag_that_may_tell_of_health_is_warned_about(tag: str) -> None:
    assert warning(tag) == Message("tag-tells-of-health", tag=tag)


@pytest.mark.parametrize("reason", SuppressionReason)
def test_an_editor_lifts_for_a_reason_and_never_what_the_reader_said(
    reason: SuppressionReason,
) -> None:
    order = Suppression(reason, datetime(2026, 1, 11, tzinfo=UTC))
    theirs = {
        SuppressionReason.COMPLAINED: Message("suppression-after-complaint"),
        SuppressionReason.LEFT: Message("suppression-after-leaving"),
        SuppressionReason.ERASED: Message("suppression-after-leaving"),
    }
    assert refusal_to_lift(order, "they asked by phone") == theirs.get(reason)
    assert refusal_to_lift(order, " ") == theirs.get(reason, Message("lift-needs-reason"))


def test_an_address_without_a_suppression_has_none_to_lift() -> None:
    assert refusal_to_lift(None, "they asked by phone") == Message("suppression-missing")


@pytest.mark.parametrize("tag", ["rust", "weekbrief", "utrecht", "addendum"])
def test_other_tags_are_not(tag: str) -> None:
    assert warning(tag) is None
