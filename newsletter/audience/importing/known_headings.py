"""Headings whose whole name is known, of tools and of people."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from newsletter.audience.importing.columns import Column, plain_name, word_set

_COLUMNS: Final[Mapping[str, Column]] = {
    name: column
    for column, names in {
        Column.ADDRESS: "email emailaddress emailadres adres address mail mailadres mailaddress epost"
        " courriel correo correoelectronico adresseemail emailadresse mailadresse adressemail subscriber abonnee",
        Column.FIRST_NAME: "voornaam firstname first fname prenom vorname givenname roepnaam primernombre"
        " primeironome fornamn fornavn imie etunimi",
        Column.FULL_NAME: "naam name fullname volledigenaam displayname nom nomcomplet namefull nombre"
        " nombrecompleto nome nomecompleto nomecognome nomeecognome namn navn imieinazwisko"
        " voorenachternaam voornaamachternaam firstandlastname vorundnachname voornaamenachternaam"
        " firstnamelastname contactpersoon contactnaam hoeheetje"
        " voornaamnaam voornaamennaam voornaamfamilienaam voornaamenfamilienaam",
        Column.LANGUAGE: "taal language lang locale sprache langue preferredlanguage preferredlocale",
        Column.TAGS: "tags tag labels label onderwerpen topics groepen groups interests lijsten lists"
        " listmembership",
        Column.STATUS: "status state standing toestand staat abonneestatus subscriptionstatus"
        " subscribertype liststatus globalstatus emailstatus statut etat zustand optinstatus",
        Column.WANTS_MAIL: "subscribedtoemails activesubscription subscribed aangemeld ingeschreven"
        " nieuwsbrief newsletter infolettre optin optedin active isactive actief isactief aktiv"
        " istaktiv actif estactif enabled isenabled ingeschakeld consent toestemming einwilligung"
        " consentement emailmarketingconsent acceptsmarketing acceptsemailmarketing marketing"
        " avg abo aboaktiv emailmarketing angemeldet abonniert abonne inscrit issubscribed wantsmail mailing mailings"
        " bulkemail contactable allowemail allowemails emailallowed emailsallowed notifications emailnotifications emailsenabled emailenabled werbung"
        " nwsbrief nbrief lettredinformation opdehoogteblijven houdmijopdehoogte blijfopdehoogte activo attivo ativo",
        Column.CONFIRMED: "confirmedat confirmtime bevestigdop confirmed optinconfirmationtime bevestigd"
        " bestatigt confirme doubleoptin doi confirmationtime confirmationdate bevestigingsdatum"
        " activated isactivated geactiveerd aktiviert activatedat geactiveerdop isthisuserconfirmed isthissubscriberconfirmed emailconfirmed",
        Column.LEFT: "emaildisabled unsubscribed emailblacklisted blacklisted blocklisted uitgeschreven"
        " leftat lefton leftdate unsubtime unsubscribedat unsubscribedon uitschrijfdatum afmelddatum afgemeldop"
        " unsubscribedfromallemail optout optedout deletedat afgemeld abgemeldet desabonne dnc"
        " unsubscribedate unsubscriptiondate unsubscribeddate quitdate exitdate stopped stoppedat ended endedat"
        " gestopt gestoptop stop stopdatum left opzegdatum afgem abbestellt abbestelltam austragung"
        " ausgetragenam ausgetreten ausgetretenam kundigungsdatum resiliation terminationdate terminatedat verlatenop"
        " emailsuit mailsuit mailingsuit emailsoff mailsoff emailsaus mailsaus"
        " quit block sperre gesperrt robinson robinsonliste robinsonlist robinsonlijst archived isarchived archivedat"
        " gearchiveerd archiviert overleden deceased isdeceased verstorben"
        " leavedate dateleft endedon dateended stopgezetop"
        " baja refus refuse resilie opposition lidaf bedanktper uitgetreden",
        Column.UNCONFIRMED: "emailonhold mailonhold",
        Column.BOUNCED: "cleantime cleanedat bounced hardbounced invalidemailaddress invalid invalide isinvalid npai",
        Column.JOINED: "joinedat createdat created optintime aanmelddatum inschrijfdatum signupdate"
        " signedupat addedtime subscribedat subscribedon datumaangemeld dateadded aangemeldop entered"
        " joined registered subscriptiontime creationdate dateidentified profilecreatedon createdate",
        Column.NETWORK: "optinip confirmip ip ipaddress ipadres signupip subscriptionip confirmationip"
        " ipadresse adresseip",
    }.items()
    for name in names.split()
}
# When a form was filled in or a record made: people may have signed up at another time, which another
# column then says.
_OF_RECORDS: Final = word_set(
    "tijdstempel timestamp zeitstempel horodateur submitdateutc submittedat submissiondate entrydate"
    " inzendingsdatum tijdvanvoltooien completiontime aanmaakdatum userregistered"
)


# Of a form; "Naam, voornaam" is a full name.
_FIRST_NAME_FIELD: Final = re.compile(
    r"(?:naam|name) ?\((?:voornaam|first(?: name)?)\)", re.IGNORECASE
)
_NAMES: Final = frozenset({Column.FIRST_NAME, Column.FULL_NAME})
# Around the name of the person whose row it is; "partner", "kind" and "coach" are somebody else.
_ASKED: Final = word_set(
    "je jouw jou uw u your wat what is s the de het of van my mijn votre ton deine dein ihr ihre"
    " deelnemer deelnemers klant contact contactpersoon subscriber abonnee member lid reader lezer customer"
    " attendee invitee billing billingaddress participant kunde teilnehmer required verplicht"
    " optional optioneel facturatie"
)


# They give way to "Naam": the person to ask for may be somebody else.
_GIVE_WAY: Final = word_set("contactpersoon contactnaam")


def is_plain_name(plain: str) -> bool:
    """Return whether a heading is a name alone, and not whose."""
    return _COLUMNS.get(plain) in _NAMES and plain not in _GIVE_WAY


def known_column(plain: str) -> Column | None:
    """Return what a heading is known to hold, as ``plain_name`` gives it."""
    return Column.JOINED if plain in _OF_RECORDS else _COLUMNS.get(plain)


def is_of_record(plain: str) -> bool:
    """Return whether a heading is the time of a record, not certainly that of signing up."""
    return plain in _OF_RECORDS


def known_heading(heading: str, words: Sequence[str]) -> Column | None:
    """Return what a heading is known to hold, whole or by its words without offered answers."""
    if _FIRST_NAME_FIELD.fullmatch(heading.strip()):
        return Column.FIRST_NAME
    known = known_column(plain_name(heading)) or known_column("".join(words))
    return known or _name_column(words)


def _name_column(words: Sequence[str]) -> Column | None:
    """Return which name of the person themselves a heading asks for: ``Wat is je voornaam?``."""
    if _ASKED.isdisjoint(words):
        return None
    column = known_column("".join(word for word in words if word not in _ASKED))
    return column if column in _NAMES else None
