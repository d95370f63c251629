"""Phrases of leaving, in four languages: one table for each subject.

They are matched with texts in lower case. Those that are searched for in a text mean the same in any
sentence; the others are the whole text, since in a sentence they may be about a job, or about thanks.
"""

import re
from typing import Final

_MAIL: Final = r"(?:e-?)?mail(?:s|en|ings?)?\b"
_MEMBER: Final = (
    r"(?:lid|leden|lidmaatschap|abonn\w+|donateur\w*|subscri\w+|member\w*|mitglied\w*|membre\w*)"
)
_READERS: Final = r"(?:(?:nieuwsbrief)?abonn\w+|subscri\w+|lezers?|readers?|leser\w*)"
_FORMER: Final = r"(?:oud|ex|voormalige?|former|ehemalig\w*|anciens?|anciennes?)[-_ ]?"
_LIST: Final = r"(?:(?:(?:de|het|onze|ons|mijn) )?(?:(?:e-?mail|mail|mailing|verzend|adressen|leden)?lijst|bestand))"
_ADDRESS: Final = r"(?:(?:e-?mail[- ]?)?(?:adress?e?|address)|e-?mail)"

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
_NOT_ON_PAPER: Final = r"\b(?!.{0,30}\b(?:papier\w*|post)\b)"
_NO_WAITING_LIST: Final = r"(?! from (?:the )?wait)"


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


_NO_MAIL: Final = (
    rf"\b(?:do[-_ ]not|don't|no(?:[-_ ](?:more|further))?|geen|niet|nicht|keine?)[-_ ]{_MAIL}"
)
# Also in a tag with a date, the last item of a list, or a line between two lists.
VERBS: Final = _any(
    r"unsub|uitgeschr|uitschrijv|af(?:ge)?meld|ab(?:ge)?meld(?:et|ung)|ausgetragen|d[ée]sabonn|d[ée]sinscri",
    r"opt(?:ed|s)?[-_ ]?out\b|block[-_ ]?list|black[-_ ]?list|\bbounced\b|\bhard[-_ ]?bounces?\b",
    r"spam[-_ ]?complain|\bsuppression[-_ ]list\b",
    r"disiscri|\bdesuscri|\bdescadastr|\bdad[oa]s? de baja\b|avregistrer|avprenumer|frameldt",
    _NO_MAIL,
)
_ENOUGH_MAIL: Final = (
    rf"\bniet meer (?:\w+ )?(?:mailen|(?:toe|ver)?sturen|benaderen|aanschrijven|ontvangen){_NOT_ON_PAPER}",
    r"\b(?:(?:e-?)?mails?|nieuwsbrief) (?:graag )?(?:stoppen|stopzetten|opzeggen|gestopt|stopgezet|opgezegd)\b",
    rf"\bstop(?:pen)? met sturen{_NOT_ON_PAPER}",
    rf"\b(?:ge)?stop(?:t|pen)? met (?:(?:e-?)?mail(?:s|en)?|(?:de )?nieuwsbrief){_NOT_ON_PAPER}",
    r"\bnewsletter (?:abbestellt|gek[üu]ndigt|cancell?ed|stopped)\b",
    r"\b(?:does not|doesn't|no longer) wants? (?:any |our |the |your |these )?(?:more )?(?:e-?)?mail(?:s|ings?)?\b",
    r"\bnicht mehr (?:\w+ )?(?:(?:zu)?senden|(?:zu)?schicken|anschreiben|mailen|kontaktieren|erhalten)\b",
    r"\b(?:ne )?(?:souhaite )?plus (?:\w+ )?(?:envoyer|contacter|recevoir|[ée]crire)\b",
    r"\bne (?:veut|souhaite) plus (?:de |d')(?:e-?)?mails?\b",
)
_OFF_THE_LIST: Final = (
    rf"\b(?:van|uit) {_LIST} (?:af|halen|verwijder)",
    rf"\bverwijder(?:d|en)? (?:van|uit) {_LIST}\b|\bverwijder (?:mij|ons)\b",
    r"\b(?:vroeg|vraagt|verzoek(?:t)?|verzocht) om (?:verwijdering|uitschrijving)\b",
    r"\b(?:please|pls) remove(?:\W{0,3}$| (?:my|this|his|her|their) (?:e-?mail|address|name)\b)",
    rf"\bremove (?:me|him|her|them)\b{_NO_WAITING_LIST}",
    rf"\b(?:asked|asks|wants|requested) to be (?:removed|deleted|taken off)\b{_NO_WAITING_LIST}",
    r"\b(?:takes?|wants|be taken) (?:me |him |her |them )?off (?:the|our|your|this) (?:mailing |e-?mail )?list\b",
    r"\bremove from (?:the |our |your |this )?(?:mailing |e-?mail |newsletter )?(?:list|newsletter|mailing)\b",
    r"\bbitte (?:(?:mich|uns|sie|ihn) )?(?:l[öo]schen|entfernen|austragen)(?:\W{0,3}$| aus\b)",
)
_CALLED_SPAM: Final = (
    r"\b(?:marked|reported) (?:us )?(?:as )?spam\b|\b(?:als )?spam (?:gemeld|gemarkeerd)\b",
    r"\b(?:meldde|markeerde) (?:ons |mij )?als spam\b|\bop spam geklikt\b|\bklaag(?:de|t) over spam\b",
)
_ARRIVES_NOWHERE: Final = (
    r"\b(?:e-?)?mails? kom(?:t|en) (?:niet (?:meer )?aan|(?:steeds |altijd )?(?:terug|retour))\b",
    r"\b(?:e-?)?mail(?:adres|address|adresse)? (?:klopt|werkt|bestaat|existiert|funktioniert) (?:niet|nicht)\b",
)
_MEMBERSHIP_ENDED: Final = (
    rf"\b{_MEMBER} (?:is |wurde )?"
    r"(?:be[eë]indigd|opgezegd|gestopt|verlopen|ended|cancell?ed|expired|gek[üu]ndigt|beendet|r[ée]sili[ée]e?)\b"
)
IN_TEXT: Final = _any(
    *_ENOUGH_MAIL, *_OFF_THE_LIST, *_CALLED_SPAM, *_ARRIVES_NOWHERE, _MEMBERSHIP_ENDED
)

