"""Column types for times and enums in SQLAlchemy. The numbers are in ``codes``."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import BigInteger, SmallInteger, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from newsletter.store.codes import micros, moment
from newsletter.text.folding import keepable


class UtcMoment(TypeDecorator[datetime]):
    """A column for aware times, in eight bytes. Naive times are refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Convert to the database's value."""
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Convert from the database's value."""
        return None if value is None else moment(value)


class OutsideText(TypeDecorator[str]):
    """A column for text that may come from outside: the last check before the database.

    Characters that a database cannot store, or that a terminal should not print, are
    removed from values and comparisons. Adapters and pages clean what they read, but those
    of third parties may not.
    """

    impl = String
    cache_ok = True

    def __init__(self, longest: int | None = None) -> None:
        super().__init__(longest)
        self.longest = longest  # characters; part of SQLAlchemy's cache key

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:  # noqa: ARG002  # SQLAlchemy's signature
        """Use TEXT if no length is given, because some databases refuse ``String`` without one."""
        return Text() if self.longest is None else String(self.longest)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Convert to the database's value."""
        return None if value is None else keepable(value)


class Coded(TypeDecorator[Enum]):
    """A column for members of an enum, as small numbers with a fixed meaning."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, codes: Mapping[Any, int]) -> None:
        super().__init__()
        self.codes = tuple(codes.items())  # hashable: part of SQLAlchemy's cache key
        self._out = dict(codes)
        self._back = {code: member for member, code in codes.items()}

    def process_bind_param(self, value: Enum | None, dialect: Dialect) -> int | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Convert to the database's value."""
        return None if value is None else self._out[value]

    def process_result_value(self, value: int | None, dialect: Dialect) -> Enum | None:  # noqa: ARG002  # SQLAlchemy's signature
        """Convert from the database's value."""
        return None if value is None else self._back[value]
