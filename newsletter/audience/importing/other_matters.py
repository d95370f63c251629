"""Phrases with a word for leaving that are about something other than this mail."""

import re
from collections.abc import Sequence
from typing import Final

from newsletter.audience.importing.columns import word_set


def _one_of(words: str) -> str:
    return f"(?:{'|'.join(sorted(word_set(words)))})"


_LONG: Final = (
    "workshop workshops training trainingen cursus cursussen webinar webinars sessie sessies"
    " bijeenkomst bijeenkomsten opleiding retraite"
)
_SHORT: Final = (
    "les lessen yogales proefles afspraak retreat intake lunch sportschool interview onderzoek podcast"
    " sms whatsapp course courses class classes session sessions event appointment kurs seminar termin"
)
# The long words also at the end of another one: "yogacursus". "Alles" is no lesson.
_MEETING: Final = rf"(?:\w{{0,20}}{_one_of(_LONG)}|{_one_of(_SHORT)})\b"
_HABIT: Final = _one_of(
    "roken piekeren drinken alcohol werken snoepen smoking drinking rauchen trinken fumer"
)
_FOR: Final = r"(?:voor|bij|van|from|for|vom|von|zum|f[üu]r|de) (?:(?:de|het|een|the|an?|den|die|das|la|le) )?"
_CALLED_OFF: Final = (
    r"(?:af(?:ge)?meld(?:en|ing|ingen)?|uitgeschreven|uitschrijving|abgemeldet"
    r"|niet meer benaderen)"
)
_NONE: Final = r"(?:geen|no|keine?) (?:e-?)?mails?"
_ARRIVED: Final = _one_of(
    "gehad gekregen gezien binnengekregen geopend gelezen bekommen gesehen opened received read"
)
_DAY_OF_WEEK: Final = (
    r"(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag(?:en)?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)"
)
_ENDED: Final = _one_of("baan werk huur huis sportschool verzekering job stelle wohnung")
_WAS_OUT: Final = r"was (?:(?:eerst|ooit|eerder|even) )?(?:uitgeschreven|afgemeld)"
_BACK_IN: Final = r"(?:weer|opnieuw) (?:ingeschreven|aangemeld)"
_OTHER: Final = re.compile(
    rf"\b{_CALLED_OFF} {_FOR}{_MEETING}"
    r"|\bafgemeld (?:wegens|vanwege|i\.?v\.?m\.?) (?:ziekte|vakantie)\b"
    rf"|\b(?:ge)?stop(?:t|te|pen)?[- ](?:met[- ])?{_HABIT}\b"
    r"|\b(?:ge)?stop(?:t|pen)? met (?:e-?)?mail(?:s|en)? (?:checken|lezen)\b"
    rf"|\b{_NONE} (?:van (?:ons|mij|jou) )?{_ARRIVED}\b"
    rf"|\b(?:heeft|had|hebben|hat|nog) {_NONE} (?:ontvangen|erhalten)\b"
    r"|\b(?:geen|no|keine) e-?mail[- ]?(?:adres|address|adresse)\b"
    r"|\b(?:no more|no|geen|niet(?: meer)?) (?:e-?)?mail(?:s|en)? (?:to|naar|op) "
    r"(?:(?:the|her|his|my|het|haar|zijn) )?(?:old|oude?) (?:e-?mail)?(?:address|adres)\b"
    rf"|\b{_NONE} (?:op|on|am) {_DAY_OF_WEEK}\b"
    rf"|\b{_ENDED} (?:is )?(?:opgezegd|gek[üu]ndigt)\b"
    rf"|\b{_WAS_OUT}\W{{1,3}}(?:(?:maar|en|is|nu) ){{0,3}}{_BACK_IN}\b(?! (?:voor|bij)\b)"
    r"|\b(?:(?:hard|soft)[- ]?)?bounced? (?:is )?(?:opgelost|verholpen|hersteld|resolved|fixed|behoben)\b"
    r"|\b(?:afmelden|uitschrijven|opzeggen) kan (?:altijd )?(?:onderaan|via|onder)\b[^.,;]*"
    r"|\bunsubscribed from (?:sms|whatsapp)\b"  # a course may be a series of mails there
    r"|\bbounced back (?:after|from)\b"
    r"|^(?:(?:aangemeld|ingeschreven), )?niet (?:afgemeld|uitgeschreven)$",
    re.IGNORECASE,
)
_OF_MAIL: Final = re.compile("mail|nieuwsbrie|newsletter|infolettre|mailing", re.IGNORECASE)

# "Consent to track email" is no consent to mail; "email and tracking" is one to both.
_TRACKED: Final = word_set("track tracking")
_ALLOWED: Final = word_set(
    "tracking consent consents permission permit permitted allow allows allowed agree toestemming mag mogen"
)  # "Email track" may be the series that somebody follows
_AND: Final = r"(?:\W*[,/&+|]\W*|\W+(?:and|en|und|et|or|of)\W+(?:to )?)"
_OF_CONSENT: Final = r"(?:mails?|mailings?|marketing|nieuwsbrief|newsletter|consent|toestemming)"
_AND_TRACKED: Final = re.compile(
    rf"{_OF_CONSENT}{_AND}track|\btrack(?:ing)?{_AND}(?:e-?)?{_OF_CONSENT}\b", re.IGNORECASE
)


def is_of_tracking(heading: str, words: Sequence[str]) -> bool:
    """Return whether a heading is about who may be tracked, and not about who gets mail as well."""
    is_tracked = not _TRACKED.isdisjoint(words) and not _ALLOWED.isdisjoint(words)
    return is_tracked and _AND_TRACKED.search(heading) is None


def without_other_matters(text: str) -> str:
    """Return a text without what is about a course, a habit or the arrival of a mail.

    If the rest is about mail as well, the text remains as it is: "afgemeld voor cursus en nieuwsbrief".
    """
    rest = _OTHER.sub(" ", text)
    return text if rest != text and _OF_MAIL.search(rest) else rest
