"""What goes over a connection: requests, replies, and failures of replies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

import orjson

JSON: Mapping[str, str] = {"content-type": "application/json"}
TEXT: Mapping[str, str] = {"content-type": "text/plain"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request, read whole.

    Attributes:
        path: As sent, still percent-encoded.
        query: The values by name, including empty ones.
        headers: By name in lower case.
        body: A stand-in gets bytes. The sandbox gets the connection's own
            buffer, which is overwritten by the next request.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes | bytearray | memoryview

    def json(self) -> Any:
        """Return the body parsed as JSON."""
        return orjson.loads(self.body)


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class NoReply(Enum):
    """What happens to a connection instead of a reply."""

    CLOSED = "it is closed"
    RESET = "it is reset (RST)"
    HANGING = "it stays open and silent"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer with its delay and its delivery.

    Attributes:
        reply: What is answered, or what happens instead.
        after_seconds: How long it takes.
        drips: Whether the body comes a byte at a time and breaks off after two seconds.
    """

    reply: Reply | NoReply
    after_seconds: float = 0.0
    drips: bool = False


Handle: TypeAlias = Callable[[Request], Response]


def reply(status: int, value: object = None, **headers: str) -> Reply:
    """Return a reply in JSON. A ``_`` in a header's name stands for ``-``."""
    body = b"" if value is None else orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(status, body, {**JSON, **named})
