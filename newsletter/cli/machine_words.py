"""The sentences in ``--json``: English, because programs read them.

Only sentences that differ from the catalogue's English are listed here. Messages about
a provider's account or the sender's domain are in the publication's language, like findings.
"""

from collections.abc import Iterable
from typing import Final

from newsletter.cli.hints import ShellWord
from newsletter.message import Datum, Message

FIXED: Final = {
    "issue-unknown": "there is no issue {ref!r}; `newsletter issue list` shows what there is",
    "number-taken-twice": (
        "{first} and {second} have the same number; give one of them another, in its name and in"
        " its first lines"
    ),
    "file-changed-meanwhile": "{name} was changed while it was checked; try again",
    "issue-can-go": "{name} can go",
    "issue-cannot-go": "{name} cannot go yet",
    "approved-otherwise": (
        "approved under other settings; not sent before `newsletter issue approve --renew`"
    ),
    "approved-file-gone": "its file is gone; it goes out as it was queued",
    "approved-file-changed": (
        "changed since it was queued; goes out as it was then, until you queue it again"
    ),
    "cancelled-goes-to-the-rest": (
        "dispatch {dispatch} was cancelled; it goes to those who did not get it"
    ),
    "issue-missed-slot": "missed its slot of {day}; `newsletter queue list` says what to do",
    "cancelled-for-the-rest": (
        "dispatch {dispatch} was cancelled; `newsletter issue approve {issue}` sends it to those"
        " who did not get it"
    ),
    # doctor, provider check
    "database-silent": "the database {database} does not answer: {reason}",
    "database-full": "the database {database} does not answer: {reason}",
    "database-damaged": "the database {database}: {reason}",
    "database-went-away": "the database {database} went away: {reason}",
    "database-locked": "the database stays locked; is another program holding it open?",
    "database-url-unreadable": (
        "{text!r} is not a database URL; write sqlite:///path or postgresql://user@host/name"
    ),
    "database-kind-unknown": (
        "{kind!r} databases are not known here; use sqlite:///path or postgresql://…"
    ),
    "database-no-file": (
        "the database must be a file, such as sqlite:///subscribers/newsletter.db"
    ),
    "database-too-new": (
        "the database {database} has version {version}, and this newsletter knows up to {newest};"
        " install the newer version of the newsletter that wrote it"
    ),
    "database-of-another-secret": (
        "this database was made with another secret, so suppressed addresses would not be"
        " recognised; put that one back, or behind the new one: NEWSLETTER_OLD_SECRETS"
    ),
    "journal-not-writable": "the journal {path} cannot be written: {reason}",
    "edition-missing": "there is no edition {edition}…; approve the issue again",
    "edition-altered": "edition {edition}… was altered in the database; approve the issue again",
    "database-fine": "{database}, {count} people",
    "rounds-late": (
        "nothing was completed since {since:%Y-%m-%d %H:%M}; is `newsletter run` running?"
    ),
    "rounds-failing": (
        "since {since:%Y-%m-%d %H:%M} this fails: {names}; the log of `newsletter run` says why"
    ),
    "reports-unread": (
        "{count} calls or letters of the last 30 days could not be read whole; newsletter provider"
        " unread"
    ),
    "domains-not-taken": "{path} names {count} domains that are not taken",
    "readers-held": (
        "{count} get nothing: {provider} refuses them by its own list and does not say why"
        " ({where}); newsletter subscribers held"
    ),
    "readers-held-somewhere": (
        "{count} get nothing: {provider} refuses them by its own list and does not say why"
        " (see its site); newsletter subscribers held"
    ),
    "replies-waiting": ("waiting in people's own words: {count}; newsletter subscribers replies"),
    "mail-not-read-back": (
        "nobody has looked at a mail as it arrives: send one with `newsletter provider test"
        " ADDRESS`, save it there as a file (.eml), and let `newsletter provider received FILE`"
        " read it"
    ),
    # settings, templates
    "publication-not-here": (
        "{folder} is not a publication: it has no newsletter.toml; `newsletter init {folder}` makes one"
    ),
    "base-url-sign-wrong": (
        "base_url: {text!r} holds a sign that may not stand there; letters, digits and"
        " -._~/:[]% may"
    ),
    "timeout-outlives-lease": (
        "[provider.{provider}] timeout ({timeout.seconds} s) must be shorter than half of"
        " [dispatch] lease ({lease.seconds} s); make the lease longer"
    ),
    "fleet-threads-out-of-range": "fleet: threads must be 1 or more, calls_at_once 0 or more",
    "fleet-heartbeat-too-short": (
        "[fleet] heartbeat ({heartbeat.seconds} s) is too short: a worker that is busy for a moment"
        " would count as dead, and its batches would go to another; at least {least.seconds} s"
    ),
    "fleet-times-out-of-range": "fleet: heartbeat must be 1 s or more, poll 0.1 s or more",
    "setting-below-one": "{key}: needs at least 1",
    "setting-not-positive": "{key}: needs more than 0; leave it out for none",
    "warm-up-below-one": "warm_up: needs numbers of at least 1",
    "lease-too-short": "lease: needs at least '1 s'",
    "client-misspelt": (
        "[tool.newsletter.checks.clients] has no {client!r}; did you mean {meant!r}?"
    ),
    "series-half-set": "series: set both issues and since, or neither",
    "series-issue-twice": "series: an issue stands in it twice",
    "letterbox-set-twice": "letterbox: set maildir or imap_host, not both",
    "template-not-read": "{reason}",
    "template-not-filled-in": "{reason}",
    "template-part-missing": "{name!r} is not there",
    "reserved-words-in-template": "'zzfield' and 'zzline' are words of our own",
    "reserved-word-in-template": "{word} stands in the template; it is a word of our own",
    "text-in-unsafe-place": (
        "a text of the issue stands in a style, a script or a comment, where it cannot be made"
        " safe: {markup}…"
    ),
    "notice-placeholder-unknown": "notices.{notice} asks for {placeholder}; there is {known}",
    "theme-not-toml": "is no TOML: {reason}",
    "colours-inverted": "when a mail program turns colours round",
    "lightness-inverted": "when a mail program turns light into dark",
    "mjml-loose-angle": "a < stands by itself; write &lt;",
    "mjml-dashes-in-comment": (
        "a comment holds --, which mrml cannot read; write {{# … #}} instead"
    ),
    "mjml-too-deep": ("tags stand {limit} deep, which mrml may not survive; make it flatter"),
    "mjml-angle-in-style": ("a < stands in mj-style, which mrml cannot read; use another selector"),
    "mjml-loose-text": "text stands loose in <{tag}>: {text!r}; put it in an <mj-text>",
    "mjml-no-font": "no mail of ours loads a font; name system fonts in theme.toml",
    "mjml-wrapper-gap": "<mj-wrapper gap> is passed over by mrml; give the sections a padding",
    # providers
    "headers-not-taken": "{provider} does not take these headers; mails go without them: {headers}",
    "answer-incomplete": "no whole answer within {within}",
    "answers-not-matching": "{answers} answers for {recipients} recipients",
    "email-logs-missing": "the email logs",
    # an import
    "row-unreadable": "the row cannot be read: {reason}",
    "row-address-elsewhere": (
        "the row has no address, and the column {heading!r} has one; --column {heading:=email}"
        " takes in those that are there"
    ),
    "row-status-overlooked": (
        "the column {heading!r} is not used, and says {cell!r} here; --column {heading:=status} or"
        " --column {heading:=ignore} says what it means"
    ),
    "row-name-speaks": (
        "the name in the column {heading!r} is {cell!r}, which speaks of leaving; --column"
        " {heading:=full name} says that it is a name like others"
    ),
    "row-status-unknown": (
        "the column {heading!r} says {cell!r}, which is not known; --value {cell:=left} or --value"
        " {cell:=subscribed} says what it means"
    ),
    "row-tag-speaks": (
        "the tag {tag!r} speaks of leaving; --column NAME=tags says that it is a tag like others"
    ),
    "row-below-leaving": (
        "it comes after {words!r} in line {line}, which speaks of leaving; give those people a"
        " file of their own"
    ),
    "row-without-yes": "{headings:and} says who wants mail, and says nothing here",
    "address-far-too-long": "that is far too long for an email address",
    "address-with-line-end": "{text!r} holds a line end or a NUL, which no address may",
    "address-unusable": "{text!r} is not an address that we can write to: {reason}",
    "address-local-too-long": "{text!r} is too long before the @: RFC 5321 allows 64 octets",
    "address-with-foreign-letters": (
        "{text!r}: our mail service cannot yet write to addresses with letters such as é before"
        " the @; another address will do"
    ),
    "tag-tells-of-health": (
        "the tag {tag!r} may tell of somebody's health, which GDPR article 9 protects: name it"
        " after the topic that is read, let readers choose it themselves, and never derive it"
    ),
    # why a dispatch is paused, or its batches wait
    "complaints-over-limit": (
        "{share:.1f} % of the readers pressed spam (the limit is {limit:g} %); look at where these"
        " readers came from before you go on: newsletter dispatch resume"
    ),
    "bounces-over-limit": (
        "{share:.1f} % of the addresses do not exist (the limit is {limit:g} %); look at where these"
        " readers came from before you go on: newsletter dispatch resume"
    ),
    "clocks-differ": (
        "the database's clock says {ours:%d %b %H:%M} UTC and the provider's"
        " {theirs:%d %b %H:%M} UTC, so its age is not known"
    ),
    "held-after": ("{answer}; {reason}; settle it: newsletter dispatch settle --sent or --again"),
    "nothing-proven": (
        "{provider} shows nothing of it, which proves nothing here; look at its log and settle it:"
        " newsletter dispatch settle --sent or --again"
    ),
    "nothing-proven-because": (
        "{reason}; {provider} shows nothing of it, which proves nothing here; look at its log and"
        " settle it: newsletter dispatch settle --sent or --again"
    ),
}


