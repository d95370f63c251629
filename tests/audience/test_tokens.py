import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.audience.tokens import Keyring, Purpose
from newsletter.errors import BadToken, ConfigError
from newsletter.model.delivery_ids import DeliveryName
from newsletter.model.secret import Secret

OLD = Secret("an old secret of many signs")
NEW = Secret("a new secret of as many signs")
RING = Keyring(NEW)
NUMBERS = st.integers(0, 2**63 - 1)
PURPOSES = st.sampled_from(Purpose)
NOON = datetime(2026, 1, 11, 12, tzinfo=UTC)


@given(number=NUMBERS, purpose=PURPOSES)
def test_a_token_tells_its_number_to_its_own_purpose_alone(number: int, purpose: Purpose) -> None:
    for token in (RING.token(purpose, number), RING.mailbox_tokens(purpose, (number,))[0]):
        assert RING.read(purpose, token) == number
        for other in set(Purpose) - {purpose}:
            with pytest.raises(BadToken):
                RING.read(other, token)


@given(number=NUMBERS, place=st.integers(0, 39), sign=st.characters())
def test_any_single_sign_changed_is_refused(number: int, place: int, sign: str) -> None:
    token = RING.token(Purpose.LEAVE, number)
    changed = token[:place] + sign + token[place + 1 :]
    if changed == token:
        return
    with pytest.raises(BadToken):
        RING.read(Purpose.LEAVE, changed)


@given(number=NUMBERS, place=st.integers(0, 47), sign=st.characters())
def test_a_mailbox_token_forgives_case_and_nothing_else(number: int, place: int, sign: str) -> None:
    token = RING.mailbox_tokens(Purpose.LEAVE, (number,))[0]
    assert RING.read(Purpose.LEAVE, token.upper()) == number
    changed = token[:place] + sign + token[place + 1 :]
    if changed.isascii() and changed.lower() == token:
        return
    with pytest.raises(BadToken):
        RING.read(Purpose.LEAVE, changed)


@given(st.text(max_size=60) | st.text("AZaz09-_+/=", min_size=38, max_size=50))
def test_no_text_that_we_did_not_sign_is_a_token(text: str) -> None:
    with pytest.raises(BadToken):
        RING.read(Purpose.LEAVE, text)


@given(number=NUMBERS, length=st.integers(0, 39))
def test_a_cut_token_is_refused(number: int, length: int) -> None:
    with pytest.raises(BadToken):
        RING.read(Purpose.LEAVE, RING.token(Purpose.LEAVE, number)[:length])


def test_a_token_needs_no_escaping_in_a_url_and_fits_a_local_part() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{40}", RING.token(Purpose.LEAVE, 7))
    assert re.fullmatch(r"[a-z2-7]{48}", RING.mailbox_tokens(Purpose.LEAVE, (7,))[0])


def test_plus_and_slash_are_not_other_spellings() -> None:
    tokens = [RING.token(Purpose.LEAVE, number) for number in range(200)]
    with_dash = next(token for token in tokens if "-" in token)
    with_line = next(token for token in tokens if "_" in token)
    for changed in (with_dash.replace("-", "+"), with_line.replace("_", "/")):
        with pytest.raises(BadToken):
            RING.read(Purpose.LEAVE, changed)


def test_an_old_key_still_lets_a_reader_leave_and_nothing_more() -> None:
    before, after = Keyring(OLD), Keyring(NEW, OLD)
    assert after.read(Purpose.LEAVE, before.token(Purpose.LEAVE, 5)) == 5
    with pytest.raises(BadToken):
        after.read(Purpose.CONFIRM, before.token(Purpose.CONFIRM, 5))
    with pytest.raises(BadToken):
        Keyring(NEW).read(Purpose.LEAVE, before.token(Purpose.LEAVE, 5))


def test_two_keys_of_one_id_are_both_tried() -> None:
    secrets = [Secret(f"a secret with the number {number}") for number in range(400)]
    ring = Keyring(*secrets)  # 400 keys share 256 ids
    for secret in secrets:
        assert ring.read(Purpose.LEAVE, Keyring(secret).token(Purpose.LEAVE, 3)) == 3


