"""The command that helps, by the code of what was said; a sentence itself names no command."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from newsletter.message import Message

HINTS: Final[Mapping[str, Sequence[str]]] = {
    # queue
    "issue-not-queued": ("newsletter queue list",),
    "issue-out-of-queue": ("newsletter queue add {issue}",),
    "issue-not-approved": ("newsletter issue approve {issue}",),
    "issue-dispatched-already": ("newsletter dispatch list",),
    "correction-takes-no-slot": ("newsletter dispatch start {issue}",),
    "cancelled-batch-in-doubt": ("newsletter dispatch settle {dispatch}",),
    "cancelled-batch-held": ("newsletter dispatch settle {dispatch}",),
    "cancelled-batch-pending": ("newsletter dispatch list",),
    "date-without-slot": ("newsletter queue list",),
    "slot-missed": ("newsletter dispatch start {issue}", "newsletter queue add {issue}"),
    "issue-approved-otherwise": ("newsletter issue approve --renew",),
    "approved-otherwise": ("newsletter issue approve --renew",),
    "issue-missed-slot": ("newsletter queue list",),
    "queue-empty": ("newsletter issue approve ISSUE",),
    # dispatches
    # issues
    "cancelled-for-the-rest": ("newsletter issue approve {issue}",),
    # articles
    # subscribers
    # providers
    # settings, doctor
    # database, backups
}


def hints(*messages: Message) -> list[str]:
    """Return the commands that help with these messages and those within them, each once."""
    return list(dict.fromkeys(hint for message in messages for hint in _of(message)))


def _of(message: Message) -> Iterator[str]:
    data = message.data
    for command in HINTS.get(message.code, ()):
        yield command.format_map(data)
    for value in data.values():
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, Message):
                yield from _of(inner)
