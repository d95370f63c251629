"""What a check says: a sentence from ``data/wording.toml``, with the facts filled in.

Every sentence stands there, with its severity, in the editor's languages, and nowhere else.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from newsletter.editorial.checks.finding import Finding, Severity
from newsletter.editorial.checks.inspected import Language

Fact: TypeAlias = str | int | float


@dataclass(frozen=True, slots=True)
class Wording:
    """One rule's severity and sentence; facts stand in braces, ``{block}`` names the block."""

    severity: Severity
    nl: str
    en: str

    def told(self, language: Language) -> str:
        """The sentence in a language."""
        return self.nl if language == "nl" else self.en


@lru_cache(maxsize=1)
def wordings() -> Mapping[str, Wording]:
    """All the sentences, by the code of their rule."""
    table = Path(__file__).parent / "data" / "wording.toml"
    told = tomllib.loads(table.read_text(encoding="utf-8"))
    return {
        code: Wording(Severity(entry["severity"]), entry["nl"], entry["en"])
        for code, entry in told.items()
    }


def say(
    code: str, language: Language, *, block: str = "", line: int | None = None, **facts: Fact
) -> Finding:
    """A finding in the editor's words, with a capital at its start."""
    wording = wordings()[code]
    told = {name: number(fact, language) for name, fact in facts.items()}
    message = wording.told(language).format(block=block, **told)
    return Finding(wording.severity, code, message[:1].upper() + message[1:], block, line)


def number(fact: Fact, language: Language) -> str:
    """A fact as it is read: a number with the language's decimal sign."""
    if not isinstance(fact, float):
        return str(fact)
    return f"{fact:g}".replace(".", "," if language == "nl" else ".")
