"""A message for a person, before it is a sentence: a code and its data.

The packages return messages and raise errors that carry one; ``locale`` has the
sentence for each code in every language, and only ``cli``, ``web`` and
``rendering`` ask for it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Final, Self, TypeAlias

Datum: TypeAlias = (
    "str | int | float | date | timedelta | Path | Enum | Message | Sequence[str | int | Message]"
)
_CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
_OWN_WORDS: Final = "in-own-words"


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """A message for a person, in no language yet.

    Attributes:
        code: Names the sentence, in words joined by hyphens: ``issue-not-queued``.
        items: The values that the sentence names, each with its name, by name. A
            ``datetime`` is shown on the clock of the zone it carries.
    """

    code: str
    items: tuple[tuple[str, Datum], ...]

    def __init__(self, code: str, /, **data: Datum) -> None:
        if not is_code(code):
            raise ValueError(f"{code!r} is no code; write words joined by hyphens")
        object.__setattr__(self, "code", code)
        items = (
            (name, tuple(value) if isinstance(value, list) else value)
            for name, value in data.items()
        )
        object.__setattr__(self, "items", tuple(sorted(items)))

    @classmethod
    def in_own_words(cls, words: str) -> Self:
        """Return text that is shown unchanged in every language, as a provider's answer."""
        return cls(_OWN_WORDS, words=words)

    @classmethod
    def of(cls, member: Enum, /, **data: Datum) -> Self:
        """Return the name of an enum's member: ``Why.NO_SLOTS`` has the code ``why-no-slots``."""
        kind = "".join(f"-{one}" if one.isupper() else one for one in type(member).__name__)
        return cls(f"{kind}-{member.name}".strip("-").replace("_", "-").lower(), **data)

    @property
    def data(self) -> dict[str, Datum]:
        """The values that the sentence names."""
        return dict(self.items)

    @property
    def is_own_words(self) -> bool:
        """Whether this is text that is shown unchanged."""
        return self.code == _OWN_WORDS

    def __str__(self) -> str:
        """Return the code and its data, for logs."""
        if self.is_own_words:
            return str(self.data["words"])
        data = ", ".join(f"{name}={_logged(value)}" for name, value in self.items)
        return f"{self.code} ({data})" if data else self.code

    def to_text(self) -> str:
        """Return the form that a text column stores: own words unchanged, all else as JSON."""
        import json

        if self.is_own_words:
            words = str(self)
            if self.from_text(words) == self:
                return words
        return json.dumps(_kept(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what ``to_text`` wrote. Any other text is shown unchanged."""
        import json

        try:
            kept = cls._revived(json.loads(text))
        except (ValueError, ArithmeticError, RecursionError):  # a provider may answer anything
            return cls.in_own_words(text)
        return kept if isinstance(kept, cls) else cls.in_own_words(text)

    @classmethod
    def _revived(cls, kept: object) -> object:
        """Return a value of JSON as ``_kept`` was given it.

        It is read from the outside in, so that a message's value with the name ``at``
        is not taken for a moment.
        """
        match kept:
            case {"code": str() as code, "data": dict() as data, **rest} if not rest:
                values: dict[str, Any] = {name: cls._revived(each) for name, each in data.items()}
                if code == _OWN_WORDS and values.keys() != {"words"}:
                    raise ValueError(f"{code} needs words, and nothing else")
                return cls(code, **values)
            case {"at": str() as moment, **rest} if not rest:
                return datetime.fromisoformat(moment)
            case {"on": str() as day, **rest} if not rest:
                return date.fromisoformat(day)
            case {"seconds": float() as seconds, **rest} if not rest:
                return timedelta(seconds=seconds)
            case list():
                return [cls._revived(each) for each in kept]
            case str() | int() | float():
                return kept
            case _:
                raise ValueError("no value of a message")


def is_code(text: str) -> bool:
    """Return whether a text is a code rather than a sentence."""
    return _CODE.fullmatch(text) is not None


def _logged(value: Datum) -> str:
    match value:
        case Enum():
            return value.name.lower()
        case Message() | Path() | date() | timedelta():
            return str(value)
        case str() | int() | float():
            return repr(value)
        case _:
            return f"[{'; '.join(map(str, value))}]"


def _kept(value: Datum) -> object:
    """Return a value for JSON. ``Message._revived`` reads it back."""
    match value:
        case Message():
            return {"code": value.code, "data": {name: _kept(each) for name, each in value.items}}
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"on": value.isoformat()}
        case timedelta():
            return {"seconds": value.total_seconds()}
        case str() | int() | float():
            return value
        case Path() | Enum():
            raise TypeError(f"{value!r} is not kept; give its text")
        case _:
            return [_kept(each) for each in value]
