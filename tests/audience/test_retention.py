import io

from newsletter.model.audience import Arrival, SuppressionReason
from tests.audience.builders import House


def test_who_never_confirmed_is_forgotten_without_a_trace(house: House) -> None:
    house.asked()
    house.clock.turn(days=30)
    assert house.retention.tidy().unconfirmed == 0
    house.clock.turn(seconds=1)
    assert house.retention.tidy().unconfirmed == 1
    assert house.store.subscribers.count() == 0
    assert house.store.suppressions.count() == {}
    assert house.retention.tidy().unconfirmed == 0


def test_who_left_is_forgotten_after_a_month_and_no_import_brings_them_back(house: House) -> None:
    reader = house.joined()
    house.unsubscribe.leave(house.leave_token(reader))
    house.clock.turn(days=30, seconds=1)
    assert house.retention.tidy().left == 1
    assert house.find(reader) is None
    assert house.store.suppressions.count() == {SuppressionReason.LEFT: 1}
    report = house.importer.take_in(
        io.BytesIO(b"email\nANNA@example.org\n"), statement="clients of the practice"
    )
    assert report.arrivals == {Arrival.SUPPRESSED: 1}


def test_who_left_asked_again_and_never_confirmed_has_still_left(house: House) -> None:
    reader = house.joined()
    house.unsubscribe.leave(house.leave_token(reader))
    house.clock.turn(days=2)
    house.asked()
    house.clock.turn(days=31)
    assert house.retention.tidy().unconfirmed == 1
    assert house.store.suppressions.count() == {SuppressionReason.LEFT: 1}


def test_proof_of_consent_is_kept_for_five_years_after_leaving_and_then_dropped(
    house: House,
) -> None:
    reader = house.joined()
    house.unsubscribe.leave(house.leave_token(reader))
    house.clock.turn(days=5 * 365 - 1)
    house.retention.tidy()
    assert [consent.kind for consent in house.store.consents.of(reader.id)] == [
        "asked by form",
        "confirmed",
        "left",
    ]
    house.clock.turn(days=2)
    assert house.retention.tidy().proofs == 3
    assert house.store.consents.of(reader.id) == ()


def test_who_reads_on_is_left_alone(house: House) -> None:
    reader = house.joined()
    house.clock.turn(days=4000)
    house.retention.tidy()
    assert house.find(reader) == reader
