"""On what ground a reader gets the letter, as the record of consent says it."""

import re
from enum import Enum
from functools import lru_cache


class Ground(Enum):
    """Why a reader may be mailed."""

    SIGNED_UP = "signed up"  # on our pages, confirmed by mail
    CUSTOMER = "customer"  # an existing customer who did not object (Tw 11.7 lid 3)
    ASKED_ELSEWHERE = "asked elsewhere"  # by the editor's statement


# The words of a statement that speak of customers, in Dutch, English, German and French.
_CUSTOMERS = re.compile(
    r"\b(?:klant(?:en|relaties?)?|cli[eë]nt(?:en|s|es|e|èle)?|afnemers?|kopers?|"
    r"customers?|buyers?|purchasers?|kund(?:e|en|in|innen)|käufer(?:n|innen)?|acheteu(?:rs?|ses?)|11\.7)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\b(?:geen|niet|not|no|keine?n?|nicht|pas|sans|aucune?)\s+(?:\w+\s+)?$", re.IGNORECASE
)


@lru_cache(maxsize=256)
def ground_in(statement: str) -> Ground:
    """Read the ground in an editor's statement about people who did not sign up here."""
    return (
        Ground.CUSTOMER
        if any(
            not _NO.search(statement[: found.start()]) for found in _CUSTOMERS.finditer(statement)
        )
        else Ground.ASKED_ELSEWHERE
    )
