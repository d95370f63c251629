"""Addresses in the words of others, of which only the first letter and the domain are shown."""

from newsletter.app.masking import masked, without_addresses
from newsletter.message import Message


def test_of_an_address_the_first_letter_and_the_domain_are_left() -> None:
    said = "450 4.2.0 <anna.bakker@example.org>: greylisted, see post@example.net"
    assert masked(said) == "450 4.2.0 <a…@example.org>: greylisted, see p…@example.net"
    assert masked("no address here") == "no address here"


def test_a_message_is_masked_in_all_that_it_carries() -> None:
    inner = Message.in_own_words("bram@example.org")
    message = Message("some-code", who="anna@example.org", many=3, why=inner, all=["x@y.nl", 2])
    seen = without_addresses(message)
    assert (seen.code, seen.data["who"], seen.data["many"]) == ("some-code", "a…@example.org", 3)
    assert seen.data["why"] == Message.in_own_words("b…@example.org")
    assert seen.data["all"] == ("x…@y.nl", 2)


def test_a_megabyte_without_an_address_is_masked_at_once() -> None:
    text = "a" * 1_000_000  # a size that only linear reading survives
    assert masked(text) == text
    assert masked(f"a@{text}") == f"a…@{text}"
