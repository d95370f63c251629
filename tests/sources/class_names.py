"""Pages without what their class names say: their letters shuffled, or the names taken away."""

import random
import re

_CLASS = re.compile(r"""(?<=\s)class=("[^"]*"|'[^']*'|[^\s>"']+)""")


def with_shuffled_classes(page: str, seed: int) -> str:
    """Each class name with its letters in another order; equal names stay equal."""
    chance = random.Random(seed)  # the same order for the same seed
    names: dict[str, str] = {}

    def shuffled(match: re.Match[str]) -> str:
        told = [_renamed(name, names, chance) for name in match[1].strip("\"'").split()]
        return f'class="{" ".join(told)}"'

    return _CLASS.sub(shuffled, page)


def without_classes(page: str) -> str:
    """No element has a class."""
    return _CLASS.sub("", page)


def _renamed(name: str, names: dict[str, str], chance: random.Random) -> str:
    if name not in names:
        letters = [letter for letter in name if letter.isalnum()]
        chance.shuffle(letters)
        names[name] = f"x{''.join(letters)}"
    return names[name]
