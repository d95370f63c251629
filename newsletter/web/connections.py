"""Connections that do not wait for ever for a request's head."""

import asyncio
from typing import Final

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS: Final = 10.0


class HurriedProtocol(H11Protocol):
    """uvicorn's HTTP/1.1; a head that is not whole in time ends the connection.

    uvicorn itself limits a head's size and how long an idle connection is kept
    after an answer, but waits without end for the first request and for the
    rest of a head.
    """

    head_seconds = HEAD_SECONDS
    _awaited_head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Take what came; between two requests it is the beginning of a head."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._stop_waiting()
        elif self.cycle is None or self.cycle.response_complete:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the waiting with the connection."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        if self._awaited_head is None:
            self._awaited_head = self.loop.call_later(self.head_seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._awaited_head is not None:
            self._awaited_head.cancel()
            self._awaited_head = None
