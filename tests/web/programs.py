"""Programs that ask the API of a real publication with a key."""

import asyncio
from typing import Any

import httpx

from newsletter.app import Newsletter
from newsletter.locale.speech import say
from newsletter.model.secret import Scope
from newsletter.web import build

BASE = "https://brief.example.nl"


class Program:
    """Sends its key with every request."""

    def __init__(self, app: Newsletter, *scopes: Scope, name: str = "website") -> None:
        self.app = app
        self.key, text = app.readers.keys.add(name, scopes)
        self.headers = {"authorization": f"Bearer {text.reveal}"}
        self._transport = httpx.ASGITransport(build(app), raise_app_exceptions=False)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport, base_url=BASE) as client:
                headers = self.headers | more.pop("headers", {})
                return await client.request(method, f"/api/v1{path}", headers=headers, **more)

        return asyncio.run(ask())

    def get(self, path: str, **query: object) -> Any:
        answer = self.request("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def does(self, method: str, path: str, **body: object) -> Any:
        answer = self.request(method, path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, method: str, path: str, **body: object) -> tuple[int, str]:
        """The HTTP status and the code of a refusal."""
        answer = self.request(method, path, **({"json": body} if body else {}))
        told = answer.json()
        assert told["detail"]
        return answer.status_code, told["status"]


def log_of(app: Newsletter) -> list[str]:
    """The sentences of the log, the latest first."""
    return [say(line.sentence, "en") for line in app.desk.log.page().lines]
