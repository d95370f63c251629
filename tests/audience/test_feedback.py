import pytest

from newsletter.errors import BadToken
from newsletter.model.preferences import Answer, AnswerCounts, Vote
from tests.audience.builders import House


def test_each_reader_counts_once_and_the_tally_names_nobody(house: House) -> None:
    given = (Answer.YES, Answer.SOMEWHAT, Answer.NO, Answer.YES, Answer.SOMEWHAT, Answer.YES)
    for reader, answer in enumerate(given, start=1):
        assert house.feedback.vote(house.feedback.token(7, reader), answer) is Vote.COUNTED
    assert house.feedback.vote(house.feedback.token(7, 1), Answer.NO) is Vote.BEFORE
    assert house.feedback.tally(7) == AnswerCounts(yes=3, somewhat=2, no=1)
    assert house.feedback.tally(8) == AnswerCounts()


def test_looking_at_the_question_counts_nothing(house: House) -> None:
    assert house.feedback.look(house.feedback.token(7, 1)) == 7
    assert house.feedback.tally(7) == AnswerCounts()


def test_after_a_month_nobody_can_tell_who_voted_and_the_vote_is_closed(house: House) -> None:
    house.feedback.vote(house.feedback.token(7, 1), Answer.YES)
    house.clock.turn(days=30, seconds=1)
    assert house.retention.tidy().vote_keys == 1
    assert house.feedback.vote(house.feedback.token(7, 2), Answer.YES) is Vote.CLOSED
    assert house.feedback.tally(7) == AnswerCounts(yes=1)
    with house.store.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM voters").scalar() == 0
        assert connection.exec_driver_sql("SELECT key FROM vote_keys").scalar() is None


def test_a_link_for_something_else_is_no_vote(house: House) -> None:
    with pytest.raises(BadToken):
        house.feedback.vote(house.leave_token(house.joined()), Answer.YES)
