"""The log of a process that keeps running, on the standard error: text or JSON, without personal data.

Our own lines name numbers. What a line says beyond that comes from elsewhere: an error's
text, a driver's message, an argument of a library. Of an error its kind, its code and its
place are written, and its text only where nobody's data can be in it. Addresses, tokens and
the secrets of the settings are masked in whatever is left.
"""

import json
import logging
import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from newsletter.errors import ConfigError, NewsletterError, StoreError
from newsletter.message import Message, is_code
from newsletter.model.secret import Secret

if TYPE_CHECKING:
    from newsletter.config import LogSettings, Settings

# All that a line may name besides its event. None of them is about one person but by a number.
FIELDS: Final = (
    "publication",
    "version",
    "database",
    "provider",
    "issue",
    "slot",
    "dispatch",
    "batch",
    "event_id",
    "kind",
    "step",
    "why",
    "count",
    "calls",
    "accepted",
    "refused",
    "unread",
    "seconds",
    "revision",
    "next_slot",
)
_OURS: Final = "newsletter"
_MASK: Final = "…"
_ADDRESS: Final = re.compile(r"[^\s<>()\[\]\"',;:=@]+@[^\s<>()\[\]\"',;:=@]*[^\s<>()\[\]\"',;:=@.]")
_ESCAPED_ADDRESS: Final = re.compile(r"[\w.+%-]+%40[\w.%-]+", re.IGNORECASE)
_PERSONAL_PATH: Final = re.compile(
    r"(/(?:confirm|unsubscribe|preferences|data|moment|decide|preview|calendar|session)/)[^\s\"'?]+"
)
_QUERY: Final = re.compile(r"(?<=[\w/.…-])\?[^\s\"'>]+")
_CREDENTIALS: Final = re.compile(r"\b(bearer|basic)\s+[^\s\"',]+", re.IGNORECASE)
# as long as a token or a key, and no identifier: those have no digits and no capitals
_TOKEN: Final = re.compile(r"(?<![\w-])(?=[\w-]*[A-Z0-9])[A-Za-z0-9_-]{32,}(?![\w-])")
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”")
_SHORTEST_SECRET: Final = 4  # characters; a shorter one would mask half of every word
# Python words their messages itself, out of names in code
_WITHOUT_DATA: Final = (AttributeError, ImportError, NameError, NotImplementedError, RecursionError)
_WEB: Final = ("http://", "https://")  # its query and what is personal in its path are masked
# values of our messages that are about no person
_IMPERSONAL: Final = frozenset(
    {"provider", "database", "key", "kind", "newest", "table", "version"}
)


def keep_log(settings: "Settings", *, is_verbose: bool = False) -> None:
    """Write the log of this process to the standard error as the settings want it.

    Lines of other libraries are written from WARNING on, whatever the level: what they
    say below that quotes requests and data.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(lines_of(settings.log, secrets_of(settings)))
    logging.getLogger().addHandler(handler)
    level = logging.DEBUG if is_verbose else settings.log.level.number
    logging.getLogger(_OURS).setLevel(level)


def lines_of(settings: "LogSettings", secrets: Iterable[str] = ()) -> "TextLines":
    """Return the formatter of the chosen format."""
    from newsletter.config import LogFormat

    kind = JsonLines if settings.format is LogFormat.JSON else TextLines
    return kind(secrets)


def mask_other_commands() -> None:
    """Mask the warnings of commands that keep no log, too, which Python prints by itself."""
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(TextLines())


def secrets_of(settings: "Settings") -> tuple[str, ...]:
    """Return every secret of the settings, and the password in the database's URL."""
    found = {secret.reveal for secret in _secrets_in(settings)}
    password = urlsplit(settings.database_url).password or ""
    return tuple(sorted({*found, password, unquote(password)} - {""}, key=len, reverse=True))


def _secrets_in(value: object) -> Iterator[Secret]:
    match value:
        case Secret():
            yield value
        case tuple() | list() | frozenset():
            for each in value:
                yield from _secrets_in(each)
        case Mapping():
            yield from _secrets_in(tuple(value.values()))
        case _ if is_dataclass(value) and not isinstance(value, type):
            for field in fields(value):
                yield from _secrets_in(getattr(value, field.name))
        case _:
            pass


