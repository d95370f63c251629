"""Status words of other tools, of four languages, and the commonest of six more.

All words are as ``plain_name`` gives them: in lower case, without accents or signs.
"""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final

from newsletter.audience.importing.columns import plain_name, word_set


class ImportedStatus(Enum):
    """A person's status where the file comes from."""

    # a member is a singleton; Enum's own hash is ten times as slow, and needed for each row
    __hash__ = object.__hash__

    SUBSCRIBED = "subscribed"
    PENDING = "pending"  # never confirmed there, or gets no mail there at present
    LEFT = "left"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


# The weightiest sign comes first. An editor may lift a bounce but never an
# unsubscription, so a person who both left and bounced has left.
WORST_FIRST: Final = (
    ImportedStatus.COMPLAINED,
    ImportedStatus.LEFT,
    ImportedStatus.BOUNCED,
    ImportedStatus.PENDING,
    ImportedStatus.SUBSCRIBED,
)


def worst(signs: Iterable[ImportedStatus]) -> ImportedStatus | None:
    """Return the sign that counts when there are several, or ``None`` if none."""
    found = set(signs)
    return next((status for status in WORST_FIRST if status in found), None)


def worse(one: ImportedStatus, other: ImportedStatus) -> ImportedStatus:
    """Return the one of two signs that counts."""
    return one if WORST_FIRST.index(one) <= WORST_FIRST.index(other) else other


YES: Final = word_set(
    "yes true y 1 ja wel j x waar oui vrai wahr si on aan an checked aangevinkt angehakt angekreuzt coche ok t"
    " sim verdadero verdadeiro \u2713 \u2714 \u2611 \u2705"
)
NO: Final = word_set(
    "no false n 0 nee neen niet nein non faux falsch onwaar off uit aus unchecked uitgevinkt nietaangevinkt"
    " nichtangehakt noncoche f nej nei nao falso \u2717 \u2718 \u2610 \u274c"
)
# Words for an empty cell, in any column.
NOTHING: Final = word_set("null none nan nil na nb nv nvt undefined empty leeg")

_WORDS: Final[dict[str, ImportedStatus]] = {
    word: status
    for status, words in {
        ImportedStatus.SUBSCRIBED: "subscribed subscribe subscriber active enabled confirmed optedin optin"
        " doubleoptin singleoptin doi valid geldig gultig valide accepted granted given consented express explicit implied implicit verified deliverable"
        " marketingcontact emailable allow allowed actief aangemeld ingeschreven geabonneerd bevestigd akkoord"
        " toegestaan gegeven aktiv angemeldet abonniert eingetragen bestatigt eingewilligt actif active"
        " abonne abonnee inscrit inscrite confirme accepte"
        " suscrito suscrita activo activa confirmado confirmada iscritto iscritta attivo attiva"
        " confermato confermata inscrito inscrita ativo ativa prenumerant prenumererar bekraftad tilmeldt"
        " pameldt bekreftet zapisany aktywny potwierdzony",
        ImportedStatus.PENDING: "unconfirmed pending nonsubscribed nonsubscriber notsubscribed neversubscribed"
        " transactional notconfirmed unverified awaiting awaitingconfirmation invited inactive"
        " unactivated validating paused doubleoptinpending nonmarketingcontact notspecified"
        " onbevestigd nietbevestigd nietingeschreven nietaangemeld nooitingeschreven inafwachting"
        " inactief gepauzeerd unbestatigt nichtbestatigt nichtabonniert ausstehend inaktiv pausiert"
        " nonconfirme nonabonne noninscrit enattente inactif nietactief nietmeeractief"
        " notactive nolongeractive nichtaktiv nichtmehraktiv"
        " onhold onholdbounce pendiente inactivo inactiva inattivo inattiva inativo inativa pendente nieaktywny",
        ImportedStatus.LEFT: "unsubscribed unsubscribe unsub disabled deleted removed blocklisted blacklisted"
        " blocked optedout optout out cancelled canceled stopped left suppressed usersuppressed"
        " ended gestoppt donotcontact donotemail donotmail dnc revoked withdrawn declined denied refused former"
        " nolongersubscribed deactivated globallyunsubscribed"
        " uitgeschreven afgemeld verwijderd geblokkeerd opgezegd gestopt ingetrokken geweigerd"
        " lidaf geenlidmeer uitgetreden geroyeerd afgevoerd ausgetreten keinmitgliedmehr"
        " overleden deceased verstorben afgehaakt afhaker afhakers vertrokken"
        " uitgeschakeld nietmeeringeschreven abgemeldet ausgetragen gesperrt gekundigt geloscht"
        " widerrufen blockiert deaktiviert nichtmehrabonniert desabonne desabonnee desinscrit"
        " desinscrite bloque supprime resilie annule revoque refuse"
        " banned zwartelijst stopgezet decede decedee baja bajas eliminado eliminada bloqueado bloqueada cancellato cancellata annullato annullata"
        " rimosso rimossa bloccato bloccata removido avslutad borttagen raderad blockerad slettet blokeret"
        " opsagt avmeldt usuniety",
        ImportedStatus.BOUNCED: "bounced bounce cleaned opgeschoond invalid hardbounced hardbounce softbounced softbounce"
        " undeliverable unreachable invalidemail ongeldig onbestelbaar onbereikbaar unzustellbar"
        " ungultig unerreichbar invalide rebond nondelivrable injoignable",
        ImportedStatus.COMPLAINED: "complained complaint junk spam spamcomplaint abuse reportedspam"
        " markedasspam spamreport klacht klachten spammelding beschwerde plainte",
    }.items()
    for word in words.split()
}
# These say something of nothing but mail, whatever the heading.
OF_MAIL: Final = word_set(
    "cleaned opgeschoond bounce bounced softbounce softbounced hardbounce hardbounced complained complaint"
    " spam spamcomplaint junk suppressed nonsubscribed neversubscribed"
)
OF_NEWSLETTERS: Final = re.compile(
    "nieuwsbrie|newsletter|infolettre"
)  # as ``plain_name`` gives them
# Stems that are unambiguous inside other words and in longer phrases.
STEMS: Final[tuple[tuple[str, ImportedStatus], ...]] = tuple(
    (stem, status)
    for status, stems in {
        ImportedStatus.COMPLAINED: "complain spam abuse klacht beschwer plainte junkmail",
        ImportedStatus.BOUNCED: "bounc cleaned undeliver onbestel unzustell nondeliv invalidemail invalidaddress"
        " emailinvalid mailinvalid addressinvalid isinvalid adresseinvalid ongeldig ungultig"
        " mailonjuist mailfout mailfalsch unreachable onbereik quarantin rebond badaddress bademail cleantime"
        " rebotad rimbalzat devolvid studsad",
        ImportedStatus.PENDING: "unconfirm notconfirm notyetconfirm unverified onbevestigd nietbevestigd"
        " nognietbevestigd unbestatigt nichtbestatigt nonconfirm inactive inactief inaktiv"
        " ispending optinpending pendingconf confirmationpending noconfirm nonconferm naoconfirm"
        " obekraft ejbekraft ubekræft ikkebekreft niepotwierdz",
        ImportedStatus.LEFT: "unsub uitschr uitgeschr afmeld afgemeld abmeld abgemeld ausgetragen"
        " austragungsdatum disabled desabonn desinscri optout optedout optsout optingout blacklist"
        " blocklist blocked geblokk blokkad blokker gesperrt sperrverm bloque suppress supprim donot"
        " dontemail dontmail dontcontact dontsend noemail nomail geenmail geenemail geennieuws"
        " nietmail nietemail keinemail keinenews sperre nepascontact nepasenvoy nepasmail nepasrecev"
        " neplusenvoy nepluscontact neplusrecev emaildisabled deactivat deleted verwijder geloscht"
        " removed cancel opgezegd opzegg gekundigt withdraw revoke ingetrokken widerruf widerspr"
        " ineligible vertrokken bezwaar objection opposition uitgesloten ausgeschlossen excluded"
        " gestopt gestoppt stopped stoptime stopdate geweigerd declined refused abgelehnt churned"
        " pasrecevoir leavetime beeindig beendet terminated nolongersubscri nietmeermail nietmeeringeschre"
        " nietmeeraangemeld nichtmehrabonn uitgetred uittred uittreed afgevoerd geroyeerd royement"
        " ausgetreten austritt dadodebaja dadadebaja fechabaja fechadebaja disiscri"
        " avregistr avprenumer avanmal frameld wypisan anulowan",
    }.items()
    for stem in stems.split()
)
# Only at the start of a word: "lista de suscritos" is one of subscribers.
_BEGIN: Final = ("desuscri", "descadastr")
# Words that do not change the meaning of a word for yes.
_NEUTRAL: Final = word_set(
    "subscriber contact email mail e by via double single opt in form formulier website list lijst"
    " newsletter nieuwsbrief user status lid member marketing abonnee kontakt and en is"
)
_NEGATIONS: Final = word_set(
    "not no never niet geen nooit nicht kein keine nie pas non jamais aucun without zonder ohne sans"
    " nao inte ej ikke"
)