def test_a_token_of_another_list_is_refused() -> None:
    with pytest.raises(BadToken):
        Keyring(NEW, list_number=2).read(
            Purpose.LEAVE, Keyring(NEW, list_number=1).token(Purpose.LEAVE, 5)
        )


@given(numbers=st.lists(NUMBERS, max_size=5), purpose=PURPOSES)
def test_many_numbers_get_the_tokens_that_they_get_one_by_one(
    numbers: list[int], purpose: Purpose
) -> None:
    assert RING.tokens(purpose, numbers) == [RING.token(purpose, one) for one in numbers]
    in_mailboxes = RING.mailbox_tokens(purpose, numbers)
    assert in_mailboxes == [RING.mailbox_tokens(purpose, (one,))[0] for one in numbers]
    ids = RING.delivery_ids("a1b2c3d4e5f6", numbers)
    assert ids == [RING.delivery_id("a1b2c3d4e5f6", one) for one in numbers]


@given(number=NUMBERS, purpose=PURPOSES)
def test_both_forms_of_a_token_write_the_same_thirty_bytes(number: int, purpose: Purpose) -> None:
    raw = base64.urlsafe_b64decode(RING.token(purpose, number))
    assert RING.mailbox_tokens(purpose, (number,)) == [base64.b32encode(raw).decode().lower()]


def test_a_blinded_text_is_a_keyed_hash_of_128_bits_and_of_the_newest_secret_alone() -> None:
    blinded = RING.blind("192.0.2.7")
    assert re.fullmatch(r"[0-9a-f]{32}", blinded)
    assert blinded == Keyring(NEW, OLD).blind("192.0.2.7")
    assert blinded not in (Keyring(OLD).blind("192.0.2.7"), RING.blind("192.0.2.8"))


def test_a_secret_of_sixteen_characters_is_long_enough() -> None:
    ring = Keyring(Secret("s" * 16))
    assert ring.read(Purpose.LEAVE, ring.token(Purpose.LEAVE, 3)) == 3


@pytest.mark.parametrize(
    "secrets", [(), (Secret("short"),), (Secret("s" * 15),), (NEW, Secret(""))]
)
def test_a_secret_that_can_be_guessed_is_refused(secrets: tuple[Secret, ...]) -> None:
    with pytest.raises(ConfigError):
        Keyring(*secrets)


@given(
    number=NUMBERS, seconds=st.integers(0, 10**9), place=st.integers(0, 31), sign=st.characters()
)
def test_a_stamp_tells_when_it_was_made_and_cannot_be_altered(
    number: int, seconds: int, place: int, sign: str
) -> None:
    at = NOON + timedelta(seconds=seconds)
    stamp = RING.stamp(Purpose.UNDO, number, at)
    assert RING.read_stamp(Purpose.UNDO, number, stamp) == at
    changed = stamp[:place] + sign + stamp[place + 1 :]
    with pytest.raises(BadToken):
        RING.read_stamp(Purpose.UNDO, number ^ 1, stamp)
    with pytest.raises(BadToken):
        RING.read_stamp(Purpose.FORM, number, stamp)
    if changed != stamp:
        with pytest.raises(BadToken):
            RING.read_stamp(Purpose.UNDO, number, changed)


@given(st.integers(0, 2**31 - 1), st.text("abcdef0123456789", min_size=8, max_size=12))
def test_the_tag_of_a_delivery_is_keyed_blake2s_over_its_plain_name_as_base32(
    number: int, key: str
) -> None:
    secret = hmac.digest(NEW.reveal.encode(), b"newsletter delivery", "sha256")
    mac = hashlib.blake2s(f"{key}.{number}".encode(), digest_size=10, key=secret).digest()
    tag = base64.b32encode(mac).decode().lower()
    assert RING.delivery_id(key, number) == f"{key}.{number}-{tag}"
    assert Keyring(OLD, NEW).is_ours(DeliveryName(key, number, tag))
    assert not Keyring(OLD).is_ours(DeliveryName(key, number, tag))
    assert not RING.is_ours(DeliveryName(key, number))
