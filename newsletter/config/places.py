"""Where settings are: the file of a publication, its ``.env``, and the user's cache."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsletter.errors import ConfigError


def find(folder: Path, content: str | None = None) -> tuple[Path, str, Mapping[str, Any]]:
    """Return a publication's settings file, the prefix of its tables, and its content.

    Args:
        folder: The publication.
        content: Instead of what is in the file.

    Raises:
        ConfigError: There is none, or it is not TOML in UTF-8.
    """
    for name, prefix in (("newsletter.toml", ""), ("pyproject.toml", "tool.newsletter")):
        path = folder / name
        if not path.is_file():
            continue
        try:
            table: Any = tomllib.loads(path.read_text("utf-8-sig") if content is None else content)
        except UnicodeDecodeError as error:
            raise ConfigError("settings-not-utf-8", file=path) from error
        except tomllib.TOMLDecodeError as error:
            raise ConfigError("settings-not-toml", file=path, reason=str(error)) from error
        if not prefix:
            return path, prefix, table
        if "newsletter" in table.get("tool", {}):
            return path, prefix, table["tool"]["newsletter"]
    raise ConfigError("publication-not-here", folder=folder)


def cache_folder(environment: Mapping[str, str] | None = None) -> Path | None:
    """Return the user's cache folder, or ``None`` without a home folder.

    By the XDG Base Directory Specification (version 0.8): ``$XDG_CACHE_HOME`` if
    it is an absolute path, else ``~/.cache``.
    """
    named = Path((os.environ if environment is None else environment).get("XDG_CACHE_HOME", ""))
    try:
        return (named if named.is_absolute() else Path.home() / ".cache") / "newsletter"
    except RuntimeError:  # an account without a home
        return None


def dotenv(folder: Path) -> dict[str, str]:
    """Return the variables in a publication's ``.env``.

    Raises:
        ConfigError: It is not UTF-8.
    """
    path = folder / ".env"
    if not path.is_file():
        return {}
    from dotenv import dotenv_values

    try:
        # Windows' Notepad may begin a file with a mark, which would belong to its first key
        values = dotenv_values(path, encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError("settings-not-utf-8", file=path) from error
    return {key: value for key, value in values.items() if value is not None}
