import hashlib

from newsletter.model.secret import ApiKey, Scope, Secret
from tests.audience.builders import House


def test_a_key_opens_what_it_was_made_for(house: House) -> None:
    key, text = house.keys.add("website", [Scope.SIGN_UP])
    found = house.keys.opens(text.reveal)
    assert found is not None
    assert found.may(Scope.SIGN_UP)
    assert not any(found.may(scope) for scope in Scope if scope is not Scope.SIGN_UP)
    for other in (text.reveal[:-1], "", "é" * 50, f"nlk_{'é' * 50}", "nlk_\ud800"):
        assert house.keys.opens(other) is None
    assert _kept(house, text).id == key.id


def test_a_revoked_key_opens_nothing(house: House) -> None:
    key, text = house.keys.add("website", [Scope.SIGN_UP, Scope.READ])
    assert house.keys.revoke(key.id)
    assert not house.keys.revoke(key.id)
    assert not _kept(house, text).may(Scope.READ)
    assert house.keys.opens(text.reveal) is None


def test_the_text_of_a_key_is_not_kept(house: House) -> None:
    _, text = house.keys.add("website", [Scope.READ])
    with house.store.database.read() as connection:
        rows = [str(tuple(row)) for row in connection.exec_driver_sql("SELECT * FROM api_keys")]
    assert text.reveal not in "".join(rows)
    assert text.reveal not in repr(text)


def test_when_a_key_was_last_used_is_kept_to_the_day(house: House) -> None:
    _, text = house.keys.add("website", [Scope.READ])
    first = house.clock()
    house.keys.opens(text.reveal)
    house.clock.turn(hours=1)
    house.keys.opens(text.reveal)
    assert _kept(house, text).used_at == first
    house.clock.turn(days=1)
    house.keys.opens(text.reveal)
    assert _kept(house, text).used_at == house.clock()


def _kept(house: House, text: Secret) -> ApiKey:
    key = house.store.api_keys.by_digest(hashlib.sha256(text.reveal.encode()).digest())
    assert key is not None
    return key
