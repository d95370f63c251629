"""The instructions of contrib/Containerfile."""

import re
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parents[2] / "contrib" / "Containerfile"


@dataclass(frozen=True)
class Instruction:
    """One instruction, its continued lines joined."""

    name: str
    rest: str

    @property
    def words(self) -> list[str]:
        return [word for word in self.rest.split() if not word.startswith("--")]


def instructions() -> list[Instruction]:
    """In their order, without comments."""
    text = re.sub(r"^\s*#.*\n", "", FILE.read_text("utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [Instruction(*line.split(None, 1)) for line in lines if line]


def stages() -> list[list[Instruction]]:
    """Each from its FROM on."""
    found: list[list[Instruction]] = []
    for one in instructions():
        if one.name == "FROM":
            found.append([])
        found[-1].append(one)
    return found


def copied() -> list[str]:
    """What is copied out of the repository."""
    return [
        source
        for one in instructions()
        if one.name == "COPY" and not one.rest.startswith("--from=")
        for source in one.words[:-1]
    ]
