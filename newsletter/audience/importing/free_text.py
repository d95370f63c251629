"""What free text says about leaving: a note, a tag, the cell of a column that is not used."""

import re
from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import Final

from newsletter.audience.importing.columns import plain_name, word_set
from newsletter.audience.importing.headings import may_ask_about_mail
from newsletter.audience.importing.leaving import (
    ENDS,
    ENDS_IN_TEXT,
    IN_TEXT,
    NAME_OF_WHO_LEFT,
    NEVER_ANY,
    NO_MEMBER,
    NOT_COMING,
    READER,
    REMARK_ON_A_NAME,
    VERBS,
    WHOLE_LINE,
    WHOLE_TEXT,
    YEAR,
    may_be_of_mail,
    may_be_of_members,
)
from newsletter.audience.importing.other_matters import without_other_matters
from newsletter.audience.importing.words import ImportedStatus, status_word, words_of

# These count in any column, even in an unused one.
STRONG: Final = frozenset(
    {
        *(
            "unsubscribed",
            "unsubscribe",
            "opted out",
            "opted-out",
            "opt-out",
            "optout",
            "opted_out",
        ),
        *("uitgeschreven", "afgemeld", "abgemeldet", "ausgetragen", "désabonné", "désabonnée"),
        *("désinscrit", "désinscrite", "desabonne", "desinscrit", "blocklisted", "blacklisted"),
        *("do not email", "do not mail", "do not contact", "do-not-email", "do_not_email"),
        *("do-not-contact", "do_not_contact"),
        *("bounced", "hard bounce", "hard bounced", "hard-bounced", "hardbounced", "hard_bounce"),
        *("soft bounced", "complained", "spam complaint", "unconfirmed", "onbevestigd"),
        *("unbestätigt", "non confirmé", "never subscribed", "never_subscribed", "not subscribed"),
        *("geblokkeerd", "opgezegd", "undeliverable", "onbestelbaar", "unzustellbar"),
    }
)


class Tone(Enum):
    """How much a text says: a word that ends a membership may also be a name, or about a job."""

    NAME = "name"  # of a person or a company: only a status is a status there
    CELL = "cell"
    NOTE = "note"  # or the name of a group
    TAG = "tag"
    UNNAMED = "unnamed"  # under no heading: a remark behind an address
    FREQUENCY = "frequency"  # of the mail, or a preference for it
    MEETING = "meeting"  # whether somebody came to it


_UNNAMED: Final = re.compile(r"(?:column|kolom|spalte|colonne) ?\d+", re.IGNORECASE)
_FREQUENCY: Final = word_set("frequency frequentie frequenz frequence")
_NB: Final = frozenset({"nb"})  # "nieuwsbrief", or a note
# "Voorkeur: mail of bellen" asks how, not whether.
_OTHER_WAYS: Final = word_set(
    "bellen telefoon telefonisch phone call telefon tel sms whatsapp app post brief"
)
_ATTENDANCE: Final = word_set(
    "registration approval attendance attendee registratie deelnemer deelnemers participant"
    " participants teilnehmer"
)
_NOTES: Final = (
    *("notit", "opmerk", "bemerk", "remar", "comment", "kommentar", "toelicht", "bijzonder"),
    *("voorkeur", "prefer", "praferenz"),
    *("aanteken", "anmerk", "lidmaat", "membership", "mitglied", "abonn"),
)
_NOTE_WORDS: Final = word_set(
    "note notes notiz notizen memo info reactie groep group groupe gruppe soort type art genre"
    " categorie category kategorie segment lid member membre"
)
_NAMED: Final = ("naam", "name", "noms", "nom")
_NAME_WORDS: Final = word_set(
    "bedrijf company organisatie organisation organization firma entreprise societe praktijk"
    " vereniging stichting werkgever employer"
)
_IN_A_NAME: Final = re.compile(r"[()\[\]|/]|\s[-–—]\s|[:,]\s")  # between a name and a remark
# Words joined by single signs, so that no remark is set apart.
_NO_REMARK: Final = re.compile(r" *+[^\W\d_]++(?:(?:\. ?+|[-'’]| ++)[^\W\d_]++)*+\.?+ *+")
_REMARK: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_AROUND_A_MARK: Final = " *!#<>-–—→"
# Before or after a name without any sign: "AFGEMELD Anna". Other words may be part of a name.
_MARKS: Final = (
    *("uitgeschreven", "afgemeld", "unsubscribed", "abgemeldet"),
    *("niet mailen", "niet meer mailen", "geen mail", "do not mail", "do not email"),
)
# Further texts that are of one tone as a whole.
_MORE: Final = {Tone.UNNAMED: WHOLE_LINE, Tone.FREQUENCY: NEVER_ANY, Tone.MEETING: NOT_COMING}
_NO_TEXT: Final = ("{", "[", "<")  # attributes and code of another program


