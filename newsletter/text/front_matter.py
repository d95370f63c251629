"""The lines between ``---`` and ``---`` at the top of a Markdown file.

Issue files are written by this program, so ``read`` is strict and every value keeps
its line. For articles, which come from any blog, use ``front_matter_hints``.
Entries in the form that ``entry`` writes are read without YAML, which takes 25 ms to import.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from newsletter.errors import AuthorError
from newsletter.text.folding import clean
from newsletter.text.typed_values import NULLS, as_typed, problem

if TYPE_CHECKING:
    import yaml

_COMMENT_OR_BLANK = re.compile(r"#.*|")
# A plain scalar (YAML 1.1 §9.1.3) that begins with a letter or digit: no space after a colon or
# before a hash. A doubled single quote is an escape; in double quotes there are no escapes.
_ENTRY = re.compile(
    r"(?P<key>[a-z_]{1,40}):(?: +(?:"
    r"(?P<plain>[^\W_](?:[^:#]|:(?=[^ ])|(?<=[^ ])#)*)"
    r"|'(?P<single>(?:[^']|'')*)'"
    r"|\"(?P<double>[^\"\\]*)\""
    r"|\[(?P<list>[a-z0-9][a-z0-9-]*(?:, [a-z0-9][a-z0-9-]*)*)\]"
    r")?)? *"
)


def flat_entries(source: str) -> Sequence[tuple[int, tuple[str, str | tuple[str, ...]]]] | None:
    """Return each key and value with its line, or ``None`` if YAML is needed.

    Lines are counted from 0.
    """
    found: list[tuple[int, tuple[str, str | tuple[str, ...]]]] = []
    for at, line in enumerate(source.split("\n")):
        if not line.isprintable():
            return None
        if _COMMENT_OR_BLANK.fullmatch(line):
            continue
        entry = _ENTRY.fullmatch(line)
        if entry is None:
            return None
        found.append((at, (entry["key"], _flat_value(entry))))
    return found


def _flat_value(entry: re.Match[str]) -> str | tuple[str, ...]:
    if entry["list"] is not None:
        return tuple(_text(item) for item in entry["list"].split(", "))
    if entry["plain"] is not None:
        return _text(entry["plain"].rstrip(" "))
    return (entry["single"] or "").replace("''", "'") or entry["double"] or ""


def _text(plain: str) -> str:
    return "" if plain in NULLS else plain


_FENCE = re.compile(r"---[ \t]*")
_ALTERNATIVE = re.compile(r"#[ \t]*(?:or|of)[ \t]*:[ \t]*(.*)")
_LONGEST = 64_000  # characters; front matter is usually a dozen lines


class Value(NamedTuple):
    """A text or a list of texts, with the line of its key."""

    text: str | tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a file, and its body.

    Attributes:
        values: The values by key, in the order of the file, without empty ones.
        alternatives: The ``# or:`` comments under a key.
        body: The rest of the file, and the line where it starts.
    """

    values: Mapping[str, Value]
    alternatives: Mapping[str, tuple[str, ...]]
    body: str
    body_line: int


def read(text: str, keys: Sequence[str], *, texts: Collection[str] = ()) -> FrontMatter:
    """Divide an issue file into front matter and body.

    Args:
        text: The whole file.
        keys: The known keys.
        texts: The keys whose value is text, which is taken as typed.

    Raises:
        AuthorError: There is no front matter, it is not YAML, a key is unknown or
            repeated, or a value is neither text nor a list. The error states the line.
    """
    lines = text.split("\n")
    if not _FENCE.fullmatch(lines[0]):
        raise AuthorError("front-matter-absent", line=1)
    end = next((at for at, line in enumerate(lines[1:], 1) if _FENCE.fullmatch(line)), None)
    if end is None:
        raise AuthorError("front-matter-open", line=1)
    values = {}
    for key, value in _entries("\n".join(lines[1:end]), texts):
        if key not in keys:
            near = get_close_matches(key, keys, n=1)
            if near:
                raise AuthorError("key-misspelt", line=value.line, key=key, meant=near[0])
            raise AuthorError("key-not-known", line=value.line, key=key, keys=", ".join(keys))
        if key in values:
            raise AuthorError("key-twice", line=value.line, key=key)
        values[key] = value
    return FrontMatter(
        values={key: value for key, value in values.items() if value.text},
        alternatives=_alternatives(lines[:end], values),
        body="\n".join(lines[end + 1 :]),
        body_line=end + 2,
    )