class TextLines(logging.Formatter):
    """Formats a record as a line of text: level, event, and its fields as ``name=value``."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Set the secrets that are masked wherever they appear."""
        super().__init__()
        self._secrets = tuple(one for one in secrets if len(one) >= _SHORTEST_SECRET)

    def format(self, record: logging.LogRecord) -> str:
        """Return the whole text of a record, and of its error."""
        values = "".join(f" {name}={value}" for name, value in self._facts(record).items())
        error = self._error(record)
        line = f"{record.levelname} {self._event(record)}{values}"
        return f"{line}\n{error}" if error else line

    def _event(self, record: logging.LogRecord) -> str:
        """Return the message of a record. Texts that another library puts into it are masked."""
        is_ours = record.name.partition(".")[0] == _OURS
        given = record.args
        if isinstance(given, tuple):
            given = tuple(_argument(one, is_ours=is_ours) for one in given)
        elif given:
            given = {name: _argument(one, is_ours=is_ours) for name, one in given.items()}
        message = str(_plain(record.msg))
        try:
            return self._masked(message % given if given else message)
        except (TypeError, ValueError):  # such as %d for a text that was masked
            return self._masked(message)

    def _facts(self, record: logging.LogRecord) -> dict[str, object]:
        known = vars(record)
        facts = {name: _plain(known[name]) for name in FIELDS if known.get(name) is not None}
        return {
            name: self._masked(value) if isinstance(value, str) else value
            for name, value in facts.items()
        }

    def _error(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        return "" if error is None else self._masked("\n".join(_chain(error)))

    def _masked(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _MASK)
        text = _CREDENTIALS.sub(rf"\1 {_MASK}", text)
        text = _PERSONAL_PATH.sub(rf"\1{_MASK}", text)
        text = _ESCAPED_ADDRESS.sub("…@…", _QUERY.sub(f"?{_MASK}", text))
        return _TOKEN.sub(_MASK, _ADDRESS.sub("…@…", text))


class JsonLines(TextLines):
    """Formats a record as one JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON: time, level, logger, event, its fields, and its error."""
        facts: dict[str, object] = {
            "time": _written(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": self._event(record),
            **self._facts(record),
        }
        if error := self._error(record):
            facts["error"] = error
        return json.dumps(facts, ensure_ascii=False)


def _argument(value: object, *, is_ours: bool) -> object:
    plain = _plain(value)
    return _MASK if isinstance(plain, str) and not is_ours else plain


def _plain(value: object) -> str | int | float:
    """Return a value as the log may show it."""
    match value:
        case BaseException():
            return _summary(value)
        case Message():
            return _coded(value)
        case Enum():
            return value.name.lower()
        case datetime():
            return _written(value)
        case timedelta():
            return value.total_seconds()
        case str() | bool() | int() | float():
            return value
        case tuple() | list():
            return "; ".join(str(_plain(each)) for each in value)
        case _:
            return str(value)


def _written(moment: datetime) -> str:
    """Return a moment by RFC 3339, in UTC and seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _coded(message: Message) -> str:
    """Return a message's code, with those of its values that are about no person."""
    values = []
    for name, value in message.items:
        match value:
            case Message():
                values.append(f"{name}={_coded(value)}")
            case bool() | int() | float() | Enum() | date() | timedelta() | Path():
                values.append(f"{name}={_plain(value)}")
            case str() if name in _IMPERSONAL or is_code(value) or value.startswith(_WEB):
                values.append(f"{name}={value}")
            case tuple():
                values += [_coded(each) for each in value if isinstance(each, Message)]
            case _:
                pass
    return f"{message.code} ({', '.join(values)})" if values else message.code


def _summary(error: BaseException) -> str:
    """Return the kind of an error, and what it says as far as nobody's data can be in it."""
    kind = type(error).__name__
    match error:
        case ConfigError():
            return f"{kind}: {'; '.join(map(_coded, error.problems))}"
        case StoreError():
            reason = error.data.get("reason", "")
            said = f": {_unquoted(reason)}" if isinstance(reason, str) and reason else ""
            return f"{kind}: {_coded(error.problem)}{said}"
        case NewsletterError():
            return f"{kind}: {_coded(error.problem)}"
        case OSError() if error.errno is not None:
            return f"{kind}: [{error.errno}] {error.strerror}: {error.filename or ''}".rstrip(": ")
        case _ if isinstance(error, _WITHOUT_DATA):
            return f"{kind}: {error}"
        case _ if type(error).__module__.partition(".")[0] == "sqlalchemy":
            return f"{kind}: {_unquoted(str(getattr(error, 'orig', '')))}".rstrip(": ")
        case _:
            return kind


def _unquoted(text: str) -> str:
    """Return the first line of a database's message, without what it quotes."""
    return _QUOTED.sub(_MASK, text.strip().partition("\n")[0])


def _chain(error: BaseException) -> Iterator[str]:
    """Yield an error's places and kind, after those of the errors that led to it."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _chain(cause)
        yield "↓"
    if error.__traceback__ is not None:
        yield "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    yield _summary(error)
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _chain(each)