# Each text in which one of these patterns finds anything has one of these words in it. To look for
# the words takes a tenth of the time, and nearly all notes have none of them.
_OF_MEMBERS: Final = (
    "lid",
    "leden",
    "abonn",
    "donateur",
    "subscri",
    "member",
    "mitglied",
    "membre",
)
_OF_MAIL: Final = (
    *(
        "mail",
        "meld",
        "unsub",
        "uitsch",
        "uitgesch",
        "list",
        "bounce",
        "out",
        "spam",
        "sabonn",
        "sinscri",
    ),
    *("iscri", "suscri", "cadastr", "baja", "avregistr", "prenumer", "ausgetragen", "niet meer"),
    *("nieuwsbrie", "newsletter", "sturen", "nicht mehr", "plus ", "lijst", "bestand", "verwijder"),
    *("remove", "delete", "taken off", "bitte"),
)


def may_be_of_mail(text: str) -> bool:
    """Return whether ``VERBS`` or ``IN_TEXT`` may find anything in a text in lower case."""
    return any(map(text.__contains__, _OF_MAIL)) or may_be_of_members(text)


def may_be_of_members(text: str) -> bool:
    """Return whether ``ENDS_IN_TEXT`` may find anything in a text in lower case."""
    return any(map(text.__contains__, _OF_MEMBERS))


# Only if the year is over.
ENDS_IN_TEXT: Final = _any(
    rf"\b{_MEMBER}\W{{1,3}}{_UNTIL}\W.{{0,20}}?(?:19|20)\d\d",
    rf"\b(?:einde|ende|end of|fin) {_MEMBER}",
)
ENDS: Final = _any(rf"{_UNTIL}\W{{1,3}}{_MONTH}?(?:\d{{1,2}}[-/. ]){{0,2}}{_MONTH}?(?:19|20)\d\d")
YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

