"""Checks of the sender's domain: SPF, DKIM and DMARC.

See RFC 7208, RFC 6376 and RFC 7489. Gmail, Yahoo and Microsoft require all three. The
resolver is an argument.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as MimeMessage
from email.utils import parseaddr
from enum import Enum
from typing import Self, TypeAlias

from newsletter.message import Datum, Message

# Returns the TXT records of a name, each joined; empty where there are none.
Resolver: TypeAlias = Callable[[str], Sequence[str]]

_MOST_LOOKUPS = 10  # RFC 7208 §4.6.4
_SHORTEST_KEY_BYTES = 140  # an RSA key of 1024 bits takes 162 in DER; shorter keys are ignored
_SECOND_LEVELS = frozenset({"co", "com", "org", "net", "gov", "ac", "edu"})


class DomainLevel(Enum):
    """The severity of a finding."""

    ERROR = "error"  # large mailbox providers reject or hide the email
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class DomainFinding:
    """A problem or a possible improvement of a domain, for the operator."""

    level: DomainLevel
    message: Message

    @classmethod
    def error(cls, code: str, /, **data: Datum) -> Self:
        """Return a problem that makes large mailbox providers reject or hide email."""
        return cls(DomainLevel.ERROR, Message(code, **data))

    @classmethod
    def hint(cls, code: str, /, **data: Datum) -> Self:
        """Return a possible improvement."""
        return cls(DomainLevel.HINT, Message(code, **data))


class NoAnswer(Exception):
    """An error for a name that could not be looked up."""


def check(
    domain: str, resolver: Resolver, *, selectors: Sequence[str] = (), spf_domain: str = ""
) -> tuple[DomainFinding, ...]:
    """Return the problems of a domain that keep its email from the inbox.

    Args:
        domain: The domain of the From address.
        resolver: Looks up TXT records and raises NoAnswer if it cannot.
        selectors: Names of the provider's DKIM keys. Without them DKIM cannot be
            checked, because DNS does not list them.
        spf_domain: Domain of the return path, where it differs.
    """
    try:
        return (
            *_spf(spf_domain or domain, resolver),
            *_dkim(domain, resolver, selectors),
            *_dmarc(domain, resolver),
        )
    except NoAnswer as error:
        return (DomainFinding.error("dns-silent", domain=domain, reason=str(error)),)


def dns_resolver(seconds: float = 5.0, server: tuple[str, int] | None = None) -> Resolver:
    """Return a resolver that takes at most ``seconds`` per name.

    Args:
        seconds: Time limit of one name, including retries.
        server: Address and port of the server, the system's own by default.
    """
    import dns.exception
    import dns.resolver

    def resolve(name: str) -> Sequence[str]:
        try:
            asked = dns.resolver.Resolver(configure=server is None)
            if server is not None:
                asked.nameservers, asked.port = [server[0]], server[1]
            answer = asked.resolve(name, "TXT", lifetime=seconds)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except dns.exception.DNSException as error:
            raise NoAnswer(str(error)) from error
        # one record may be cut into strings of 255 bytes (RFC 7208 §3.3)
        return [b"".join(record.strings).decode(errors="replace") for record in answer]

    return resolve


def _spf(domain: str, resolver: Resolver) -> list[DomainFinding]:
    records = _tagged(resolver(domain), "v=spf1")
    if not records:
        return [DomainFinding.error("spf-missing", domain=domain)]
    if len(records) > 1:
        return [DomainFinding.error("spf-repeated", domain=domain, count=len(records))]
    findings = []
    terms = records[0].lower().split()[1:]
    if any(term in {"all", "+all"} for term in terms):
        findings.append(DomainFinding.error("spf-allows-everyone", domain=domain))
    if not any(term.lstrip("+-~?") == "all" or term.startswith("redirect=") for term in terms):
        findings.append(DomainFinding.hint("spf-without-end", domain=domain))
    counted = _spf_lookups(records[0], resolver, frozenset({domain}))
    if counted > _MOST_LOOKUPS:
        findings.append(
            DomainFinding.error("spf-lookups-too-many", domain=domain, limit=_MOST_LOOKUPS)
        )
    return findings


def _spf_lookups(record: str, resolver: Resolver, seen: frozenset[str]) -> int:
    """Return the look-ups a record needs, with its includes (RFC 7208 §4.6.4)."""
    count = 0
    for term in record.lower().split()[1:]:
        name, _, target = term.lstrip("+-~?").replace("=", ":", 1).partition(":")
        if name.partition("/")[0] in {"a", "mx", "ptr", "exists"}:
            count += 1
        elif name in {"include", "redirect"}:
            count += 1
            if target and target not in seen and count <= _MOST_LOOKUPS:
                inner = _tagged(resolver(target), "v=spf1")
                count += sum(_spf_lookups(one, resolver, seen | {target}) for one in inner[:1])
    return count


def _dkim(domain: str, resolver: Resolver, selectors: Sequence[str]) -> list[DomainFinding]:
    if not selectors:
        return [DomainFinding.hint("dkim-not-checked", domain=domain)]
    findings = []
    for selector in selectors:
        name = f"{selector}._domainkey.{domain}"
        found = [record for record in resolver(name) if "p=" in record]
        if not found:
            findings.append(DomainFinding.error("dkim-key-missing", name=name))
            continue
        tags = _tags(found[0])
        key = tags.get("p", "").replace(" ", "")
        if not key:
            findings.append(DomainFinding.error("dkim-key-revoked", name=name))
        elif not _is_long_enough(tags.get("k", "rsa"), key):
            findings.append(DomainFinding.error("dkim-key-weak", name=name))
        if "y" in tags.get("t", "").split(":"):
            findings.append(DomainFinding.hint("dkim-key-in-testing", name=name))
    return findings


def _is_long_enough(kind: str, key: str) -> bool:
    try:
        raw = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(raw) in {32, 44} if kind == "ed25519" else len(raw) > _SHORTEST_KEY_BYTES


def _dmarc(domain: str, resolver: Resolver) -> list[DomainFinding]:
    """Check the policy of the domain or of its organisation (RFC 7489 §6.6.3)."""
    organisation = _organisation(domain)
    places = dict.fromkeys((domain, organisation))
    found = [
        (place, record)
        for place in places
        for record in _tagged(resolver(f"_dmarc.{place}"), "v=dmarc1")
    ]
    if not found:
        return [DomainFinding.error("dmarc-missing", domain=domain)]
    place = found[0][0]
    if len([one for one in found if one[0] == place]) > 1:
        return [DomainFinding.error("dmarc-repeated", domain=place)]
    tags = _tags(found[0][1])
    policy = tags.get("sp", tags.get("p", "")) if place != domain else tags.get("p", "")
    findings = []
    if policy not in {"none", "quarantine", "reject"}:
        findings.append(DomainFinding.error("dmarc-policy-invalid", domain=place))
    elif policy == "none":
        findings.append(DomainFinding.hint("dmarc-policy-none", domain=place))
    if "rua" not in tags:
        findings.append(DomainFinding.hint("dmarc-without-reports", domain=place))
    return findings


def _organisation(domain: str) -> str:
    """Return the registered domain, as well as possible without a list."""
    labels = domain.split(".")
    is_deep = len(labels) > 2 and labels[-2] in _SECOND_LEVELS and len(labels[-1]) == 2
    return ".".join(labels[-3:] if is_deep else labels[-2:])


def _tagged(records: Sequence[str], version: str) -> list[str]:
    return [
        record
        for record in (one.strip() for one in records)
        if record.lower().replace(" ", "").startswith(version)
    ]


def _tags(record: str) -> dict[str, str]:
    """Return the tags of ``a=b; c=d`` by name (RFC 6376 §3.2)."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip()}


