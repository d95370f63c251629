import pytest

from newsletter.errors import BadToken
from newsletter.model.preferences import Vote
from tests.audience.builders import House


def test_each_reader_counts_once_and_the_tally_names_nobody(house: House) -> None:
    for reader in range(1, 6):
        assert (
            house.feedback.vote(house.feedback.token(7, reader), is_yes=reader < 4) is Vote.COUNTED
        )
    assert house.feedback.vote(house.feedback.token(7, 1), is_yes=False) is Vote.BEFORE
    assert house.feedback.tally(7) == (3, 2)
    assert house.feedback.tally(8) == (0, 0)


def test_looking_at_the_question_counts_nothing(house: House) -> None:
    assert house.feedback.look(house.feedback.token(7, 1)) == 7
    assert house.feedback.tally(7) == (0, 0)


def test_after_a_month_nobody_can_tell_who_voted_and_the_vote_is_closed(house: House) -> None:
    house.feedback.vote(house.feedback.token(7, 1), is_yes=True)
    house.clock.turn(days=30, seconds=1)
    assert house.retention.tidy().vote_keys == 1
    assert house.feedback.vote(house.feedback.token(7, 2), is_yes=True) is Vote.CLOSED
    assert house.feedback.tally(7) == (1, 0)
    with house.store.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM voters").scalar() == 0
        assert connection.exec_driver_sql("SELECT key FROM vote_keys").scalar() is None


def test_a_link_for_something_else_is_no_vote(house: House) -> None:
    with pytest.raises(BadToken):
        house.feedback.vote(house.leave_token(house.joined()), is_yes=True)
