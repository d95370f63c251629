"""The English sentence of every code, with one module per subject.

A module has ``SENTENCES``: code → sentence. Values are named in braces. A code
is of one subject only.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple, TypeAlias


class Plural(NamedTuple):
    """A sentence that depends on a number: ``Plural("{count} reader", "{count} readers")``.

    Attributes:
        one: For exactly one.
        many: For any other number.
        number: The name of the value that decides.
    """

    one: str
    many: str
    number: str = "count"


Sentence: TypeAlias = str | Plural
Sentences: TypeAlias = Mapping[str, Sentence]


class Found(NamedTuple):
    """A sentence with the subject under which its translations are found."""

    subject: str
    sentence: Sentence


@cache
def subjects() -> Mapping[str, Sentences]:
    """Return the sentences of every subject, by the name of its module."""
    return {
        module.name: importlib.import_module(f"{__name__}.{module.name}").SENTENCES
        for module in pkgutil.iter_modules(__path__)
    }


@cache
def by_code() -> Mapping[str, Found]:
    """Return every sentence by its code."""
    return {
        code: Found(subject, sentence)
        for subject, sentences in subjects().items()
        for code, sentence in sentences.items()
    }
