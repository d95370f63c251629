"""Refusals in the words in which an English publication shows them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from newsletter.errors import NewsletterError
from newsletter.locale.speech import say


def words_of(error: NewsletterError) -> str:
    """What a person reads."""
    return say(error.message, "en")


@contextmanager
def refused(
    kind: type[NewsletterError], match: str = ""
) -> Iterator[pytest.ExceptionInfo[NewsletterError]]:
    """Expect an error whose sentence matches a pattern."""
    with pytest.raises(kind) as raised:
        yield raised
    assert re.search(match, words_of(raised.value)), words_of(raised.value)
