"""What a mail server's reply means that takes no mail: whose trouble it is, in words for the editor."""

from typing import Final, assert_never

from newsletter.errors import ProviderBusy, ProviderError, ProviderPaused, ProviderSilent
from newsletter.providers.wire.answers import (
    BAD_SENDER,
    NOT_ALLOWED,
    OF_OURS,
    QUOTA_SPENT,
    TOO_LARGE,
)
from newsletter.providers.wire.refusals import About, RefusalMoment, whose
from newsletter.providers.wire.smtp_server import Cause, Server, SmtpReply, Stage

_LOG_IN: Final = frozenset({530, 534, 535, 538})  # RFC 4954 §6
_TOO_LARGE: Final = 552
_MOMENTS: Final = {
    Stage.OPEN: RefusalMoment.OPEN,
    Stage.LOGIN: RefusalMoment.LOGIN,
    Stage.MAIL: RefusalMoment.MAIL,
    Stage.RCPT: RefusalMoment.RCPT,
    Stage.DATA: RefusalMoment.DATA,
    Stage.END: RefusalMoment.DATA,
}
_AFTERWARDS: Final = "pas de instellingen aan en hervat de verzending"
_OAUTH: Final = (
    "deze server accepteert geen wachtwoord, alleen OAuth (XOAUTH2), en dat ondersteunt deze nieuwsbrief niet; "
    "neem een andere server of een andere provider"
)
_WRONG_LOGIN: Final = (
    f"de server accepteert user en password niet; {_AFTERWARDS} (soms is een app-wachtwoord nodig)"
)
_LOGIN_WANTED: Final = (
    f"de server wil dat we ons aanmelden, en er is geen user ingesteld; {_AFTERWARDS}"
)
# "Basic authentication is not supported" (Exchange Online, 2026), and disabled for the mailbox
_NO_PASSWORDS: Final = ("5.7.30", "5.7.139", "basic authentication")


def is_readers(reply: SmtpReply, domain: str, *, notice: bool) -> bool:
    """Whether a reply refuses this reader for good, and says nothing of the others.

    What is said after the letter was seen is about the letter, that all readers
    get; a notice is a letter of its own.
    """
    if reply.code < 500:
        return False
    moment = _MOMENTS[reply.stage]
    if notice and moment is RefusalMoment.DATA:
        moment = RefusalMoment.RCPT
    return whose(moment, f"{reply.code} {reply.words}", domain) is not About.US


def trouble(provider: str, server: Server, reply: SmtpReply) -> ProviderError:
    """The error for a reply that neither takes a mail nor refuses its reader."""
    told = f"{reply.code or 'geen antwoord'} {reply.words} ({reply.stage.value})"
    if reply.cause is not None:
        return ProviderPaused(provider, f"{_words_of(reply.cause, server)} ({told})")
    if reply.is_lost:
        if reply.stage is Stage.END:
            return ProviderSilent(provider, told)
        return ProviderBusy(provider, told, retry_after=None)
    if _is_quota(reply):
        return ProviderPaused(provider, f"{QUOTA_SPENT} ({told})")
    if reply.code < 500:
        return ProviderBusy(provider, told, retry_after=None)
    return ProviderPaused(provider, f"{_why_paused(server, reply)} ({told})")


def _words_of(cause: Cause, server: Server) -> str:
    place = f"{server.host}, poort {server.port}"
    match cause:
        case Cause.CERTIFICATE:
            return (
                f"het certificaat van {server.host} klopt niet; kijk of host de naam is die erin staat, en vraag"
                " de beheerder van de server om een geldig certificaat"
            )
        case Cause.NO_STARTTLS:
            return f'{place} biedt geen STARTTLS; neem poort 465 met security = "tls", of poort 587'
        case Cause.TLS_FROM_THE_START:
            return f'{place} spreekt meteen TLS (zoals poort 465); zet security = "tls"'
        case Cause.NO_TLS_AT_THE_START:
            return f'{place} begint zonder TLS (zoals poort 587); zet security = "starttls"'
        case Cause.OAUTH_ONLY:
            return _OAUTH
        case Cause.NO_LOGIN:
            return f"{place} biedt geen aanmeldmethode die wij kennen; laat user leeg of neem een andere poort"
        case _:
            assert_never(cause)


def _why_paused(server: Server, reply: SmtpReply) -> str:
    words = f"{reply.code} {reply.words}".lower()
    if any(told in words for told in _NO_PASSWORDS):
        return _OAUTH
    if reply.stage is Stage.LOGIN or (reply.code in _LOG_IN and server.user):
        return _WRONG_LOGIN
    if reply.code in _LOG_IN:
        return _LOGIN_WANTED
    if "5.3.4" in words or (reply.stage is Stage.MAIL and reply.code == _TOO_LARGE):
        return TOO_LARGE
    if reply.stage is Stage.MAIL:
        return BAD_SENDER
    return NOT_ALLOWED if reply.stage is Stage.OPEN else OF_OURS


def _is_quota(reply: SmtpReply) -> bool:
    """Whether a daily limit is reached, for good or for now (4.4.5, 5.4.5: Gmail, 2026)."""
    words = reply.words.lower()
    return words.startswith(("4.4.5 ", "5.4.5 ")) or "sending limit" in words
