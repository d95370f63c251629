"""The settings that an owner may change at the desk, as the fields of a form."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from typing import Any, Final
from urllib.parse import urlsplit

from newsletter.app import own_recipients
from newsletter.app.readiness import is_unread
from newsletter.audience.addresses import parse
from newsletter.config import Settings, place_of
from newsletter.errors import BadAddress, ConfigError
from newsletter.message import Message
from newsletter.text.toml_editing import TomlPath, TomlValue

# Control characters, and marks that turn around the order of what follows them.
_UNWANTED: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_PLACE: Final = re.compile(r"\{[^{}]*\}")
_MOST_LINES: Final = 12
_MOST_DAYS: Final = 3650
_NAME: Final = "{first_name}"


class FieldKind(Enum):
    """What is typed into a field."""

    LINE = "line"
    TEXT = "text"  # lines, which stay one text
    LINES = "lines"  # a list, one entry a line
    DAYS = "days"
    PHRASE = "phrase"  # a line that has a usual text; empty means none
    COMPANIES = "companies"  # rows, in the text of own_recipients


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field of the form.

    Attributes:
        name: Its name in the form.
        path: The key in the settings file, behind its table.
        longest: Characters that fit, of each line.
        is_required: Whether it may not be emptied.
    """

    name: str
    path: TomlPath
    kind: FieldKind = FieldKind.LINE
    longest: int = 200
    is_required: bool = False

    @property
    def table(self) -> str:
        """The table of the key; empty if it is in none."""
        return self.path[0] if len(self.path) > 1 else ""

    @property
    def key(self) -> str:
        """The key in the settings file, with its table: ``sender.reply_to``."""
        return ".".join(self.path)

    def of(self, settings: Settings) -> object:
        """Return the value in settings."""
        value: object = getattr(getattr(settings, self.table or "publication"), self.path[-1])
        return value

    def shown(self, settings: Settings) -> str:
        """Return the value in settings as the form shows it."""
        value = self.of(settings)
        if self.kind is FieldKind.COMPANIES:
            return own_recipients.shown(settings.privacy.recipients)
        if self.kind is FieldKind.PHRASE and value is None:
            return usual_phrase(self, settings)
        if isinstance(value, tuple):
            return "\n".join(map(str, value))
        if isinstance(value, timedelta):
            return str(value.days)
        return "" if value is None else str(value)


FIELDS: Final = (
    OwnField("name", ("name",), longest=100, is_required=True),
    OwnField("tagline", ("tagline",)),
    OwnField("sender", ("sender", "name"), longest=100),
    OwnField("reply_to", ("sender", "reply_to"), longest=320, is_required=True),
    OwnField("contact", ("contact",), FieldKind.LINES),
    OwnField("slots", ("schedule", "slots"), FieldKind.LINES, is_required=True),
    OwnField("greeting", ("letter", "greeting")),
    OwnField("greeting_without_name", ("letter", "greeting_without_name")),
    OwnField("sign_off", ("letter", "sign_off"), FieldKind.TEXT, longest=500),
    OwnField("reply_line", ("letter", "reply_line"), FieldKind.PHRASE),
    OwnField("care_line", ("letter", "care_line"), longest=300),
    OwnField("controller", ("privacy", "controller")),
    OwnField("privacy_contact", ("privacy", "contact")),
    OwnField("officer", ("privacy", "officer")),
    OwnField("authority", ("privacy", "authority")),
    OwnField("copies", ("privacy", "copies_gone_within"), FieldKind.DAYS, is_required=True),
    OwnField("recipients", ("privacy", "recipients"), FieldKind.COMPANIES),
    OwnField("hosts", ("site", "hosts"), FieldKind.LINES),
)
PORTRAIT: Final = OwnField("portrait", ("sender", "portrait"))
# What the form calls each setting, by its key.
_LABELS: Final[Mapping[str, str]] = {
    "name": "own-label-name",
    "tagline": "own-label-tagline",
    "sender.name": "own-label-sender",
    "sender.reply_to": "own-label-reply-to",
    "contact": "own-label-contact",
    "schedule.slots": "own-label-slots",
    "letter.greeting": "own-label-greeting",
    "letter.greeting_without_name": "own-label-greeting-without-name",
    "letter.sign_off": "own-label-sign-off",
    "letter.reply_line": "own-label-reply-line",
    "letter.care_line": "own-label-care-line",
    "privacy.controller": "own-label-controller",
    "privacy.contact": "own-label-privacy-contact",
    "privacy.officer": "own-label-officer",
    "privacy.authority": "own-label-authority",
    "privacy.copies_gone_within": "own-label-copies",
    "privacy.recipients": "own-label-recipients",
    "site.hosts": "own-label-hosts",
    "sender.portrait": "own-label-portrait",
}
_WHOLE_TABLES: Final = {"schedule": "slots", "site": "hosts"}  # whose checks are about this field


def label_of(key: str) -> Message | None:
    """Return what the form calls a setting; ``None`` if it has no field for it."""
    code = _LABELS.get(key)
    return None if code is None else Message(code)


