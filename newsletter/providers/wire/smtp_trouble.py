"""The meaning of a mail server's rejections, and whether they are about us."""

from typing import Final, assert_never

from newsletter.errors import ProviderBusy, ProviderError, ProviderSilent
from newsletter.message import Message
from newsletter.providers.wire.answers import (
    BAD_SENDER,
    NOT_ALLOWED,
    OF_OURS,
    QUOTA_SPENT,
    TOO_LARGE,
    paused,
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
_OAUTH: Final = Message("smtp-oauth-only")
# "Basic authentication is not supported" (Exchange Online, 2026), and disabled for the mailbox
_NO_PASSWORDS: Final = ("5.7.30", "5.7.139", "basic authentication")


def is_readers(reply: SmtpReply, domain: str, *, notice: bool) -> bool:
    """Return whether a reply permanently rejects this reader alone.

    A reply to the email's content is about what all readers get. A notice has
    content of its own.
    """
    if reply.code < 500:
        return False
    moment = _MOMENTS[reply.stage]
    if notice and moment is RefusalMoment.DATA:
        moment = RefusalMoment.RCPT
    return whose(moment, f"{reply.code} {reply.words}", domain) is not About.US


def trouble(provider: str, server: Server, reply: SmtpReply) -> ProviderError:
    """Return the error for a reply that neither accepts nor rejects the reader."""
    answer = _answer_of(reply)
    if reply.cause is not None:
        return paused(provider, _reason_of(reply.cause, server), answer)
    if reply.is_lost:
        if reply.stage is Stage.END:
            return ProviderSilent(provider, answer)
        return ProviderBusy(provider, answer, retry_after=None)
    if _is_quota(reply):
        return paused(provider, QUOTA_SPENT, answer)
    if reply.code < 500:
        return ProviderBusy(provider, answer, retry_after=None)
    return paused(provider, _why_paused(server, reply), answer)


def _answer_of(reply: SmtpReply) -> Message:
    stage = reply.stage.value
    if not reply.code:
        return Message("smtp-without-reply", words=reply.why or reply.words, stage=stage)
    return Message.in_own_words(f"{reply.code} {reply.words} ({stage})")


def _reason_of(cause: Cause, server: Server) -> Message:
    host, port = server.host, server.port
    match cause:
        case Cause.CERTIFICATE:
            return Message("smtp-certificate-wrong", host=host)
        case Cause.NO_STARTTLS:
            return Message("smtp-starttls-missing", host=host, port=str(port))
        case Cause.TLS_FROM_THE_START:
            return Message("smtp-tls-from-start", host=host, port=str(port))
        case Cause.NO_TLS_AT_THE_START:
            return Message("smtp-tls-not-from-start", host=host, port=str(port))
        case Cause.OAUTH_ONLY:
            return _OAUTH
        case Cause.NO_OAUTH:
            return Message("smtp-oauth-not-offered", host=host, port=str(port))
        case Cause.NO_LOGIN:
            return Message("smtp-login-unknown", host=host, port=str(port))
        case _:
            assert_never(cause)


def _why_paused(server: Server, reply: SmtpReply) -> Message:
    words = f"{reply.code} {reply.words}".lower()
    if server.token and (reply.stage is Stage.LOGIN or reply.code in _LOG_IN):
        return Message("smtp-oauth-login-refused")
    if any(phrase in words for phrase in _NO_PASSWORDS):
        return _OAUTH
    if reply.stage is Stage.LOGIN or (reply.code in _LOG_IN and server.user):
        return Message("smtp-login-refused")
    if reply.code in _LOG_IN:
        return Message("smtp-login-wanted")
    if "5.3.4" in words or (reply.stage is Stage.MAIL and reply.code == _TOO_LARGE):
        return TOO_LARGE
    if reply.stage is Stage.MAIL:
        return BAD_SENDER
    return NOT_ALLOWED if reply.stage is Stage.OPEN else OF_OURS


def _is_quota(reply: SmtpReply) -> bool:
    """Return whether a daily limit is reached (4.4.5, 5.4.5: Gmail, 2026)."""
    words = reply.words.lower()
    return words.startswith(("4.4.5 ", "5.4.5 ")) or "sending limit" in words
