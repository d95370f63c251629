"""What free text says about leaving: a note, a tag, the cell of a column that is not used."""

import re
from typing import Final

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
        *("bounced", "hard bounce", "hard bounced", "hard-bounced", "hardbounced", "hard_bounce"),
        *("soft bounced", "complained", "spam complaint", "unconfirmed", "onbevestigd"),
        *("unbestätigt", "non confirmé", "never subscribed", "never_subscribed", "not subscribed"),
        *("geblokkeerd", "opgezegd", "undeliverable", "onbestelbaar", "unzustellbar"),
    }
)
_MEMBER: Final = (
    r"(?:lid|leden|lidmaatschap|abonn\w+|donateur\w*|subscri\w+|member\w*|mitglied\w*|membre\w*)"
)
_UNTIL: Final = r"(?:t/m|tot(?: en met)?|until|till|bis|jusqu\w+)"
_MONTH: Final = r"(?:[^\W\d]{3,9}\W+)?"
_SINCE: Final = (
    rf"(?:\W+(?:(?:per|op|in|sinds|vanaf|am|im|seit|zum|on|since|le|en|depuis)\W+)?{_MONTH}\d.*)?"
)
# Anywhere in a text, such as a note, a tag with a date or the last item of a list.
_IN_TEXT: Final = re.compile(
    r"unsub|uitgeschr|uitschrijv|af(?:ge)?meld|ab(?:ge)?meld(?:et|ung)|ausgetragen|d[ée]sabonn|d[ée]sinscri"
    r"|opt(?:ed|s)?[-_ ]?out\b|block[-_ ]?list|black[-_ ]?list|\bbounced\b|spam[-_ ]?complain"
    r"|\b(?:do not|don't|no|geen|niet|keine?)[-_ ](?:e-?)?mail(?:s|en)?\b"
    r"|\bniet meer (?:\w+ )?(?:mailen|(?:toe|ver)?sturen|benaderen|aanschrijven|ontvangen)\b"
    r"|\b(?:(?:e-?)?mails?|nieuwsbrief) (?:graag )?(?:stoppen|stopzetten|opzeggen)\b"
    r"|\bstop(?:pen)? met (?:(?:e-?)?mail|sturen|(?:de )?nieuwsbrief)"
    r"|\b(?:van|uit) (?:de|het|onze|mijn) (?:\w*lijst|bestand) (?:af|halen|verwijder)"
    r"|\b(?:please|pls) remove\b|\bremove (?:me|him|her|them|from)\b"
    r"|\bbitte (?:\w+ )?(?:l[öo]schen|entfernen|austragen)\b"
    r"|\bnicht mehr (?:\w+ )?(?:(?:zu)?senden|(?:zu)?schicken|anschreiben|mailen|kontaktieren|erhalten)\b"
    r"|\b(?:ne )?(?:souhaite )?plus (?:\w+ )?(?:envoyer|contacter|recevoir|[ée]crire)\b"
    r"|\b(?:e-?)?mail(?:adres|address|adresse)? (?:klopt|werkt|bestaat|existiert|funktioniert) (?:niet|nicht)\b"
    rf"|\b(?:oud|ex|voormalige?|former|ehemalig\w*|anciens?|anciennes?)[-_ ]?{_MEMBER}"
    rf"|\b{_MEMBER}\W+{_UNTIL}\W.{{0,20}}\d\d"
    rf"|\b(?:einde|ende|end of|fin) {_MEMBER}|\b{_MEMBER} (?:is |wurde )?(?:be[eë]indigd|opgezegd|gestopt"
    r"|verlopen|ended|cancell?ed|expired|gek[üu]ndigt|beendet|r[ée]sili[ée]e?)\b",
    re.IGNORECASE,
)
# Only if it is the whole text: elsewhere these words are about a job, or about thanks.
_WHOLE_TEXT: Final = re.compile(
    rf"(?:bedankt|gestopt|opgezegd|opzegging|vertrokken|afgehaakt|uitgestroomd|be[eë]indigd|(?:op (?:eigen )?verzoek )?verwijderd"
    rf"|ausgetreten|gek[üu]ndigt|r[ée]sili[ée]e?|lapsed|lid af|(?:wil )?niet meer|geen interesse(?: meer)?){_SINCE}"
    rf"|(?:bedankt|opgezegd) als {_MEMBER}.*"
    r"|†.*|(?:overleden|deceased|passed away|verstorben|gestorben|d[ée]c[ée]d[ée]e?s?)\b.*"
    rf"|{_UNTIL}\W+{_MONTH}(?:\d{{1,2}}[-/. ])*(?:19|20)\d\d",
    re.IGNORECASE | re.DOTALL,
)
_NO_TEXT: Final = ("{", "[", "<")  # attributes and code of another program


def speaks_of_leaving(text: str) -> bool:
    """Return whether a text is about leaving, bouncing, a membership that ended or a death.

    Links are skipped: every row has an address for unsubscribing.
    """
    words = text.strip().casefold()
    if words in STRONG:
        return True
    if "://" in words or words.startswith(_NO_TEXT):
        return False
    return bool(_IN_TEXT.search(words) or _WHOLE_TEXT.fullmatch(words))
