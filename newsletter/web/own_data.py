"""All data about a reader: a file for programs, and a page for the reader."""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from starlette.responses import Response

from newsletter.model.audience import Rhythm, Standing, SuppressionReason
from newsletter.model.dispatch import DeliveryState

_E = TypeVar("_E", bound=Enum)


def data_file(data: Mapping[str, object], name: str) -> Response:
    """Return all data about a reader as a file to download, which no browser keeps."""
    return Response(
        json.dumps(data, ensure_ascii=False, indent=2),
        media_type="application/json",
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
        },
    )


def to_read(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the data of the file as a page shows them: with moments, and states that have words.

    The law asks for both: what a person understands (GDPR, article 12(1)), and what another
    program reads (article 20(1)).
    """
    barred = data["suppressed"]
    moments = ("paused_until", "joined_at", "confirmed_at", "left_at")
    return {
        **data,
        **{name: _moment(data[name]) for name in moments},
        "rhythm": _member(Rhythm, data["rhythm"]),
        "standing": _member(Standing, data["standing"]),
        "suppressed": barred
        and {
            "reason": _member(SuppressionReason, barred["reason"]),
            "since": _moment(barred["since"]),
            "note": _text(barred["note"]),
        },
        "consent": [
            {**one, "at": _moment(one["at"]), "note": _text(one["note"])} for one in data["consent"]
        ],
        "letters": [
            {
                "issue": one["issue"],
                "at": _moment(one["planned_at"]),
                "outcome": _member(DeliveryState, one["outcome"]),
            }
            for one in data["letters"]
        ],
        "replies": [{**one, "at": _moment(one["at"])} for one in data["replies"]],
    }


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _member(kind: type[_E], value: str) -> _E | str:
    """Return the member with a value; the value itself if another version wrote it."""
    return next((one for one in kind if one.value == value), value)


def _text(note: object) -> str:
    return note if isinstance(note, str) else json.dumps(note, ensure_ascii=False)
