import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from newsletter.audience.addresses import parse
from newsletter.errors import BadAddress, ForeignLetters
from newsletter.model.address import EmailAddress

LOCALS = st.one_of(
    st.text("abzAZ09._+-'!é \"@\n\0,<", min_size=1, max_size=70),
    st.sampled_from(["Info", "info", "NEWS", "Abuse", "infos", '"a b"', '"a"', ".a", "a.", "a..b"]),
    st.text("ab.", min_size=60, max_size=70),
)
LABELS = st.one_of(
    st.text("aZ09-", min_size=1, max_size=6),
    st.text("a", min_size=60, max_size=66),
    st.sampled_from(
        [
            "test",
            "Local",
            "example",
            "arpa",
            "onion",
            "invalid",
            "localhost",
            "xn--fa-hia",
            "xn--a",
            "ab--c",
            "faß",
            "ﬁ",
            "١",
            "א",
            "a\u00adb",
            "",
            "1",
            "com",
            "co",
            "NL",
        ]
    ),
)
DOMAINS = st.one_of(
    st.text("abzAZ09.-_é", min_size=1, max_size=30),
    st.lists(LABELS, min_size=1, max_size=5).map(".".join),
    st.sampled_from(
        ["example.org", "EXAMPLE.nl", "faß.de", "xn--fa-hia.de", "b.test", "127.0.0.1", "a.local"]
    ),
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("lezer1@example.org", "lezer1@example.org"),
        ("  lezer1@example.org ", "lezer1@example.org"),
        ("Lezer.Een@EXAMPLE.ORG", "Lezer.Een@example.org"),
        ("lezer+tag@example.org", "lezer+tag@example.org"),
        ("Info@example.org", "info@example.org"),  # case never counts there (RFC 2142)
        ("lezer@9292.NL", "lezer@9292.nl"),
        ("o'neil@example.org", "o'neil@example.org"),
        ("lezer@faß.de", "lezer@xn--fa-hia.de"),
        ("lezer@MÜNCHEN.de", "lezer@xn--mnchen-3ya.de"),
    ],
)
def test_an_address_is_read_as_it_travels(typed: str, kept: str) -> None:
    assert str(parse(typed)) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "lezer",
        "lezer@",
        "@example.org",
        "a@b@example.org",
        "lezer@example",
        "lezer@-example.org",
        "lezer..een@example.org",
        ".lezer@example.org",
        "lezer@example..org",
        "lezer@[127.0.0.1]",
        "lezer@127.0.0.1",
        "lezer@machine.local",
        "Lezer Een <lezer@example.org>",
        '"lezer een"@example.org',
        "lezer@example.org, een@example.org",
        "j" * 65 + "@example.org",
        "lezer@" + "a" * 64 + ".org",
        "j" * 60 + "@" + ".".join(["a" * 60] * 4) + ".org",
        "l" * 1_000_000 + "@example.org",
        "lézer@example.org",
    ],
)
def test_what_cannot_receive_mail_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress):
        parse(typed)


@pytest.mark.parametrize("sign", ["\r", "\n", "\0", "\r\nBcc: x@example.org"])
@pytest.mark.parametrize(
    "where",
    ["{}lezer@example.org", "le{}zer@example.org", "lezer@exa{}mple.org", "lezer@example.org{}"],
)
def test_a_line_end_or_nul_never_reaches_a_header(sign: str, where: str) -> None:
    with pytest.raises(BadAddress):
        parse(where.format(sign))


def test_letters_outside_ascii_stand_before_the_at_only_where_the_provider_can() -> None:
    assert str(parse("lézer@example.org", unicode_local=True)) == "lézer@example.org"
    with pytest.raises(ForeignLetters, match="address-with-foreign-letters"):
        parse("lézer@example.org")
    for broken in ("lé zer@example.org", "é" * 33 + "@example.org", "lézer@"):
        with pytest.raises(BadAddress) as caught:
            parse(broken)
        assert not isinstance(caught.value, ForeignLetters)


