"""What headings mean, in the vocabulary of tools and of four languages, and the commonest words of more."""

from collections.abc import Mapping, Sequence
from typing import Final

from newsletter.audience.importing.columns import Column, Form, Meaning, word_set
from newsletter.audience.importing.known_headings import known_heading
from newsletter.audience.importing.other_matters import is_of_tracking, without_other_matters
from newsletter.audience.importing.words import (
    OF_NEWSLETTERS,
    ImportedStatus,
    is_negation,
    signs_in,
    status_word,
    words_of,
    worst,
)

_OTHER_CHANNELS: Final = word_set(
    "sms phone telefoon telefon telephone whatsapp push mms call mobile mobiel fax facebook slack app"
)
_MAILS: Final = ("mail", "mails", "mailing", "mailings")
_MAIL: Final = word_set(
    "email mail mails emails emailing mailing nieuwsbrief newsletter correo boletin nyhetsbrev nyhedsbrev"
)
# A link, a key or a score says nothing about what happened, nor does who pays.
_WISHES: Final = word_set(
    "receive receives want wants wil wenst krijg krijgt ontvang ontvangt ontvangen erhalten empfang empfangen"
    " mochte recevoir souhaite"
)
# Said of single mails, not of who gets them.
_OF_SINGLE_MAILS: Final = word_set(
    "open opens opened geopend geoffnet ouvert click clicks clicked geklikt klik sent verzonden verstuurd gesendet"
    " envoye delivered afgeleverd received gelezen read checked gecontroleerd gecheckt beantwoord replied"
    " gestuurd gezonden reactie reply antwoord factuur facturen invoice invoices reminder reminders herinnering"
    " herinneringen welkomstmail bedankmail herinneringsmail reactiemail infomail"
    " gmail hotmail voicemail html"
)
# A "no" under these is about one newsletter or an invoice; what is "received" may be consent.
_WAS_ONE_MAIL: Final = _OF_SINGLE_MAILS - word_set(
    "received checked gecontroleerd gecheckt reply antwoord html"
)
_SAYS_NOTHING: Final = word_set(
    "url link href token hash key score rating rate uuid id nr nummer number numero plan tier tiers"
    " price amount interval paid billing stripe payment invoice frequency frequentie"
)
_WHY: Final = word_set(
    "reason reden grund raison motif campaign campagne kampagne comment note notes opmerking feedback"
    " source bron quelle method by via door details detail ip message suppressions title"
)
# Whole headings: "Reden vertrek vorige werkgever" is about a job.
_WHY_THEY_LEFT: Final = word_set(
    "vertrekreden redenvertrek redenvanvertrek redenvoorvertrek opzegreden reasonforleaving leavingreason"
    " reasonleft kundigungsgrund raisondudepart motifdudepart"
)
_COUNTS: Final = word_set(
    "count counts number aantal anzahl nombre total totaal times bounces complaints unsubscribes"
)
_DATES: Final = word_set(
    "date datum time tijd at on op timestamp since sinds seit depuis le zeit heure when wanneer moment"
    " aanmelddatum inschrijfdatum anmeldedatum eintragsdatum fecha dato"
)
_DATE_OF: Final = ("dataiscri", "datadiiscri", "datainscri", "datadeinscri")  # "data" alone is more
_ABOUT_CONSENT: Final = word_set(
    "source bron quelle form formulier formular formulaire page pagina seite campaign campagne title"
    " method methode country land timezone type soort kind art text tekst wording version versie note"
    " notes opmerking comment referrer device browser agent name naam by via location city count last"
    " first laatste eerste letzte dernier next days terms voorwaarden agb conditions name list"
    " reden reason grund raison motif motivatie waarom why aanmeldreden inschrijfreden"
    " corso corsi curso cursos kursus taller"
    " aanmeldbron aanmeldformulier aanmeldpagina lijst liste premium gift expires"
)
_ENDS: Final = word_set(
    "end einde eind einddatum enddatum expiry expires expiration expire verloopt ablauf bis tot tm until"
    " fin"
)
_MEMBERS: Final = word_set(
    "lid leden lidmaatschap abonnee abonnement abo donateur donateurschap mitglied mitgliedschaft"
    " member membership"
)
_NO_LONGER: Final = word_set("af bedankt beendet ended")
_MORE: Final = word_set("meer mehr longer")  # after "no"
_IS_OVER: Final = word_set(
    "stop stoppen uit off ended expired verlopen abgelaufen lapsed missing ontbreekt ontbrekend fehlt fehlend"
    " manque entzogen retire rejected afgezegd afgewezen afgekeurd abbestellt abgesagt ex oud voormalig"
    " ehemalig ehemalige ehemaliger ancien ancienne unerwunscht ongewenst churned quit gone weg"
)
_OTHER_STATUS: Final = word_set(
    "payment order lead marital ticket attendee attendance shipping invoice betaal betaling bestelling patron"
    " employment dienst visa contract student intake consult sollicitatie aanvraag dossier"
    " lever verzend civil familien rechnung commande checked approval deal account job work"
    " traject programma begeleiding behandeling therapie coaching cursus opleiding training course program"
    " charge transaction transactie refund booking boeking reservering fulfillment fulfilment"
    " deelnemer teilnehmer participant"
    " civile pago pagamento ordine pedido envio spedizione factura fattura cita reserva prenotazione"
    " laboral lavoro salud salute animo"
)
_NO_STATUS_ALONE: Final = word_set("out former invited awaiting transactional")
# Consent to something other than mail: a "no" here unsubscribes nobody.
_OTHER_CONSENT: Final = word_set(
    "photo photos foto fotos beeld beeldmateriaal video image images bild bilder media cookie cookies"
    " track tracking delen sharing share derden privacy publicatie publication"
    " imagen imagenes immagine immagini billeder"
)
_PLACES: Final = word_set(
    "region regio province provincie mailing billing shipping home work postal country us usa"
)
# "Einddatum", "Datum uit": in a list of people it may be when they left.
_ONLY_ENDS: Final = word_set("end einde eind einddatum enddatum ende bis tot tm until uit fin")
_BESIDE_AN_END: Final = word_set("date datum dat en met am op le on per")
_STILL_TO_DO: Final = word_set(
    "needs need requires require awaiting awaits nog moet wacht muss noch pending attente"
)
_CONFIRMS: Final = (
    *("conferm", "bekraft", "potwierdz"),
    *("confirm", "bevestig", "bestatig", "doubleopt", "verifi", "valid", "geldig", "gultig"),
    *("deliverable", "bestelbaar", "zustellbar"),
)
_JOINS: Final = (
    *("subscri", "optin", "optedin", "signup", "signedup", "aanmeld", "aangemeld", "inschrij"),
    *("ingeschre", "anmeld", "angemeld", "eintrag", "eingetragen", "inscri", "abonn", "registr"),
    *("registe", "joined", "added", "created", "toegevoegd", "aangemaakt", "erstellt", "ajoute"),
)
_WANTS: Final = (
    *("subscri", "optin", "optedin", "aanmeld", "aangemeld", "inschrij", "ingeschre", "anmeld"),
    *("angemeld", "eingetragen", "inscri", "abonn", "nieuwsbrief", "newsletter", "infolettre"),
    *("accept", "consent", "toestemming", "einwillig", "permission", "akkoord", "gdpr", "dsgvo"),
    *("rgpd", "magmail", "mailen", "wantsmail", "wantsemail", "wilmail"),
    *("ontvangmail", "ontvangtmail", "receivemail", "receivesmail"),
    *("receiveemail", "receivesemail"),
    *("canemail", "sendemail", "mailontvangen", "mailsontvangen", "mailingontvangen", "mailable"),
    *("gemaild", "zustimm", "werbung", "erlaubt", "allowemail", "emailallowed"),
    *("allowmail", "toegestaan"),
    *(
        "suscri",
        "iscritt",
        "iscrizion",
        "prenumer",
        "tilmeld",
        "boletin",
        "nyhetsbrev",
        "nyhedsbrev",
    ),
    *("consentim", "consenso", "samtyck"),
    *("keepmeupdated", "keepmeinformed", "keepmeposted", "updatesontvangen", "receiveupdates"),
)
_YES_AND_NO: Final = (
    {"ja", "nee"}, {"yes", "no"}, {"y", "n"}, {"j", "n"}, {"ja", "nein"}, {"oui", "non"},
    {"true", "false"}, {"0", "1"}, {"waar", "onwaar"},
    {"aan", "uit"}, {"on", "off"}, {"an", "aus"}, {"si", "no"}, {"sim", "nao"}, {"ja", "nej"},
)  # fmt: skip
_HAPPENED: Final[Mapping[ImportedStatus, Column]] = {
    ImportedStatus.PENDING: Column.UNCONFIRMED,
    ImportedStatus.LEFT: Column.LEFT,
    ImportedStatus.BOUNCED: Column.BOUNCED,
    ImportedStatus.COMPLAINED: Column.COMPLAINED,
}
_NOTHING: Final = Meaning()
_OTHER: Final = Meaning(may_speak=False)