_NO_NEWSLETTER: Final = (
    r"(?:(?:(?:wil|wenst|hoeft|graag|liever) )?"
    r"(?:geen (?:e-?mail)?nieuwsbrie(?:f|ven)(?: meer)?(?: sturen| ontvangen)?"
    r"|(?:de )?nieuwsbrief:? (?:nee|uit|niet(?: meer)?))"
    r"|newsletter:? (?:no|off|nein|aus|non)"
    r"|(?:no longer|does(?: not|n't)) wants? (?:the |our )?newsletters?|no (?:more )?newsletters?"
    r"|(?:(?:m[öo]chte|will|w[üu]nscht|bitte) )?keine?n? newsletter(?: mehr)?"
    r"|(?:ne (?:veut|souhaite) )?plus de (?:newsletters?|(?:e-?)?mails?))"
)
_THANKED: Final = rf"(?:(?:is|heeft) )?bedankt{_SINCE}"  # for a membership
_LEFT: Final = (
    (
        r"(?:(?:is|heeft|ist|hat|has) )?(?:gestopt|opgezegd|opzegging|vertrokken|afgehaakt|uitgestroomd"
        r"|be[eë]indigd|(?:op (?:eigen )?verzoek )?verwijderd|ausgetreten|gek[üu]ndigt|r[ée]sili[ée]e?|lapsed"
        rf"|lid[- ]?af|(?:wil )?niet meer|afgem|abbestellt|blocked|geblokkeerd door (?:de )?ontvanger){_SINCE}"
    ),
    rf"(?:bedankt|opgezegd) als {_MEMBER}{_SINCE}",
    r"uit (?:de|mijn|onze) (?:mail|mailing|verzend)?lijst|geen contact meer",
    r"no lists|geen interesse(?: meer)?|not interested|no(?:t| longer)? interest(?:ed)?|kein interesse(?: mehr)?",
)
_DIED: Final = (
    (
        r"(?:is |ist )?(?:vorig jaar |vorige (?:week|maand) )?"
        rf"(?:overleden|gestorven|deceased|passed away|verstorben|d[ée]c[ée]d[ée]e?s?){_SINCE}"
    ),
    rf"†\W{{0,2}}{_DAY}|(?:rip|r\.i\.p){_SINCE}",
)
_TO_BE_REMOVED: Final = (
    r"(?:(?:te|graag|gaarne|svp|aub|adres) )?verwijderen(?: svp| aub)?",
    r"(?:avg|gdpr)\W{1,2}(?:verzoek )?(?:verwijder(?:d|en)|deleted?|removed?)|(?:to be )?(?:deleted?|removed?)",
    r"recht op vergetelheid|right to be forgotten|requested removal|wants out|take off (?:the )?list",
    rf"(?:wil|mag|moet) (?:graag )?van {_LIST}(?: af)?|(?:wil |mag )?er ?af(?: gehaald)?",
    r"stop (?:e-?)?mails?|dnc|niet meer contacten|geen contact (?:meer )?(?:opnemen|gewenst)",
)
_WRONG: Final = r"(?:ongeldig|onbekend|onjuist|invalid|unknown|ung[üu]ltig|(?:bestaat|werkt|klopt) niet(?: meer)?)"
_NO_ADDRESS: Final = (
    r"(?:hard |soft )?bounce[ds]?|(?:(?:e-?)?mail )?bouncet|(?:klacht\W{1,2})?spam",
    rf"{_ADDRESS} (?:is )?{_WRONG}",
    rf"(?:ongeldig|invalid)(?: {_ADDRESS})?|user unknown|mailbox (?:does not|doesn't) exist",
)
WHOLE_TEXT: Final = _any(_THANKED, *_LEFT, *_DIED, *_TO_BE_REMOVED, *_NO_ADDRESS, _NO_NEWSLETTER)
# Alone in a row between two lists. In a cell these words are anything, or a name.
_GONE: Final = (
    r"weg|uit|out|off|gone|left|stop|unsub|afm|baja"
    r"|(?:nog )?niet bevestigd|wacht(?:end|en)? op bevestiging|not confirmed|awaiting confirmation"
)
WHOLE_LINE: Final = _any(*_LEFT, *_NO_ADDRESS, _GONE, r"oud|aus|stoppers|willen niet meer|bajas?")
REMARK_ON_A_NAME: Final = _any(_GONE)
NEVER_ANY: Final = _any(
    r"geen|niets?|nooit|never|no|nothing|nee|keine?|nie|jamais|aucune?|uit|off|aus"
)
NOT_COMING: Final = _any(
    r"not attending|neemt niet deel|cancell?ed|denied|declined|geannuleerd|afgewezen|storniert|abgesagt|annul[ée]e?|pending(?: approval)?"
)
NO_MEMBER: Final = _any(
    rf"(?:{_FORMER}(?:{_MEMBER}|{_READERS})|geen {_MEMBER} meer|kein {_MEMBER} mehr"
    rf"|no longer an? {_MEMBER}){_SINCE}"
)
READER: Final = re.compile(_READERS)
# Of a list: "bedankt.csv" may be who saw a page of thanks.
NAME_OF_WHO_LEFT: Final = _any(
    _NO_MAIL,
    rf"\b{_FORMER}{_READERS}\b",
    r"\b(?:stoppers|afhakers) (?:van de )?(?:nieuwsbrief|mailing)\b",
    rf"^(?:{'|'.join((_NO_NEWSLETTER, *_TO_BE_REMOVED))})$",
)