def shown(settings: Settings) -> dict[str, str]:
    """Return the values in settings by field, as the form shows them."""
    return {field.name: field.shown(settings) for field in FIELDS}


def usual_phrase(field: OwnField, settings: Settings) -> str:
    """Return the text that letters have while the settings have none."""
    from newsletter.rendering.settings import phrases

    return str(getattr(phrases(settings.publication.language), field.path[-1]))


def tidied(typed: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed, without what nobody types: control characters and loose blanks."""
    return {field.name: _tidy(field, typed[field.name]) for field in FIELDS if field.name in typed}


def _tidy(field: OwnField, text: str) -> str:
    if field.kind is FieldKind.COMPANIES:  # JSON escapes what is unwanted
        rows = own_recipients.rows_of(text)
        return own_recipients.text_of([_UNWANTED.sub("", value) for value in row] for row in rows)
    text = _UNWANTED.sub("", text.replace("\r\n", "\n"))
    if field.kind in {FieldKind.LINE, FieldKind.DAYS, FieldKind.PHRASE}:
        return " ".join(text.split())
    lines = [" ".join(line.split()) for line in text.split("\n")]
    if field.kind is FieldKind.LINES:
        lines = list(filter(None, lines))
    return "\n".join(lines).strip("\n")


def mistake(field: OwnField, text: str, before: str) -> Message | None:
    """Return what is wrong with a changed value, as far as the settings themselves allow it.

    Args:
        field: Whose value it is.
        text: The value.
        before: What is set now.
    """
    if field.kind is FieldKind.COMPANIES:
        return own_recipients.mistake(text, before)
    lines = text.split("\n")
    if not text:
        return Message("own-field-empty") if field.is_required else None
    if max(map(len, lines)) > field.longest:
        return Message("own-field-long", limit=field.longest)
    if len(lines) > _MOST_LINES:
        return Message("own-field-lines", limit=_MOST_LINES)
    match field.name:
        case "greeting" | "greeting_without_name":
            return _misplaced(text, {_NAME} if field.name == "greeting" else set())
        case "reply_to":
            return _unread(text)
        case "copies":
            is_whole = text.isascii() and text.isdigit() and 0 < int(text[:9]) <= _MOST_DAYS
            return None if is_whole else Message("own-field-days", limit=_MOST_DAYS)
        case _:
            return None


def _misplaced(text: str, known: set[str]) -> Message | None:
    """Return that a greeting has braces that would reach the readers as they are."""
    left = text
    for place in known:
        left = left.replace(place, "")
    if "{" not in left and "}" not in left:
        return None
    found = _PLACE.search(left)
    return Message(
        "greeting-place-unknown" if known else "greeting-place-none",
        place=found[0] if found else "{ }",
    )


def _unread(text: str) -> Message | None:
    try:
        address = parse(text)
    except BadAddress as error:
        return error.message
    return Message("own-answers-unread") if is_unread(address) else None


def written(field: OwnField, text: str) -> TomlValue:
    """Return a value as the settings file has it; ``None`` if the key is left out."""
    if field.kind is FieldKind.COMPANIES:
        return own_recipients.written(text)
    if not text:
        return "" if field.kind is FieldKind.PHRASE else None
    if field.kind is FieldKind.DAYS:
        return f"{int(text)} d"
    if field.kind is not FieldKind.LINES:
        return text
    lines = text.split("\n")
    return [_host(line) for line in lines] if field.name == "hosts" else lines


def _host(line: str) -> str:
    """Return the host of an address that was copied from a browser, other text unchanged."""
    if "://" not in line:
        return line.rstrip("/")
    try:
        return urlsplit(line).hostname or line
    except ValueError:
        return line


def at_fields(
    problems: Iterable[Message], settings: Settings, prefix: str
) -> tuple[dict[str, Message], list[Message]]:
    """Return problems of a settings file by the field that they are about, and the others.

    Args:
        problems: As loading the settings found them.
        settings: Settings of the same file.
        prefix: What the names of its tables begin with.
    """
    places = {place_of(settings.file, prefix, one.table): one.table for one in FIELDS}
    names = {(one.table, one.path[-1]): one.name for one in FIELDS}
    found: dict[str, Message] = {}
    others = []
    for problem in problems:
        table = places.get(str(problem.data.get("where", "")))
        field = None if table is None else names.get((table, str(problem.data.get("key", ""))))
        field = field or _WHOLE_TABLES.get(table or "")
        why = problem.data.get("problem")
        if field and isinstance(why, Message):
            found[field] = why
        else:
            others.append(problem)
    return found, others


def with_own(running: Settings, fresh: Settings) -> Settings:
    """Return settings with the values of these fields from others.

    What else was changed in the file counts from the next start.
    """
    tables: dict[str, dict[str, Any]] = {}
    for field in (*FIELDS, PORTRAIT):
        tables.setdefault(field.table or "publication", {})[field.path[-1]] = field.of(fresh)
    return replace(
        running,
        **{table: replace(getattr(running, table), **values) for table, values in tables.items()},
    )


def complaint(others: Iterable[Message]) -> Message:
    """Return in one message what else is wrong with a settings file."""
    return ConfigError(*others).message
