from datetime import UTC, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.message import Message

_PLAIN = (
    st.text()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
    | st.builds(lambda seconds: timedelta(seconds=seconds), st.integers(0, 10**6))
)
_CODES = st.from_regex(r"[a-z]{1,5}-[a-z]{1,5}", fullmatch=True)
_NAMES = st.from_regex(r"[a-z]{1,5}", fullmatch=True)


def _messages(values: st.SearchStrategy) -> st.SearchStrategy[Message]:
    data = st.dictionaries(_NAMES, values, max_size=3)
    return st.builds(lambda code, data: Message(code, **data), _CODES, data)


MESSAGES = _messages(_PLAIN | _messages(_PLAIN) | st.lists(_messages(_PLAIN) | st.text()))


@given(MESSAGES | st.text().map(Message.in_own_words))
def test_what_a_column_keeps_is_read_back_the_same(message: Message) -> None:
    assert Message.from_text(message.to_text()) == message


@pytest.mark.parametrize("data", [{"at": "08:00"}, {"on": ""}, {"seconds": 1.5}], ids=str)
def test_a_value_may_have_the_name_that_marks_a_time(data: dict[str, str | float]) -> None:
    message = Message("too-slow", **data)
    assert Message.from_text(message.to_text()) == message


@given(MESSAGES)
def test_even_own_words_that_look_like_a_message_are_read_back_as_words(message: Message) -> None:
    words = Message.in_own_words(message.to_text())
    assert Message.from_text(words.to_text()) == words


@pytest.mark.parametrize(
    "words",
    [
        "[" * 50_000,
        '{"seconds": 1e999}',
        "9" * 5_000,
        '{"code": "in-own-words", "data": {}}',
        '{"code": "bad-request", "data": {"field": null}}',
        '{"code": "bad-request", "data": {"errors": [{"line": 1}]}}',
    ],
    ids=["nested", "endless", "digits", "wordless", "without a value", "with a table"],
)
def test_whatever_a_provider_answers_is_kept_and_shown_as_it_is(words: str) -> None:
    message = Message.in_own_words(words)
    assert Message.from_text(words) == message
    assert str(Message.from_text(message.to_text())) == words


@pytest.mark.parametrize(
    "old", ["paused: 421 too busy", "", "{", "3", '{"code": "rate-limit"}', '"a-b"', "null"]
)
def test_what_an_older_version_kept_is_shown_as_it_is(old: str) -> None:
    assert Message.from_text(old) == Message.in_own_words(old)


def test_a_log_gets_code_and_data() -> None:
    message = Message("queue-late", issue=7, file=Path("a.md"), why=Message("slot-past", n=1))
    assert str(message) == "queue-late (file=a.md, issue=7, why=slot-past (n=1))"
    assert str(Message("queue-empty")) == "queue-empty"


def test_a_sentence_is_no_code() -> None:
    with pytest.raises(ValueError, match="is no code"):
        Message("Not in the queue.")


def test_messages_are_values() -> None:
    one, same = Message("queue-late", n=1, issues=[1, 2]), Message("queue-late", issues=(1, 2), n=1)
    assert one == same
    assert len({one, same}) == 1
