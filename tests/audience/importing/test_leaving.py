"""The phrases of leaving, and the words that are looked for before them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.audience.importing.leaving import (
    ENDS_IN_TEXT,
    IN_TEXT,
    VERBS,
    may_be_of_mail,
    may_be_of_members,
)


@given(st.from_regex(VERBS) | st.from_regex(IN_TEXT))
def test_no_phrase_is_missed_by_looking_for_its_words_first(text: str) -> None:
    words = text.casefold()
    assert may_be_of_mail(words) or not (VERBS.search(words) or IN_TEXT.search(words))


@given(st.from_regex(ENDS_IN_TEXT))
def test_no_end_of_a_membership_is_missed_by_looking_for_its_words_first(text: str) -> None:
    words = text.casefold()
    assert may_be_of_members(words) or not ENDS_IN_TEXT.search(words)


@pytest.mark.parametrize(
    "note",
    ["heeft een intake gehad en komt in mei terug", "belt vrijdag", "wil meer weten over slaap"],
)
def test_an_ordinary_note_is_not_looked_through_with_every_phrase(note: str) -> None:
    assert not may_be_of_mail(note)