class _Text(str):
    """Text in a fixed sentence, as one word of a command: ``{heading:=ignore}``."""

    __slots__ = ()

    def __format__(self, rest: str) -> str:
        return format(ShellWord(self), rest) if rest else str(self)


class _Texts(tuple[object, ...]):
    """Texts in a fixed sentence, with ``{headings:and}`` between them."""

    __slots__ = ()

    def __format__(self, between: str) -> str:
        return f" {between} ".join(map(repr, self))


def _written(value: object) -> object:
    match value:
        case str():
            return _Text(value)
        case tuple():
            return _Texts(value)
        case _:
            return value


# The subjects whose sentences are in the publication's language in ``--json``.
_SPOKEN: Final = frozenset({"accounts", "sender_domain"})

# The rules of the checks whose names in ``--json`` differ from the catalogue's codes.
_RULES: Final = {
    "feature-unsupported": "unsupported",
    "first-name-misspelt": "unfilled",
    "table-role-near": "table-role",
    "template-residue": "residue",
    "text-unfilled": "unfilled",
}


def rule_of(finding: Message) -> str:
    """Return the rule that a finding names, as ``--json`` calls it."""
    return _RULES.get(finding.code, finding.code)


def note_of(notes: Iterable[Message]) -> str:
    """Return the value of a row's ``note``."""
    return "; ".join(map(fact_of, notes))


def fact_of(message: Message) -> str:
    """Return the sentence of a message in ``--json``, with those of the messages within it."""
    data: dict[str, Datum] = {
        name: fact_of(value) if isinstance(value, Message) else value
        for name, value in message.items
    }
    if fixed := FIXED.get(message.code):
        return fixed.format_map({name: _written(one) for name, one in data.items()})
    from newsletter.cli.terminal import speech
    from newsletter.locale.sentences import by_code
    from newsletter.locale.speech import say

    found = by_code().get(message.code)
    is_spoken = found is not None and found.subject in _SPOKEN
    return say(Message(message.code, **data), speech.language if is_spoken else "en")