def meaning_of(heading: str) -> Meaning:
    """Return what a heading says about the contents of its column."""
    words = _without_answers(words_of(heading))
    known = known_heading(heading, words)
    if known is not None:
        return Meaning(known, is_certain=True)
    is_of_mail = not _MAIL.isdisjoint(words) and not is_of_tracking(heading, words)
    if not (_OTHER_CHANNELS | _OTHER_CONSENT).isdisjoint(words) and not is_of_mail:
        return _OTHER
    if (rest := without_other_matters(heading)) != heading:
        return meaning_of(rest)
    signs, is_denied = signs_in(words)
    if not signs and (_is_no_member(words) or "".join(words) in _WHY_THEY_LEFT):
        return _of_leaving(words, {ImportedStatus.LEFT})
    if signs:  # "not unsubscribed" means subscribed
        return Meaning(Column.WANTS_MAIL) if is_denied else _of_leaving(words, signs)
    if (alone := _status_alone(words)) is not None:
        return Meaning(_HAPPENED[alone])
    return _of_joining(words, is_denied=any(map(is_negation, words)))


def _status_alone(words: Sequence[str]) -> ImportedStatus | None:
    """Return the status that a heading is: ``Paused``, ``Niet actief``."""
    plain = "".join(words)
    status = None if plain in _NO_STATUS_ALONE else status_word(plain)
    return status if status in _HAPPENED else None