def tone_of(heading: str) -> Tone:
    """Return how much the cells under a heading say about leaving."""
    if _UNNAMED.fullmatch(heading):
        return Tone.UNNAMED
    words = words_of(heading)
    if _asks_how_often(heading, words):
        return Tone.FREQUENCY
    of_what = {word.removesuffix("status") for word in words}
    if any(word.endswith("status") for word in words) and not _ATTENDANCE.isdisjoint(of_what):
        return Tone.MEETING
    if any(word in _NOTE_WORDS or word.startswith(_NOTES) for word in words):
        return Tone.NOTE
    if any(word in _NAME_WORDS or word.endswith(_NAMED) for word in words):
        return Tone.NAME
    return Tone.CELL


def _asks_how_often(heading: str, words: Sequence[str]) -> bool:
    """Return whether a heading asks how often, or whether, somebody wants mail: not ``E-mail 2``."""
    if len(words) == 1 and words[0] in _FREQUENCY | _NB:
        return True
    is_wish = any("voorkeur" in word or word.startswith("prefer") for word in words)
    is_asked = is_wish or not _FREQUENCY.isdisjoint(words)
    return is_asked and may_ask_about_mail(heading) and _OTHER_WAYS.isdisjoint(words)


def speaks_clearly(text: str) -> bool:
    """Return whether a text has a word for unsubscribing or bouncing.

    Links are skipped: every row has an address for unsubscribing.
    """
    words = _plain(text)
    return words in STRONG or (_is_text(words) and _asks_for_no_mail(words))


def speaks_of_leaving(text: str, tone: Tone = Tone.NOTE, today: date | None = None) -> bool:
    """Return whether a text is about leaving, bouncing, a membership that ended or a death.

    Args:
        text: A cell or a tag.
        tone: Where it is from.
        today: Without it no year is over.
    """
    if tone is Tone.NAME:
        return _is_marked(text)
    words = _plain(text)
    if words in STRONG or not _is_text(words):
        return words in STRONG
    if tone in _MORE and (_MORE[tone].fullmatch(words) or _is_of_its_tone(text, tone)):
        return True
    if _asks_for_no_mail(words):
        return True
    if may_be_of_members(words) and ENDS_IN_TEXT.search(words):
        return _is_over(words, today)
    if tone is Tone.CELL or tone is Tone.MEETING:
        return False
    if NO_MEMBER.fullmatch(words):  # those whom a tag calls former members may be readers
        return tone is not Tone.TAG or READER.search(words) is not None
    if ENDS.fullmatch(words):
        return _is_over(words, today)
    return WHOLE_TEXT.fullmatch(words) is not None


def _is_of_its_tone(text: str, tone: Tone) -> bool:
    """Return whether a remark is like one at a name, or a registration is not one that holds."""
    if tone is Tone.UNNAMED:
        return _is_marked(text)
    held = (None, ImportedStatus.SUBSCRIBED)
    return tone is Tone.MEETING and status_word(plain_name(text)) not in held


def names_who_left(name: str) -> bool:
    """Return whether the name of a list says that the people in it want no mail any more."""
    words = _plain(name)
    return bool(IN_TEXT.search(words) or NAME_OF_WHO_LEFT.search(words))


def _is_marked(name: str) -> bool:
    """Return whether somebody noted next to a name that the person left, or died."""
    if name.replace(" ", "").isalpha() or _NO_REMARK.fullmatch(name):  # as nearly all names are
        words = name.strip(" .").casefold()
        return words in STRONG or words.startswith(_MARKS) or words.endswith(_MARKS)
    words = _plain(name)
    alone = words.strip(_AROUND_A_MARK)
    parts = [part.strip() for part in _IN_A_NAME.split(words)]
    return (
        "†" in words
        or alone.startswith(_MARKS)
        or alone.endswith(_MARKS)
        or not STRONG.isdisjoint(parts)
        or any(REMARK_ON_A_NAME.fullmatch(part.rstrip(".")) for part in parts[1:])
        or any(speaks_of_leaving(remark, Tone.TAG) for remark in _REMARK.findall(name))
    )


def _asks_for_no_mail(words: str) -> bool:
    if not (may_be_of_mail(words) and (VERBS.search(words) or IN_TEXT.search(words))):
        return False
    rest = without_other_matters(words)
    return rest == words or bool(VERBS.search(rest) or IN_TEXT.search(rest))


def _plain(text: str) -> str:
    return text.strip().rstrip(".!,;: ").casefold()


def _is_text(words: str) -> bool:
    return "://" not in words and not words.startswith(_NO_TEXT)


def _is_over(words: str, today: date | None) -> bool:
    """Return whether no year in a text is the present one or later."""
    years = YEAR.findall(words)
    return not years or (today is not None and max(map(int, years)) < today.year)
