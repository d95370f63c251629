"""What free text says about leaving: a note, a tag, the cell of a column that is not used."""

import re
from datetime import date
from enum import Enum
from typing import Final

from newsletter.audience.importing.columns import word_set
from newsletter.audience.importing.words import words_of

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


_NOTES: Final = (
    *("notit", "opmerk", "bemerk", "remar", "comment", "kommentar", "toelicht", "bijzonder"),
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
_MEMBER: Final = (
    r"(?:lid|leden|lidmaatschap|abonn\w+|donateur\w*|subscri\w+|member\w*|mitglied\w*|membre\w*)"
)
_UNTIL: Final = r"(?:t/m|tot(?: en met)?|until|till|bis|jusqu\w+)"
_MONTH: Final = (
    r"(?:(?:jan|feb|f[ée]v|maa|mrt|mar|m[äa]r|apr|avr|mei|may|mai|jun|jui|jul|aug|ao[uû]|sep|okt|oct|nov"
    r"|dec|d[ée]c|dez)[^\W\d]{0,6}\W{0,2})"
)
_DAY: Final = rf"(?:(?:\d{{1,2}}\W{{1,2}}){{0,2}}{_MONTH}?\d{{0,4}}|\d{{4}}[-/]\d\d?(?:[-/]\d\d?)?)"
_SINCE: Final = (
    rf"(?:\W{{1,3}}(?:(?:per|op|in|sinds|vanaf|am|im|seit|zum|on|since|le|en|depuis)\W{{1,3}})?"
    rf"{_DAY}\W{{0,2}})?"
)
_NO_MAIL: Final = (
    r"\b(?:do[-_ ]not|don't|no(?:[-_ ](?:more|further))?|geen|niet|keine?)[-_ ](?:e-?)?mail(?:s|en|ings?)?\b"
    r"(?! gekregen\b)"
)
# Anywhere in a text, such as a note, a tag with a date or the last item of a list.
_VERBS: Final = re.compile(
    r"unsub|uitgeschr|uitschrijv|af(?:ge)?meld|ab(?:ge)?meld(?:et|ung)|ausgetragen|d[ée]sabonn|d[ée]sinscri"
    r"|opt(?:ed|s)?[-_ ]?out\b|block[-_ ]?list|black[-_ ]?list|\bbounced\b|\bhard[-_ ]?bounces?\b"
    r"|spam[-_ ]?complain"
    rf"|{_NO_MAIL}",
    re.IGNORECASE,
)
_NOT_ON_PAPER: Final = r"\b(?!.{0,30}\b(?:papier\w*|post)\b)"
_IN_TEXT: Final = re.compile(
    rf"\bniet meer (?:\w+ )?(?:mailen|(?:toe|ver)?sturen|benaderen|aanschrijven|ontvangen){_NOT_ON_PAPER}"
    r"|\b(?:(?:e-?)?mails?|nieuwsbrief) (?:graag )?(?:stoppen|stopzetten|opzeggen|gestopt|stopgezet|opgezegd)\b"
    r"|\bnewsletter (?:abbestellt|gek[üu]ndigt|cancell?ed|stopped)\b"
    rf"|\b(?:ge)?stop(?:t|pen)? met (?:(?:e-?)?mail(?:s|en)?|sturen|(?:de )?nieuwsbrief){_NOT_ON_PAPER}"
    r"|\b(?:van|uit) (?:de|het|onze|mijn) (?:(?:e-?mail|mail|mailing|verzend|adressen|leden)?lijst|bestand)"
    r" (?:af|halen|verwijder)"
    r"|\b(?:please|pls) remove(?:\W{0,3}$| (?:my|this|his|her|their) (?:e-?mail|address|name)\b)"
    r"|\bremove (?:me|him|her|them)\b(?! from (?:the )?wait)"
    r"|\b(?:does not|doesn't|no longer) wants? (?:any |our |the |your |these )?(?:more )?(?:e-?)?mail(?:s|ings?)?\b"
    r"|\b(?:takes?|wants|be taken) (?:me |him |her |them )?off (?:the|our|your|this) (?:mailing |e-?mail )?list\b"
    r"|\b(?:marked|reported) as spam\b|\bals spam (?:gemeld|gemarkeerd)\b"
    r"|\bremove from (?:the |our |your |this )?(?:mailing |e-?mail |newsletter )?(?:list|newsletter|mailing)\b"
    r"|\bbitte (?:(?:mich|uns|sie|ihn) )?(?:l[öo]schen|entfernen|austragen)(?:\W{0,3}$| aus\b)"
    r"|\bnicht mehr (?:\w+ )?(?:(?:zu)?senden|(?:zu)?schicken|anschreiben|mailen|kontaktieren|erhalten)\b"
    r"|\b(?:ne )?(?:souhaite )?plus (?:\w+ )?(?:envoyer|contacter|recevoir|[ée]crire)\b"
    r"|\bne (?:veut|souhaite) plus (?:de |d')(?:e-?)?mails?\b"
    r"|\b(?:e-?)?mails? kom(?:t|en) niet (?:meer )?aan\b"
    r"|\b(?:e-?)?mail(?:adres|address|adresse)? (?:klopt|werkt|bestaat|existiert|funktioniert) (?:niet|nicht)\b"
    rf"|\b{_MEMBER} (?:is |wurde )?(?:be[eë]indigd|opgezegd|gestopt"
    r"|verlopen|ended|cancell?ed|expired|gek[üu]ndigt|beendet|r[ée]sili[ée]e?)\b",
    re.IGNORECASE,
)
# Only if the year is over.
_ENDS_IN_TEXT: Final = re.compile(
    rf"\b{_MEMBER}\W{{1,3}}{_UNTIL}\W.{{0,20}}?(?:19|20)\d\d|\b(?:einde|ende|end of|fin) {_MEMBER}",
    re.IGNORECASE,
)
_ENDS: Final = re.compile(
    rf"{_UNTIL}\W{{1,3}}{_MONTH}?(?:\d{{1,2}}[-/. ]){{0,2}}{_MONTH}?(?:19|20)\d\d", re.IGNORECASE
)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# Only if it is the whole text: elsewhere these words are about a job, or about thanks.
_NO_NEWSLETTER: Final = (
    r"(?:(?:(?:wil|wenst|hoeft|graag|liever) )?(?:geen (?:e-?mail)?nieuwsbrie(?:f|ven)(?: meer)?"
    r"|(?:de )?nieuwsbrief:? (?:nee|niet(?: meer)?))"
    r"|(?:no longer|does(?: not|n't)) wants? (?:the |our )?newsletters?|no (?:more )?newsletters?"
    r"|(?:(?:m[öo]chte|will|w[üu]nscht|bitte) )?keine?n? newsletter(?: mehr)?"
    r"|(?:ne (?:veut|souhaite) )?plus de newsletters?)"
)
_WHOLE_TEXT: Final = re.compile(
    r"(?:(?:is|heeft|ist|hat|has) )?(?:bedankt|gestopt|opgezegd|opzegging|vertrokken|afgehaakt|uitgestroomd"
    r"|be[eë]indigd|(?:op (?:eigen )?verzoek )?verwijderd|ausgetreten|gek[üu]ndigt|r[ée]sili[ée]e?|lapsed"
    rf"|lid[- ]?af|(?:wil )?niet meer){_SINCE}"
    r"|geen interesse(?: meer)?|not interested|no(?:t| longer)? interest(?:ed)?|kein interesse(?: mehr)?"
    rf"|(?:bedankt|opgezegd) als {_MEMBER}{_SINCE}"
    r"|(?:is |ist )?(?:vorig jaar |vorige (?:week|maand) )?"
    rf"(?:overleden|gestorven|deceased|passed away|verstorben|d[ée]c[ée]d[ée]e?s?){_SINCE}|†\W{{0,2}}{_DAY}"
    r"|(?:hard |soft )?bounce[ds]?|spam|(?:te |graag )?verwijderen|(?:to be )?(?:deleted?|removed?)"
    rf"|{_NO_NEWSLETTER}",
    re.IGNORECASE,
)
_READERS: Final = r"(?:(?:nieuwsbrief)?abonn\w+|subscri\w+|lezers?|readers?|leser\w*)"
_FORMER: Final = r"(?:oud|ex|voormalige?|former|ehemalig\w*|anciens?|anciennes?)[-_ ]?"
_NO_MEMBER: Final = re.compile(
    rf"(?:{_FORMER}(?:{_MEMBER}|{_READERS})|geen {_MEMBER} meer|kein {_MEMBER} mehr"
    rf"|no longer an? {_MEMBER}){_SINCE}",
    re.IGNORECASE,
)
_READER: Final = re.compile(_READERS)
_NAME_OF_WHO_LEFT: Final = re.compile(
    rf"{_NO_MAIL}|\b{_FORMER}{_READERS}\b|^{_NO_NEWSLETTER}$", re.IGNORECASE
)
_IN_A_NAME: Final = re.compile(r"[()\[\]|/]|\s[-–—]\s|[:,]\s")  # between a name and a remark
_NO_TEXT: Final = ("{", "[", "<")  # attributes and code of another program


def tone_of(heading: str) -> Tone:
    """Return how much the cells under a heading say about leaving."""
    words = words_of(heading)
    if any(word in _NOTE_WORDS or word.startswith(_NOTES) for word in words):
        return Tone.NOTE
    if any(word in _NAME_WORDS or word.endswith(_NAMED) for word in words):
        return Tone.NAME
    return Tone.CELL


def speaks_clearly(text: str) -> bool:
    """Return whether a text has a word for unsubscribing or bouncing.

    Links are skipped: every row has an address for unsubscribing.
    """
    words = _plain(text)
    return words in STRONG or bool(_is_text(words) and _VERBS.search(words))


def speaks_of_leaving(text: str, tone: Tone = Tone.NOTE, today: date | None = None) -> bool:
    """Return whether a text is about leaving, bouncing, a membership that ended or a death.

    Args:
        text: A cell or a tag.
        tone: Where it is from.
        today: Without it no year is over.
    """
    words = _plain(text)
    if tone is Tone.NAME:
        return not STRONG.isdisjoint(map(str.strip, _IN_A_NAME.split(words)))
    if words in STRONG or not _is_text(words):
        return words in STRONG
    if _VERBS.search(words) or _IN_TEXT.search(words):
        return True
    if _ENDS_IN_TEXT.search(words):
        return _is_over(words, today)
    if tone is Tone.CELL:
        return False
    if _NO_MEMBER.fullmatch(words):  # those whom a tag calls former members may be readers
        return tone is Tone.NOTE or _READER.search(words) is not None
    if _ENDS.fullmatch(words):
        return _is_over(words, today)
    return _WHOLE_TEXT.fullmatch(words) is not None


def names_who_left(name: str) -> bool:
    """Return whether the name of a list says that the people in it want no mail any more."""
    words = _plain(name)
    return bool(_IN_TEXT.search(words) or _NAME_OF_WHO_LEFT.search(words))


def _plain(text: str) -> str:
    return text.strip().rstrip(".!,;: ").casefold()


def _is_text(words: str) -> bool:
    return "://" not in words and not words.startswith(_NO_TEXT)


def _is_over(words: str, today: date | None) -> bool:
    """Return whether no year in a text is the present one or later."""
    years = _YEAR.findall(words)
    return not years or (today is not None and max(map(int, years)) < today.year)