def is_an_end(words: Sequence[str]) -> bool:
    """Return whether a heading is an end and no more: ``Einddatum``, ``Tot``."""
    return not _ONLY_ENDS.isdisjoint(words) and (_ONLY_ENDS | _BESIDE_AN_END).issuperset(words)


def may_ask_about_mail(heading: str) -> bool:
    """Return whether answers under a heading may be about who gets mail: ``Marketing emails``, ``NB``."""
    words = words_of(heading)
    is_mail = words == ["nb"] or any(
        word.startswith(("mail", "email")) or word.endswith(_MAILS) for word in words
    )
    return is_mail and _OF_SINGLE_MAILS.isdisjoint(words)


def may_ask_who_wants_mail(plain: str) -> bool:
    """Return whether a heading, as ``plain_name`` gives it, has a word for a wish to get mail."""
    return _has(plain, _WANTS)


def without_dates(words: Sequence[str]) -> list[str]:
    """Return the words of a heading without those for a date, as "op" may be."""
    return [word for word in words if word not in _DATES]


def _without_answers(words: Sequence[str]) -> Sequence[str]:
    """Return the words without the offered answers, as in ``Opt-out (yes/no)``."""
    for answers in _YES_AND_NO:
        if answers <= set(words):
            return [word for word in words if word not in answers]
    return words


def _is_no_member(words: Sequence[str]) -> bool:
    """Return whether words are about somebody who is no member any more: ``Lid af``."""
    if _MEMBERS.isdisjoint(words):
        return False
    is_denied = any(map(is_negation, words))
    return not (_MORE if is_denied else _NO_LONGER).isdisjoint(words) or "nolonger" in "".join(
        words
    )