def status_word(word: str) -> ImportedStatus | None:
    """Return what a status in one plain word means, or ``None`` if unknown."""
    return _WORDS.get(word)


def is_negation(word: str) -> bool:
    """Return whether a word negates the others."""
    return word in _NEGATIONS


def status_phrase(cell: str) -> ImportedStatus | None:
    """Return what a status in several words means, such as ``Unsubscribed by admin``.

    ``None`` if it is not certain, as for ``not bounced`` or ``Active until 2023``.
    """
    words = words_of(cell)
    signs, is_turned = signs_in(words)
    if signs:
        return None if is_turned else worst(signs)
    if not all(_is_plain_yes(word) or word in _NEUTRAL or is_negation(word) for word in words):
        return None
    if not any(map(_is_plain_yes, words)):
        return None
    return ImportedStatus.PENDING if is_turned else ImportedStatus.SUBSCRIBED


def words_of(text: str) -> list[str]:
    """Return the words of a heading or a cell. ``OptOut`` has two."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    parted = re.sub(r"\bt/m\b", "tm", parted, flags=re.IGNORECASE)  # "tot en met"
    return [plain_name(word) for word in re.split(r"[\W_]+", parted) if word]


def signs_in(words: Sequence[str]) -> tuple[set[ImportedStatus], bool]:
    """Return the signs of leaving and the like, and whether they are negated."""
    plain = "".join(words)
    found = [(stem, status) for stem, status in STEMS if stem in plain]
    if begins_with_leaving(words):
        found.append(("", ImportedStatus.LEFT))
    is_denied = any(map(is_negation, words)) and not any(
        stem.startswith(_DENIES_ITSELF) for stem, _ in found
    )
    return {status for _, status in found}, is_denied


def begins_with_leaving(words: Sequence[str]) -> bool:
    """Return whether one of the words begins as a word for leaving does."""
    return any(word.startswith(_BEGIN) for word in words)


def _is_plain_yes(word: str) -> bool:
    return _WORDS.get(word) is ImportedStatus.SUBSCRIBED


_DENIES_ITSELF: Final = (
    "no",
    "ne",
    "do",
    "geen",
    "niet",
    "kein",
    "nicht",
    "pas",
    "nao",
    "ej",
    "ikke",
    "nie",
)  # "do not mail", "niet meer"
