"""What the name of a list says about everybody in it."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from newsletter.audience.importing.columns import word_set
from newsletter.audience.importing.free_text import names_who_left, speaks_clearly
from newsletter.audience.importing.leaving import WHOLE_LINE
from newsletter.audience.importing.other_matters import without_other_matters
from newsletter.audience.importing.words import (
    ImportedStatus,
    begins_with_leaving,
    signs_in,
    status_word,
    words_of,
    worst,
)

_LISTS: Final[tuple[tuple[str, ImportedStatus], ...]] = tuple(
    (stem, status)
    for status, stems in {
        ImportedStatus.LEFT: "unsub uitgeschre uitschrij afgemeld afmeld abmeld abgemeld desabonn desinscri"
        " optout optedout blocklist blacklist suppress donotmail donotemail donotcontact geenmail"
        " nietmail keinemail opzegging opzegger opgezegd kundigung gekundigt robinsonlijst robinsonlist"
        " disiscri avregistr avprenumer frameldt dadosdebaja dadodebaja blokkeerlijst"
        " sperrliste zwartelijst schwarzeliste listenoire",
        ImportedStatus.PENDING: "unconfirmed onbevestigd unbestatigt nonconfirme nonsubscribed smsonlyaudience"
        " nietbevestigd nichtbestatigt notconfirmed wachtopbevestiging wachtendopbevestiging",
        ImportedStatus.BOUNCED: "bounce invalidaddress invalidemail cleanedmember cleanedemailaudience",
        ImportedStatus.COMPLAINED: "complain spamreport spamklacht",
    }.items()
    for stem in word_set(stems)
)
_OF_LISTS: Final = word_set(
    "list lists lijst lijsten liste export exports members member leden subscribers subscriber contacts"
    " contact contacten kontakte users people lezers readers abonnees adres adressen address addresses email emails mail"
    " mails audience newsletter nieuwsbrief csv"
)
_DIGIT: Final = re.compile(r"\d")  # of a year, or of the key of an export
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")
_NO_CONSENT: Final = re.compile(
    r"\b(?:geen|zonder|no|without|keine|ohne|sans) (?:toestemming|consent|einwilligung|consentement)\b",
    re.IGNORECASE,
)
_NO_NAME: Final = re.compile(r"[:=;,?!<>]")
_AROUND_A_TITLE: Final = "-–—=*#!.: \t"
_LONGEST_TITLE: Final = 3  # words
# Words of lists that an instruction or the name of a company may have as well.
_ALSO_OTHERWISE: Final = word_set(
    "afmelden uitschrijven opzeggen abmelden unsubscribe desabonner desinscrire"
)
_ALSO_NAMES: Final = word_set("blacklist blocklist bounce")  # of a practice, with one of these
_OF_PRACTICES: Final = word_set(
    "records recordings music studio studios coaching coach praktijk training academy bv vof gmbh ltd inc llc"
)
_BOUNCES: Final = re.compile("hard|soft|(?:hard|soft)?bounce[ds]?")
# The people in it, or the list that somebody cleaned up.
_CLEANED: Final = word_set("cleaned opgeschoond opgeschoonde")
_LIST: Final = word_set("list lists lijst lijsten liste")
_OF_THIS: Final = word_set("newsletter nieuwsbrief")
_SHORTEST_STATUS: Final = 4  # letters; "out.csv" is what any program writes
# "subscribed-and-unsubscribed", "bounces-removed": not all people in them left.
_NOT_THAT_LIST: Final = word_set(
    "subscribed active actief ingeschreven aangemeld confirmed en and und et incl including inclusief"
    " met with mit avec minus excl exclusief excluding removed verwijderd all alle tous"
)


def list_of(name: str) -> ImportedStatus | None:
    """Return everybody's status in a list named after it, such as ``unsubscribed``."""
    spaced = without_other_matters(_BETWEEN_WORDS.sub(" ", name))
    words = words_of(spaced)
    if (alone := _status_alone(words)) is not None:
        return alone
    plain = "".join(words)
    _, is_denied = signs_in(words)
    is_practice = not _ALSO_NAMES.isdisjoint(words) and not _OF_PRACTICES.isdisjoint(words)
    if is_practice or not _NOT_THAT_LIST.isdisjoint(words):
        return None
    if names_who_left(spaced) or begins_with_leaving(words):
        return ImportedStatus.LEFT
    if _NO_CONSENT.search(spaced):
        return ImportedStatus.PENDING
    if is_denied:
        return None
    return worst(status for stem, status in _LISTS if stem in plain)


def _is_cleaned_up(words: Sequence[str]) -> bool:
    """Return whether a list is called clean: ``opgeschoonde lijst``, and not ``cleaned members``."""
    named = [word for word in words if not _DIGIT.search(word) and word != "up"]
    is_alone = len(named) > 1 and (_CLEANED | _LIST | _OF_THIS).issuperset(named)
    return is_alone or any(one in _CLEANED and other in _LIST for one, other in pairwise(named))


def heads_who_left(line: str) -> bool:
    """Return whether a line alone between two lists says that those below it want no mail."""
    return bool(
        speaks_clearly(line)
        or list_in_title(line) is not None
        or WHOLE_LINE.fullmatch(line.strip(_AROUND_A_TITLE))
    )


def list_in_title(line: str) -> ImportedStatus | None:
    """Return everybody's status if a line above the header row is the name of a list.

    It may as well be a sentence, a filter, a count or the name of a practice.
    """
    name = line.strip(_AROUND_A_TITLE)
    words = [word for word in words_of(name) if not _DIGIT.search(word)]
    if _NO_NAME.search(name) or len(words) > _LONGEST_TITLE:
        return None
    rest = [word for word in words if word not in _OF_LISTS]
    if len(rest) > 1 and not _ALSO_OTHERWISE.isdisjoint(rest):
        return None
    if any("bounce" in word for word in rest) and not all(map(_BOUNCES.fullmatch, rest)):
        return None
    return list_of(name)


def _status_alone(words: Sequence[str]) -> ImportedStatus | None:
    """Return the status that a name is, apart from words for lists, as in ``deleted-contacts``."""
    rest = "".join(word for word in words if word not in _OF_LISTS and not _DIGIT.search(word))
    status = None
    if len(rest) >= _SHORTEST_STATUS and not _is_cleaned_up(words):
        status = status_word(rest) or status_word(rest.removesuffix("e"))  # "verwijderde leden"
    return None if status is ImportedStatus.SUBSCRIBED else status
