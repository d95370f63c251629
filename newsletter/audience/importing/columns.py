"""What the columns of a file mean, by the names that people and other tools give them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Column(Enum):
    """What a column holds."""

    __hash__ = (
        object.__hash__
    )  # each is one of a kind; Enum's own is ten times as slow, a dozen times a row

    ADDRESS = "address"
    FIRST_NAME = "first name"
    FULL_NAME = "full name"
    LANGUAGE = "language"
    TAGS = "tags"
    STATUS = "status"  # in the words of the tool that wrote it
    WANTS_MAIL = "wants mail"  # yes or no
    WANTS_NONE = "wants no mail"  # yes or no, the other way round
    JOINED = "joined"
    CONFIRMED = "confirmed"
    LEFT = "left"
    CLEANED = "cleaned"  # the address bounced
    NETWORK = "network"  # the address that the consent came from


class Tool(Enum):
    """Who wrote the file, where its columns tell."""

    MAILCHIMP = "Mailchimp"
    MAILERLITE = "MailerLite"
    SUBSTACK = "Substack"
    GHOST = "Ghost"
    LISTMONK = "listmonk"
    MAILTRAIN = "Mailtrain"
    LAPOSTA = "Laposta"
    BREVO = "Brevo"
    NEWSLETTER = "newsletter"
    UNKNOWN = ""


_NAMES: Final[dict[str, Column]] = {
    name: column
    for column, names in {
        Column.ADDRESS: "email emailaddress emailadres adres address mail mailadres mailaddress epost courriel"
        " adresseemail emailadresse mailadresse subscriber abonnee",
        Column.FIRST_NAME: "voornaam firstname fname prenom vorname givenname roepnaam",
        Column.FULL_NAME: "naam name fullname volledigenaam displayname nom",
        Column.LANGUAGE: "taal language lang locale sprache langue preferredlanguage",
        Column.TAGS: "tags tag labels label onderwerpen topics groepen groups interests lijsten",
        Column.STATUS: "status state standing toestand staat abonneestatus subscriptionstatus",
        Column.WANTS_MAIL: "subscribedtoemails activesubscription subscribed aangemeld",
        Column.WANTS_NONE: "emaildisabled unsubscribed emailblacklisted blacklisted blocklisted uitgeschreven",
        Column.JOINED: "joinedat createdat created optintime aanmelddatum inschrijfdatum signupdate signedupat"
        " addedtime subscribedat subscribedon datumaangemeld dateadded aangemeldop",
        Column.CONFIRMED: "confirmedat confirmtime bevestigdop confirmed optinconfirmationtime",
        Column.LEFT: "leftat unsubtime unsubscribedat unsubscribedon uitschrijfdatum afmelddatum afgemeldop",
        Column.CLEANED: "cleantime cleanedat",
        Column.NETWORK: "optinip confirmip ip ipaddress ipadres signupip",
    }.items()
    for name in names.split()
}

# The first whose columns are all there; the more particular ones stand first.
_MARKS: Final[tuple[tuple[Tool, frozenset[str]], ...]] = tuple(
    (tool, frozenset(names.split()))
    for tool, names in (
        (Tool.NEWSLETTER, "email standing rhythm joinedat"),
        (Tool.MAILCHIMP, "emailaddress leid euid"),
        (Tool.MAILCHIMP, "emailaddress memberrating"),
        (Tool.GHOST, "email subscribedtoemails"),
        (Tool.SUBSTACK, "email emaildisabled activesubscription"),
        (Tool.SUBSTACK, "email activesubscription expiry"),
        (Tool.LISTMONK, "uuid email attributes status"),
        (Tool.LISTMONK, "email attributes status"),
        (Tool.MAILTRAIN, "email cid status"),
        (Tool.MAILTRAIN, "email firstname lastname status optinip"),
        (Tool.LAPOSTA, "emailadres aanmelddatum"),
        (Tool.LAPOSTA, "memberid email state"),
        (Tool.LAPOSTA, "email state signupdate"),
        (Tool.BREVO, "contactid email"),
        (Tool.BREVO, "email smsblacklisted"),
        (Tool.BREVO, "email addedtime modifiedtime"),
        (Tool.MAILERLITE, "subscriber subscribed sent opens clicks"),
        (Tool.MAILERLITE, "email subscribed sent opens"),
        (Tool.MAILERLITE, "email name lastname subscribedon"),
    )
)


@dataclass(frozen=True, slots=True)
class Header:
    """Where each known column stands, the names that nothing is known of, and the tool."""

    places: dict[Column, int]
    unknown: tuple[str, ...]
    tool: Tool


def read_header(names: Sequence[str]) -> Header:
    """The meaning of a header row; the first column of a kind counts."""
    plain = [plain_name(name) for name in names]
    places: dict[Column, int] = {}
    unknown = []
    for place, name in enumerate(plain):
        column = _NAMES.get(name)
        if column is None or column in places:
            unknown.append(names[place].strip())
        else:
            places[column] = place
    tool = next((tool for tool, marks in _MARKS if marks <= set(plain)), Tool.UNKNOWN)
    if tool is Tool.MAILERLITE and Column.WANTS_MAIL in places:
        # there "Subscribed" is a moment, not a yes
        places[Column.JOINED] = places.pop(Column.WANTS_MAIL)
    if tool is Tool.SUBSTACK:
        places.pop(Column.WANTS_MAIL, None)  # "active_subscription" tells who pays, not who reads
    return Header(places, tuple(name for name in unknown if name), tool)


def plain_name(name: str) -> str:
    """A column's name without case, accents of writing and signs: ``E-mail adres`` is ``emailadres``."""
    return re.sub(r"[\W_]+", "", name.casefold().replace("é", "e"))