def received(mime: bytes, sender: str) -> tuple[DomainFinding, ...]:
    """Return what is wrong with one of our emails as received by a mailbox.

    Whether a signature is valid is read from the mailbox's own header (RFC 8601), if
    there is one.

    Args:
        mime: The bytes stored by the mailbox.
        sender: The sender's address of our emails.
    """
    head = _head(mime)
    author = parseaddr(str(head["From"] or ""))[1].lower()
    if author != sender.lower():
        if not author:
            return (DomainFinding.error("received-without-from", sender=sender),)
        return (DomainFinding.error("received-from-others", sender=sender, author=author),)
    domain = author.rpartition("@")[2]
    findings = [
        DomainFinding.error("received-without-header", header=name)
        for name in ("List-Unsubscribe", "List-Unsubscribe-Post")
        if name not in head
    ]
    signers = [_tags(one).get("d", "").lower() for one in _signatures(head)]
    if not signers:
        findings.append(DomainFinding.error("received-unsigned"))
    elif unsigned := sorted(unsigned_headers(mime)):
        findings.append(DomainFinding.error("received-headers-unsigned", headers=tuple(unsigned)))
    if signers and _organisation(domain) not in map(_organisation, signers):
        findings.append(
            DomainFinding.hint(
                "received-signed-by-others", signers=", ".join(signers), domain=domain
            )
        )
    return (*findings, *_verdicts(head))


def _verdicts(head: MimeMessage) -> Iterator[DomainFinding]:
    """Yield the mailbox's failed checks, from its own header at the top.

    Other headers of this name could be forged.
    """
    verdict = " ".join(str(head["Authentication-Results"] or "").lower().split())
    if not verdict:
        yield DomainFinding.hint("received-without-verdict")
    for name in ("spf", "dkim", "dmarc"):
        verdicts = re.findall(rf"(?:^|[\s;]){name}=(\w+)", verdict)
        if verdicts and "pass" not in verdicts:
            yield DomainFinding.error(
                "received-verdict-failed", method=name.upper(), verdict=f"{name}={verdicts[0]}"
            )


_LEAVING = frozenset({"list-unsubscribe", "list-unsubscribe-post"})


def unsigned_headers(mime: bytes) -> frozenset[str]:
    """Return the unsubscribe headers that no DKIM signature covers (RFC 8058 §4).

    The email must have been received. Only what a signature claims to cover counts
    here. The receiver decides whether it is valid.
    """
    covered = (
        {name.strip().lower() for name in _tags(one).get("h", "").split(":")}
        for one in _signatures(_head(mime))
    )
    return min((_LEAVING - names for names in covered), key=len, default=_LEAVING)


def _head(mime: bytes) -> MimeMessage:
    """Return the headers alone, with any kind of line end."""
    return message_from_bytes(re.split(rb"\r?\n\r?\n", mime.lstrip(), maxsplit=1)[0])


def _signatures(head: MimeMessage) -> list[str]:
    return [" ".join(str(one).split()) for one in head.get_all("DKIM-Signature") or ()]