def test_one_letter_written_in_two_ways_is_one_mailbox() -> None:
    composed, apart = (
        parse(f"{local}@example.org", unicode_local=True) for local in ("\u00e9", "e\u0301")
    )
    assert composed == apart
    assert parse("LÉZER@example.org", unicode_local=True).normalised == "lézer@example.org"


def test_the_limit_before_the_at_counts_octets_not_letters() -> None:
    with pytest.raises(BadAddress):
        parse("é" * 33 + "@example.org", unicode_local=True)


@given(local=LOCALS, domain=DOMAINS)
def test_the_quick_way_and_the_library_agree(local: str, domain: str) -> None:
    text = f"{local}@{domain}"
    try:
        valid = validate_email(
            text.strip(" "), check_deliverability=False, strict=True, allow_smtputf8=False
        )
        expected = (valid.local_part, valid.ascii_domain.lower())
    except EmailNotValidError:
        expected = None
    try:
        found = parse(text)
        assert (found.local, found.domain) == expected
    except BadAddress:
        assert expected is None


@pytest.mark.parametrize("address", ["lezer.een+a@example.org", "lezer@a-1.co.uk"])
def test_an_everyday_address_is_not_given_to_the_library(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("email_validator.validate_email", None)
    assert str(parse(address)) == address
    with pytest.raises(TypeError):
        parse("o'neil@example.org")


@given(local=LOCALS, domain=DOMAINS)
def test_reading_what_was_read_changes_nothing(local: str, domain: str) -> None:
    try:
        once = parse(f"{local}@{domain}")
    except BadAddress:
        return
    assert parse(str(once)) == once


@given(st.lists(st.tuples(LOCALS, DOMAINS), max_size=5))
def test_many_kept_addresses_are_read_as_each_alone_would_be(
    kept: list[tuple[str, str]],
) -> None:
    try:
        one_by_one = [EmailAddress(*halves) for halves in kept]
    except BadAddress:
        with pytest.raises(BadAddress):
            EmailAddress.read_all([f"{local}@{domain}" for local, domain in kept])
        return
    together = EmailAddress.read_all([f"{local}@{domain}" for local, domain in kept])
    assert together == one_by_one
    assert [hash(one) for one in together] == [hash(one) for one in one_by_one]


@pytest.mark.parametrize("sign", list("\r\n\0<>,"))
def test_one_kept_address_that_would_forge_a_header_stops_them_all(sign: str) -> None:
    kept = ["lezer1@example.org", f"lezer{sign}2@example.org", "lezer3@example.org"]
    with pytest.raises(BadAddress) as caught:
        EmailAddress.read_all(kept)
    assert caught.value.problem.data["text"] == kept[1]


@pytest.mark.parametrize("half", ["lezer", "@example.org", "lezer@", ""])
def test_half_an_address_is_none(half: str) -> None:
    with pytest.raises(BadAddress):
        EmailAddress.read_all(["lezer1@example.org", half])


def test_case_does_not_make_another_mailbox_but_dots_do() -> None:
    assert parse("Lezer@Example.org").normalised == parse("lezer@example.org").normalised
    assert parse("le.zer@example.org").normalised != parse("lezer@example.org").normalised
    assert parse("lezer+a@example.org").normalised != parse("lezer@example.org").normalised


@pytest.mark.parametrize(
    ("one", "inbox"),
    [
        ("Lezer+Rust@example.org", "lezer@example.org"),
        ("le.zer@example.org", "le.zer@example.org"),
        ("le.z.er+a+b@gmail.com", "lezer@gmail.com"),
        ("Le.zer@GoogleMail.com", "lezer@gmail.com"),
        ("+32@example.org", "+32@example.org"),
    ],
)
def test_a_limit_counts_whom_an_address_reaches(one: str, inbox: str) -> None:
    assert parse(one).inbox == inbox
