"""What the record of consent says about an import: its file, and what happened elsewhere."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

from newsletter.audience.importing.tools import Tool
from newsletter.message import Message

# Version 1 stored English: "import of a.csv from Kit; signed up there on 2024-03-01 10:05 UTC".
_PROOF: Final = re.compile(
    r"(?P<before>.+?)"
    r"(?:; signed up there on (?P<signed_up>[^;]+))?"
    r"(?:; confirmed there on (?P<confirmed>[^;]+))?",
    re.DOTALL,
)
_SOURCE: Final = re.compile(
    r"import of (?P<file>.+?)(?: from (?P<tool>{}))?".format(
        "|".join(re.escape(tool.value) for tool in Tool if tool.value)
    ),
    re.DOTALL,
)


def source_of_import(name: str, tool: str) -> Message:
    """Return which file an import was of, and the tool that wrote it, if that is known."""
    if not tool:
        return Message("import-of", file=name)
    return Message("import-of-tool", file=name, tool=tool)


def note_of_import(source: Message, proof: Iterable[tuple[str, date | str]]) -> Message:
    """Return what the record says about one person in the file.

    Args:
        source: The file.
        proof: What happened in the other tool, ``signed-up`` or ``confirmed``, and when.
    """
    times = dict(proof)
    match times.get("signed-up"), times.get("confirmed"):
        case None, None:
            return source
        case signed_up, None:
            return Message("import-signed-up", source=source, signed_up=signed_up or "")
        case None, confirmed:
            return Message("import-confirmed", source=source, confirmed=confirmed or "")
        case signed_up, confirmed:
            return Message(
                "import-signed-up-and-confirmed",
                source=source,
                signed_up=signed_up or "",
                confirmed=confirmed or "",
            )


def stored_note(text: str) -> Message:
    """Return a note as it was stored, also by a version that stored imports in English."""
    note = Message.from_text(text)
    parts = _PROOF.fullmatch(text) if note.is_own_words else None
    source = _SOURCE.fullmatch(parts["before"]) if parts else None
    if parts is None or source is None:
        return note
    happened = (("signed-up", parts["signed_up"]), ("confirmed", parts["confirmed"]))
    return note_of_import(
        source_of_import(source["file"], source["tool"] or ""),
        [(what, _when(written)) for what, written in happened if written],
    )


def _when(written: str) -> date | str:
    """Return a date or a time in UTC, or the words in quotation marks that were no certain date."""
    try:
        if written.endswith(" UTC"):
            return datetime.fromisoformat(written.removesuffix(" UTC")).replace(tzinfo=UTC)
        return date.fromisoformat(written)
    except ValueError:
        return written.strip("'\"")
