"""Webhook bodies in ``tests/recordings``, written from the providers' documentation.

``expected.json`` beside them says what each one is in our words.
"""

import json
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1] / "recordings"


@dataclass(frozen=True, slots=True)
class Recording:
    provider: str
    name: str
    body: bytes
    expected: list[dict[str, str]]

    def __str__(self) -> str:
        return f"{self.provider}-{self.name}"


def recordings(provider: str = "*") -> list[Recording]:
    found = []
    for expected in sorted(ROOT.glob(f"{provider}/expected.json")):
        told = json.loads(expected.read_text(encoding="utf-8"))
        found += [
            Recording(expected.parent.name, path.stem, path.read_bytes(), told[path.stem])
            for path in sorted(expected.parent.iterdir())
            if path != expected
        ]
    return found
