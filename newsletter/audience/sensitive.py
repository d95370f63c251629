"""Tags that would tell of somebody's health: a special category of data (GDPR article 9)."""

import re
from typing import Final

_HEALTH: Final = re.compile(
    r"burn.?out|overspann|depress|angst|anxiet|paniek|panic|adhd|\badd\b|autis|trauma|ptss|ptsd|rouw|grief|stress"
    r"|ziek|illness|diagnos|therap|medicat|verslav|addict|eetstoornis|eating disorder|slaap|insomnia|zwanger|pregnan"
    r"|kanker|cancer|pijn|pain|long.?covid|fibromyalg|hoogsensitief|hsp\b|suïcid|suicid|zelfmoord",
    re.IGNORECASE,
)


def warning(tag: str) -> str:
    """What to consider before making this tag; empty where nothing speaks against it."""
    if not _HEALTH.search(tag):
        return ""
    return (
        f"the tag {tag!r} may tell of somebody's health, which GDPR article 9 protects:"
        " name it after the topic that is read, let readers choose it themselves, and never derive it"
    )