def _of_leaving(words: Sequence[str], signs: set[ImportedStatus]) -> Meaning:
    if not _SAYS_NOTHING.isdisjoint(words) and _COUNTS.isdisjoint(words):
        return _OTHER
    status = worst(signs) or ImportedStatus.LEFT
    is_count = not _COUNTS.isdisjoint(words) or "bouncecount" in "".join(words)
    if (status is ImportedStatus.BOUNCED and "soft" in words) or (
        status is ImportedStatus.BOUNCED and is_count and "hard" not in words
    ):
        return Meaning(Column.BOUNCES)
    if is_count:
        return Meaning(_HAPPENED[status], Form.COUNT)
    plain = "".join(words)
    is_why = not _WHY.isdisjoint(words) or plain.endswith(("reden", "grund", "reason"))
    return Meaning(_HAPPENED[status], Form.TEXT if is_why else Form.FLAG)


def _of_joining(words: Sequence[str], *, is_denied: bool) -> Meaning:
    plain = "".join(words)
    if "ip" in words or "ipadres" in plain:
        return Meaning(Column.NETWORK) if _has(plain, _JOINS + _CONFIRMS) else _NOTHING
    speaks = _is_of_who_wants_mail(words, plain)
    if not _SAYS_NOTHING.isdisjoint(words) or (speaks and not _ABOUT_CONSENT.isdisjoint(words)):
        return _NOTHING
    if _is_status(words, plain):
        return _of_status(words, plain)
    is_dated = not _DATES.isdisjoint(words) or plain.endswith(("datum", "date"))
    is_dated = is_dated or plain.startswith(_DATE_OF)
    if _has(plain.replace("invalid", ""), _CONFIRMS):
        return _of_confirming(words)
    if is_an_end(words):
        return Meaning(Column.STATUS)
    if (speaks or not _MEMBERS.isdisjoint(words)) and not _ENDS.isdisjoint(words):
        return Meaning(Column.STATUS)  # an end date is no status: the editor says what it means
    if is_dated and (speaks or _has(plain, _JOINS)) and _over(words) is None:
        return Meaning(Column.JOINED)
    if speaks:
        over = _over(words)
        if over is not None and not is_denied:
            return Meaning(_HAPPENED[over])
        return Meaning(Column.LEFT if is_denied else Column.WANTS_MAIL)
    return _NOTHING


def _is_of_who_wants_mail(words: Sequence[str], plain: str) -> bool:
    if "html" in words and not OF_NEWSLETTERS.search(plain):
        return False  # mail without markup is mail too
    is_wish = not _WISHES.isdisjoint(words) and not _MAIL.isdisjoint(words)
    return is_wish or (_has(plain, _WANTS) and _WAS_ONE_MAIL.isdisjoint(words))


def _of_status(words: Sequence[str], plain: str) -> Meaning:
    others = _OTHER_STATUS if "status" in plain or "statut" in plain else _OTHER_STATUS | _PLACES
    stem = plain.removesuffix("status").removesuffix("statut")
    compound = {stem, stem.removesuffix("s")}  # "Orderstatus", "Boekingsstatus"
    is_other = not others.isdisjoint(compound.union(words))
    return (
        _NOTHING if is_other and (_MAIL - {"mailing"}).isdisjoint(words) else Meaning(Column.STATUS)
    )


def _of_confirming(words: Sequence[str]) -> Meaning:
    if not _ENDS.isdisjoint(words):
        return _NOTHING
    is_to_do = not _STILL_TO_DO.isdisjoint(words)
    return Meaning(Column.UNCONFIRMED if is_to_do else Column.CONFIRMED)


def _over(words: Sequence[str]) -> ImportedStatus | None:
    """Return what a heading says about consent that ended: ``Consent expired``."""
    signs = {
        status for status in map(status_word, words) if status is not None and status in _HAPPENED
    }
    if not _IS_OVER.isdisjoint(words):
        signs.add(ImportedStatus.LEFT)
    return worst(signs)


def _has(plain: str, stems: Sequence[str]) -> bool:
    return any(stem in plain for stem in stems)


def _is_status(words: Sequence[str], plain: str) -> bool:
    return not _STATUS_WORDS.isdisjoint(words) or plain.endswith(("status", "statut"))


_STATUS_WORDS: Final = word_set("status statut state standing toestand zustand etat estado stato")
