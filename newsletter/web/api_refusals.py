"""The refusals of the JSON API, also to hooks: they need nothing of FastAPI's, which takes long to load."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from newsletter.errors import AuthorError, NewsletterError
from newsletter.locale.speech import say
from newsletter.message import Message
from newsletter.text.folding import keepable

_MISSING: Final = frozenset(
    {"article-unknown-here", "issue-unknown", "dispatch-unknown", "subscriber-unknown"}
)
_UNREADABLE: Final = frozenset({"date-unreadable", "time-unreadable"})


class Refused(HTTPException):
    """A refusal with a code, and with values that help the calling program to continue."""

    def __init__(self, http: int, message: Message, **more: object) -> None:
        super().__init__(http, say(message, "en"))
        self.code = message.code
        self.more = more


def invalid(errors: Iterable[Mapping[str, Any]]) -> Response:
    """Return what is wrong with a request, field by field, as FastAPI describes it.

    The values are not repeated: they may not be text that can be sent, and no address
    should end up in a caller's logs.
    """
    detail = [
        {
            "loc": [part if isinstance(part, int) else keepable(str(part)) for part in one["loc"]],
            "msg": keepable(str(one["msg"])),
            "type": str(one["type"]),
        }
        for one in errors
    ]
    return JSONResponse({"status": "invalid", "detail": detail}, 422)


def refusal(status: int, detail: object, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error in JSON."""
    body = {"status": "refused", "detail": detail}
    return JSONResponse(body, status, dict(headers or {}))


def refused(error: HTTPException) -> Response:
    """Return an error of a route in JSON, with its code if it has one."""
    if not isinstance(error, Refused):
        return refusal(error.status_code, error.detail, error.headers)
    body = {"status": error.code, "detail": keepable(str(error.detail)), **error.more}
    return JSONResponse(body, error.status_code)


def unable(error: NewsletterError) -> Response:
    """Return in JSON why an act cannot be done: 404, 422 or 409.

    Places in files are given by line, without the folder on the server.
    """
    code, is_text = error.code, isinstance(error, AuthorError)
    http = 404 if code in _MISSING else 422 if is_text or code in _UNREADABLE else 409
    line = error.line if isinstance(error, AuthorError) else None
    more = {} if line is None else {"line": line}
    return refused(Refused(http, error.problem, **more))
