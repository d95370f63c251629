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
    """An aware time as eight bytes. A naive one is refused."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Convert to the database's value."""
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Convert from the database's value."""
        return None if value is None else moment(value)


class OutsideText(TypeDecorator[str]):
    """Text that may come from outside: the last check before the database.

    What a database cannot keep, or a terminal should not print, is dropped on
    the way in, in values and in comparisons alike. Adapters and pages clean
    what they read; this holds for those of one's own, too.
    """

    impl = String
    cache_ok = True

    def __init__(self, longest: int | None = None) -> None:
        super().__init__(longest)
        self.longest = longest  # characters; part of SQLAlchemy's cache key

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:  # noqa: ARG002
        """Use TEXT if no length is given, as some databases refuse ``String`` without one."""
        return Text() if self.longest is None else String(self.longest)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Convert to the database's value."""
        return None if value is None else keepable(value)


class Coded(TypeDecorator[Enum]):
    """A member of an enum as a small number with a fixed meaning."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, codes: Mapping[Any, int]) -> None:
        super().__init__()
        self.codes = tuple(codes.items())  # hashable: part of SQLAlchemy's cache key
        self._out = dict(codes)
        self._back = {code: member for member, code in codes.items()}

    def process_bind_param(self, value: Enum | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Convert to the database's value."""
        return None if value is None else self._out[value]

    def process_result_value(self, value: int | None, dialect: Dialect) -> Enum | None:  # noqa: ARG002
        """Convert from the database's value."""
        return None if value is None else self._back[value]
