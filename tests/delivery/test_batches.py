"""The collector's pace while mails are made, and after."""

import gc

import pytest

from newsletter.delivery.batches import collected_rarely


def test_cycles_are_looked_for_rarely_while_mails_are_made() -> None:
    with collected_rarely():
        assert gc.get_threshold()[0] == 50_000


def test_the_pace_is_what_it_was_after_a_dispatch_that_failed() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="disk"), collected_rarely():
        raise ValueError("the disk is full")
    assert gc.get_threshold() == before