def _entries(source: str, texts: Collection[str]) -> Iterator[tuple[str, Value]]:
    """Yield the keys and values of a flat mapping in the order of the file."""
    if len(source) > _LONGEST:
        raise AuthorError("front-matter-too-long", line=1)
    flat = flat_entries(source)
    is_typed = any(key in texts and not isinstance(value, str) for _, (key, value) in flat or ())
    if flat is not None and not is_typed:
        for at, (key, value) in flat:
            yield key, Value(value, at + 2)  # lines are counted from 1, and the fence takes one
        return
    yield from _entries_by_yaml(as_typed(source, texts))


def _entries_by_yaml(source: str) -> Iterator[tuple[str, Value]]:
    import yaml

    events = _events(source)
    for event in events:
        if isinstance(event, yaml.MappingStartEvent):
            break
        if isinstance(event, yaml.ScalarEvent | yaml.SequenceStartEvent):
            raise AuthorError("front-matter-shape", line=_line(event))
    for key in events:
        if isinstance(key, yaml.MappingEndEvent):
            return
        if not isinstance(key, yaml.ScalarEvent):
            raise AuthorError("front-matter-shape", line=_line(key))
        yield key.value, Value(_value(key.value, events, _line(key)), _line(key))


def _events(source: str) -> "Iterator[yaml.Event]":
    """Yield YAML's events instead of objects.

    ``No`` remains text, and values can neither nest nor contain references.
    """
    import yaml

    try:
        yield from yaml.parse(source, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        found = problem(source, error)
        raise AuthorError(found.message, line=found.line + 2) from error


def _line(event: "yaml.Event") -> int:
    """Return the line in the file, allowing for the fence. YAML counts from 0."""
    return event.start_mark.line + 2 if event.start_mark else 1


def _value(key: str, events: "Iterator[yaml.Event]", line: int) -> str | tuple[str, ...]:
    import yaml

    first = next(events)
    if isinstance(first, yaml.ScalarEvent):
        return _scalar(first)
    items: list[str] = []
    if isinstance(first, yaml.SequenceStartEvent):
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                return tuple(items)
            if not isinstance(event, yaml.ScalarEvent):
                break
            items.append(_scalar(event))
    raise AuthorError("key-no-text", line=line, key=key)


def _scalar(event: "yaml.ScalarEvent") -> str:
    """Return the text as typed. Unquoted ``null`` and ``~`` are empty."""
    is_null = event.style is None and event.value in NULLS
    return "" if is_null else str(event.value)


def _alternatives(lines: Sequence[str], values: Mapping[str, Value]) -> dict[str, tuple[str, ...]]:
    """Return the comments ``# or: …`` by the key above them."""
    keys = {value.line: key for key, value in values.items()}
    found: dict[str, list[str]] = {}
    key = ""
    for number, line in enumerate(lines, 1):
        key = keys.get(number, key)
        comment = _ALTERNATIVE.fullmatch(line.strip())
        if comment and comment[1]:
            found.setdefault(key, []).append(_commented(comment[1]))
    return {key: tuple(texts) for key, texts in found.items()}


def _commented(text: str) -> str:
    """Return a comment's text without the quotes that ``alternative`` may have added."""
    if text.startswith(("'", '"')):
        import yaml

        try:
            read = yaml.safe_load(text)
        except yaml.YAMLError:
            return text
        return read if isinstance(read, str) else text
    return text


def entry(key: str, value: str | Sequence[str]) -> str:
    """Return one line ``key: value`` as YAML."""
    if isinstance(value, str):
        return f"{key}: {_quoted(value)}"
    return f"{key}: [{', '.join(_quoted(each, in_list=True) for each in value)}]"


def alternative(text: str) -> str:
    """Return one line ``# or: text``, which ``read`` reads back."""
    text = clean(text)
    is_safe = text.isprintable() and text == text.strip() and text[:1] not in ("", "'", '"')
    return f"# or: {text if is_safe else _escaped(text)}"


def _quoted(text: str, *, in_list: bool = False) -> str:
    """Return text as a YAML scalar on one line, quoted only where necessary."""
    text = clean(text)
    if not text.isprintable():
        return _escaped(text)
    import yaml

    spelt = yaml.safe_dump(
        [text] if in_list else text, allow_unicode=True, width=float("inf"), default_flow_style=True
    )
    line = spelt.split("\n", 1)[0]
    return line[1:-1] if in_list else line


def _escaped(text: str) -> str:
    import yaml

    spelt = yaml.safe_dump(text, allow_unicode=True, width=float("inf"), default_style='"')
    return spelt.split("\n", 1)[0]
