"""The commands that help with a message, by its code. Messages themselves name no command."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import Final

from newsletter.message import Message

HINTS: Final[Mapping[str, Sequence[str]]] = {
    # queue
    "issue-not-queued": ("newsletter queue list",),
    "issue-out-of-queue": ("newsletter queue add {issue}",),
    "issue-needs-yes": ("newsletter queue release {issue}",),
    "issue-held": ("newsletter queue release {issue}",),
    "issue-not-to-release": ("newsletter queue list",),
    "issue-not-approved": ("newsletter issue approve {issue}",),
    "issue-dispatched-already": ("newsletter dispatch list",),
    "correction-takes-no-slot": ("newsletter dispatch start {issue}",),
    "cancelled-batch-in-doubt": ("newsletter dispatch settle {dispatch}",),
    "cancelled-batch-held": ("newsletter dispatch settle {dispatch}",),
    "cancelled-batch-pending": ("newsletter dispatch list",),
    "date-without-slot": ("newsletter queue list",),
    "slot-missed": ("newsletter dispatch start {issue}", "newsletter queue add {issue}"),
    "issue-without-unsubscribe": ("newsletter check {issue}", "newsletter issue approve --renew"),
    "issue-approved-otherwise": ("newsletter issue approve --renew",),
    "approved-otherwise": ("newsletter issue approve --renew",),
    "issue-missed-slot": ("newsletter queue list",),
    "queue-empty": ("newsletter issue approve ISSUE",),
    "publication-not-here": ("newsletter init {folder}",),
    "link-opens-later": ("newsletter run",),
    "port-taken": ("newsletter run --port {other}",),
    # providers
    "test-email-to-save": ("newsletter provider received FILE",),
    # fleet
    "fleet-queue-missing": ("newsletter worker",),
    # the demonstration
    "demo-complete": (
        "cd {folder}",
        "newsletter preview 1 --open",
        "newsletter dispatch list",
        "newsletter run",
    ),
    # editors
    "editors-there": ("newsletter editor add NAME ADDRESS",),
    # feeds
    "rights-unknown": (
        "newsletter article add ADDRESS --own",
        "newsletter article add ADDRESS --permission-of NAME",
    ),
    "feed-newest": (
        "newsletter article accept {proposal}",
        "newsletter article dismiss {proposal}",
    ),
    "feed-followed-already": ("newsletter article followed",),
    "feed-unknown": ("newsletter article followed",),
    "proposal-unknown": ("newsletter article proposals",),
    "proposal-answered": ("newsletter article proposals --all",),
    "proposal-unreadable": ("newsletter article dismiss {proposal}",),
    "page-is-feed": ("newsletter article follow ADDRESS",),
    # dispatches
    "dispatch-paused": ("newsletter dispatch resume {dispatch}",),
    "dispatch-cancelled": ("newsletter issue approve {issue}",),
    "dispatch-waits": ("newsletter dispatch resume {dispatch}",),
    "dispatch-waits-for-canary": (
        "newsletter dispatch resume {dispatch}",
        "newsletter dispatch cancel {dispatch}",
    ),
    "dispatch-held": (
        "newsletter dispatch settle {dispatch} --sent",
        "newsletter dispatch settle {dispatch} --again",
    ),
    "dispatch-interrupted": ("newsletter dispatch list", "newsletter run"),
    "dispatch-goes-on-by-itself": (
        "newsletter run",
        "newsletter dispatch show {dispatch}",
    ),
    "dispatch-unknown": ("newsletter dispatch list",),
    "dispatch-was-cancelled": ("newsletter issue approve {issue}",),
    "dispatch-cancelled-already": ("newsletter dispatch list",),
    "dispatch-done-not-cancelled": ("newsletter dispatch show {dispatch}",),
    "dispatch-done-not-paused": ("newsletter dispatch show {dispatch}",),
    "dispatch-not-going": ("newsletter dispatch show {dispatch}",),
    "dispatch-not-paused": ("newsletter dispatch show {dispatch}",),
    "notices-not-cancelled": ("newsletter dispatch pause {dispatch}",),
    "nobody-to-send-again": ("newsletter dispatch show {dispatch}",),
    "issue-for-nobody": ("newsletter subscribers list",),
    "issue-changed-just-now": ("newsletter issue list",),
    "issue-went-before-restore": ("newsletter dispatch start {issue} --even-so",),
    "nothing-in-doubt": ("newsletter dispatch show {dispatch}",),
    "batch-not-in-doubt": ("newsletter dispatch show {dispatch}",),
    "batch-being-looked-into": ("newsletter dispatch show {dispatch}",),
    "nothing-goes-out": ("newsletter restore --release",),
    "refused-maybe-again": ("newsletter dispatch again {dispatch}",),
    "refused-may-go-again": ("newsletter dispatch again {dispatch}",),
    "refused-some-may-go-again": ("newsletter dispatch again {dispatch}",),
    "dispatch-approved-otherwise": (
        "newsletter dispatch cancel {dispatch}",
        "newsletter issue approve {issue}",
        "newsletter dispatch start {issue}",
    ),
    "notices-paused": ("newsletter dispatch resume {dispatch}",),
    "notices-held": (
        "newsletter dispatch settle {dispatch} --sent",
        "newsletter dispatch settle {dispatch} --again",
    ),
    # issues
    "issues-none": ("newsletter draw ARTICLE",),
    "issue-unknown": ("newsletter issue list",),
    "range-empty": ("newsletter issue list",),
    "nothing-unsent": ("newsletter issue list",),
    "issue-not-sent": ("newsletter issue approve {issue}",),
    "correction-approved": ("newsletter dispatch start {issue}",),
    "issue-approved-without-slot": ("newsletter queue list",),
    "page-hidden": ("newsletter issue hide {issue} --undo",),
    "changed-since-approval": ("newsletter issue approve {issue}",),
    "parts-changed-since-approval": ("newsletter issue approve {issue}",),
    "cancelled-for-the-rest": ("newsletter issue approve {issue}",),
    # articles
    "articles-none": ("newsletter article add ARTICLE",),
    # subscribers
    "consent-statement-missing": ("newsletter subscribers import FILE --statement SENTENCE",),
    "consent-statement-short": ("newsletter subscribers import FILE --statement SENTENCE",),
    "subscriber-suppressed": ("newsletter subscribers lift {address} --reason WHY",),
    "subscriber-unknown": ("newsletter subscribers list",),
    "import-number": ("newsletter subscribers import --undo {number}",),
    "import-unknown": ("newsletter subscribers imports",),
    "import-path-missing": ("newsletter subscribers import FILE --statement SENTENCE",),
    "subscribers-none": ("newsletter subscribers import FILE",),
    "lift-needs-reason": ("newsletter subscribers lift ADDRESS --reason WHY",),
    "lift-bounced-needs-reason": (
        "newsletter subscribers lift --dispatch {dispatch} --bounced --reason WHY",
    ),
    "reply-missing": ("newsletter subscribers replies",),
    "reply-without-sender": ("newsletter subscribers unsubscribe ADDRESS",),
    "reply-sender-unknown": ("newsletter subscribers unsubscribe ADDRESS",),
    "reply-to-settle": (
        "newsletter subscribers replies {reply} --unsubscribe",
        "newsletter subscribers replies {reply} --done",
    ),
    "api-keys-none": ("newsletter api-key add NAME",),
    # an import
    "import-everyone": ("newsletter subscribers import FILE --status subscribed",),
    "import-answers-unasked": (
        "newsletter subscribers import FILE --column {heading:=wants mail}",
        "newsletter subscribers import FILE --column {heading:=ignore}",
    ),
    "import-answers-unclear": (
        "newsletter subscribers import FILE --column {heading:=wants mail}",
        "newsletter subscribers import FILE --column {heading:=ignore}",
    ),
    "import-column-unclear": (
        "newsletter subscribers import FILE --column {heading:=status} --value {first:=subscribed}",
        "newsletter subscribers import FILE --column {heading:=ignore}",
    ),
    "row-address-elsewhere": ("newsletter subscribers import FILE --column {heading:=email}",),
    "row-status-overlooked": (
        "newsletter subscribers import FILE --column {heading:=status}",
        "newsletter subscribers import FILE --column {heading:=ignore}",
    ),
    "row-name-speaks": ("newsletter subscribers import FILE --column {heading:=full name}",),
    "row-status-unknown": (
        "newsletter subscribers import FILE --value {cell:=left}",
        "newsletter subscribers import FILE --value {cell:=subscribed}",
    ),
    "row-tag-speaks": ("newsletter subscribers import FILE --column NAME=tags",),
    # providers
    "mail-not-read-back": (
        "newsletter provider test ADDRESS",
        "newsletter provider received FILE",
    ),
    "unread-report-missing": ("newsletter provider unread",),
    # webhooks
    "webhook-failing": ("newsletter webhook test {webhook}",),
    "webhook-gone": ("newsletter webhook retry {webhook}",),
    "webhook-gave-up": (
        "newsletter webhook test {webhook}",
        "newsletter webhook retry {webhook}",
    ),
    "webhook-unknown": ("newsletter webhook list",),
    # settings, doctor
    "publication-next": (
        "cd {folder}",
        "newsletter doctor",
        "newsletter article add ARTICLE",
        "newsletter draw ARTICLE",
    ),
    "publication-is-here": ("newsletter doctor",),
    "publication-is-there": ("cd {folder}", "newsletter doctor"),
    "publication-next-here": (
        "newsletter doctor",
        "newsletter article add ARTICLE",
        "newsletter draw ARTICLE",
    ),
    "rounds-late": ("newsletter run",),
    "newsletter-not-running": ("newsletter run",),
    "issue-due-unsent": ("newsletter doctor",),
    "dispatch-stuck": ("newsletter dispatch show {dispatch}",),
    "dispatch-obstructed": ("newsletter dispatch show {dispatch}", "newsletter provider check"),
    "notices-obstructed": ("newsletter provider check",),
    "backup-old": ("newsletter backup",),
    "backup-of-the-future": ("newsletter backup",),
    "reports-unread": ("newsletter provider unread",),
    "reports-ceased": ("newsletter provider check",),
    "readers-held": ("newsletter subscribers held",),
    "readers-held-somewhere": ("newsletter subscribers held",),
    "replies-waiting": ("newsletter subscribers replies",),
    "approved-outdated": ("newsletter issue approve --renew",),
    "approved-differently": ("newsletter issue approve --renew {issues}",),
    # database, backups
    "restored-in-doubt": ("newsletter dispatch list",),
    "restored-without-journal": ("newsletter restore --release",),
    "replaced-kept": ("newsletter restore {path}",),
    "restore-unfinished": ("newsletter restore FILE",),
    "database-too-new": ("newsletter restore FILE",),
    "not-migrated-without-backup": ("newsletter upgrade",),
    "upgrade-waiting": ("newsletter upgrade",),
    "upgrade-never-backed-up": ("newsletter backup",),
}


class ShellWord(str):
    """Text that becomes one word of a command: ``{heading:=ignore}`` is quoted as one."""

    __slots__ = ()

    def __format__(self, rest: str) -> str:
        """Return the text and the format after its colon, quoted if a shell needs that."""
        return quote(f"{self!s}{rest}")


def hints(*messages: Message) -> list[str]:
    """Return the commands that help with these messages, nested ones included."""
    return list(dict.fromkeys(hint for message in messages for hint in _of(message)))


def _of(message: Message) -> Iterator[str]:
    data = message.data
    for command in HINTS.get(message.code, ()):
        yield command.format_map(
            {
                name: ShellWord(one) if isinstance(one, str | Path) else one
                for name, one in data.items()
            }
        )
    for value in data.values():
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, Message):
                yield from _of(inner)
