"""Words that reveal something about a reader's health, in Dutch and English.

Data concerning health is of a special category (GDPR, article 9).
"""

import re
from typing import Final

# Not within "muziek", "vertrouwen", "belangstelling", "ontvangst", "stillness" or "painting".
_WORDS: Final = re.compile(
    r"\b\w*(?:burn.?out|overspann|depress|anxiet|paniek|panic|adhd|autis|trauma|ptss|ptsd|stress"
    r"|(?<!mu)ziek|diagnos|therap|medicat|verslav|addict|eetstoornis|eating disorder|slaap|slapeloos"
    r"|insomnia|zwanger|pregnan|kanker|cancer|pijn|long.?covid|fibromyalg|hoogsensitief|suïcid"
    r"|suicid|zelfmoord|faalangst|\w+sangst|\bangst|\brouw|\bgrief\b|\bgrieving|\billness"
    r"|\bpain(?:s|ful)?\b|\badd\b|\bhsp\b)\w*",
    re.IGNORECASE,
)


def health_word(text: str) -> str:
    """Return the first word in a text that speaks of health, or an empty text."""
    found = _WORDS.search(text)
    return found[0] if found else ""
