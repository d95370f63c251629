"""Creation of a publication: a folder with commented settings; and its language."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from string import Template
from typing import Final

import newsletter
from newsletter.config import load
from newsletter.errors import ConfigError, DeskError
from newsletter.message import Message
from newsletter.rendering.settings import phrases
from newsletter.text import files

_PACKAGE = Path(newsletter.__file__).parent


def shipped(what: str) -> Path:
    """Return the path of a packaged file or folder, from the wheel or a checkout."""
    packed = _PACKAGE / "publication" / what
    return packed if packed.exists() else _PACKAGE.parent / what


_TEMPLATES = ("helder-moment", "brief")
_MADE = ("issues", "templates", "subscribers", ".env", "newsletter.toml")
_IGNORED = (
    ".env",
    ".cache/",
    "backups/",
    "issues/.*",
    "outbox/",
    "preview/",
    "subscribers/.*",
    "subscribers/*.db*",
    "subscribers/*.csv",
    "subscribers/*.log",
)
_SAMPLES: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "name": "Een helder moment",
        "farewell": "Hartelijke groet",
        "care_line": "Zit je ergens mee? Praat erover met je huisarts, of bel 113.",
    },
    "en": {
        "name": "A clear moment",
        "farewell": "Warm regards",
        "care_line": "Is something weighing on you? Talk to your doctor, or call a helpline.",
    },
}
LANGUAGES: Final = tuple(_SAMPLES)


def language_of(folder: Path) -> str:
    """Return the language of a publication, or English if its settings cannot be read."""
    try:
        return load(folder).publication.language
    except ConfigError:
        return "en"


def init(folder: Path, language: str = "nl") -> list[Message]:
    """Create a publication in an empty or new folder, and return what was created.

    It is built in a temporary folder and then moved, the settings last, so that a
    full disk leaves nothing half done.

    Args:
        folder: The folder to create it in.
        language: The language of emails, pages and the sample words in the settings file,
            one of ``LANGUAGES``.

    Raises:
        DeskError: The folder has a publication or a part of one, it is a file, or the
            language is not available.
    """
    if language not in LANGUAGES:
        raise DeskError("language-not-offered", text=language, known=", ".join(LANGUAGES))
    _demand_free(folder)
    folder.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder, prefix=".init."))
    try:
        _build(made, language)
        _ignore_too(folder / ".gitignore")
        for name in _MADE:
            (made / name).rename(folder / name)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    is_here = folder == Path()
    return [
        Message("publication-made", folder=folder.resolve() if is_here else folder),
        Message("publication-settings", path=folder / "newsletter.toml"),
        Message("publication-secret", path=folder / ".env"),
        Message("publication-next-here") if is_here else Message("publication-next", folder=folder),
    ]


def _demand_free(folder: Path) -> None:
    """Refuse a folder in which something would have to be replaced."""
    nearest = next(one for one in (folder, *folder.parents) if os.path.lexists(one))
    if not nearest.is_dir():
        raise DeskError("publication-needs-folder", path=nearest)
    settings = folder / "newsletter.toml"
    if settings.exists():
        code = "publication-is-here" if folder == Path() else "publication-is-there"
        raise DeskError(code, folder=folder, path=settings)
    for name in _MADE:
        if (folder / name).exists():
            raise DeskError("publication-there-already", path=folder / name)


def _build(folder: Path, language: str) -> None:
    for name in ("issues/articles", "templates", "subscribers"):
        (folder / name).mkdir(parents=True)
    for name in _TEMPLATES:
        source = shipped("templates") / name
        for path in sorted(source.rglob("*")):
            if path.is_file():
                files.replace(
                    folder / "templates" / name / path.relative_to(source), path.read_bytes()
                )
    files.replace(folder / "newsletter.toml", _settings(language))
    secret = f"NEWSLETTER_SECRET={secrets.token_urlsafe(32)}\n"
    files.replace(folder / ".env", secret, mode=0o600)


def _settings(language: str) -> str:
    """Return the settings file with sample words in this language."""
    text = (Path(__file__).parent / "newsletter.toml").read_text("utf-8")
    words = {**_SAMPLES[language], **asdict(phrases(language))}
    return Template(text).substitute(words, language=language)


def _ignore_too(path: Path) -> None:
    """Add what git must ignore to ``.gitignore``, after its existing lines."""
    kept = path.read_bytes() if path.exists() else b""  # in any encoding, as git reads it
    new = [line for line in _IGNORED if line.encode() not in kept.splitlines()]
    end = b"" if not kept or kept.endswith(b"\n") else b"\n"
    files.replace(path, kept + end + "".join(f"{line}\n" for line in new).encode())
