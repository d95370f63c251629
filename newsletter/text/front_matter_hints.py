"""The front matter of an article from any blog, with all values as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsletter.errors import AuthorError
from newsletter.text.typed_values import as_typed, problem

_TOML = "+++"
_ENDS = {"---": ("---", "..."), _TOML: (_TOML,)}
_MOST_LINES_OF_HINTS = 200
_MOST_CHARACTERS_OF_HINTS = 20_000


@dataclass(frozen=True, slots=True)
class FrontMatterHints:
    """An article's front matter, and its number of lines including the fences."""

    values: Mapping[str, str]
    lines: int


def hints(lines: Sequence[str]) -> FrontMatterHints:
    """Read an article's front matter, if it begins with one.

    All values are text: ``no`` does not become false, nor a date a date object. A
    list becomes its first entry, and a mapping its ``name``. Keys are lower-cased, with
    underscores for hyphens. Between ``+++`` it is TOML, whose tables are read like the rest.

    Args:
        lines: The article's lines, with their ends.

    Raises:
        AuthorError: It is not YAML, or too long or too deeply nested. The error states the line.
    """
    end = _end_of_hints(lines)
    if end is None:
        return FrontMatterHints({}, 0)
    source = "".join(lines[1:end])
    if len(source) > _MOST_CHARACTERS_OF_HINTS:
        count, limit = len(source), _MOST_CHARACTERS_OF_HINTS
        raise AuthorError("hints-too-long", line=1, count=count, limit=limit)
    values = _of_toml(source) if _fence_of(lines) == _TOML else _nested(source)
    if not isinstance(values, dict):
        return FrontMatterHints({}, 0)  # a horizontal rule and a paragraph, not front matter
    named = {
        str(key).casefold().replace("-", "_"): _as_text(value) for key, value in values.items()
    }
    return FrontMatterHints(named, end + 1)


def _fence_of(lines: Sequence[str]) -> str:
    """Return the line that opens the front matter, or an empty string."""
    first = lines[0].rstrip() if lines else ""
    return first if first in _ENDS else ""


def _end_of_hints(lines: Sequence[str]) -> int | None:
    ends = _ENDS.get(_fence_of(lines), ())
    first = enumerate(lines[1:_MOST_LINES_OF_HINTS], 1)
    return next((at for at, line in first if line.rstrip() in ends), None)


def _of_toml(source: str) -> object:
    """Return the values of TOML, as Hugo and Zola write it, or ``None`` if it is none."""
    import tomllib

    try:
        values = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    if not values:
        return None  # a comment between two rules: "# A title"
    tables = [values, *(value for value in values.values() if isinstance(value, dict))]
    return {key: value for table in reversed(tables) for key, value in table.items()}


def _nested(source: str) -> object:
    import yaml

    try:
        return _loaded(source)
    except RecursionError as error:
        raise AuthorError("hints-too-deep", line=1) from error
    except yaml.YAMLError as error:
        found = problem(source, error)
    try:
        return _loaded(as_typed(source))
    except yaml.YAMLError as error:
        raise AuthorError("hints-no-yaml", line=found.line + 2, reason=found.message) from error


def _loaded(source: str) -> object:
    import yaml

    # the base loader reads every value as text and builds no objects
    return yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506  # BaseLoader makes text only


def _as_text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name", "")
    return value.replace("\n", " ") if isinstance(value, str) else ""
