"""What the routes of the JSON API share: keys, refusals, and the forms of single values."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, Final, TypeAlias

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from newsletter.app import Newsletter
from newsletter.locale.speech import say
from newsletter.message import Message
from newsletter.model.editor import Program
from newsletter.model.secret import ApiKey, Scope
from newsletter.web.bodies import allow_body
from newsletter.web.guard import Unstorable, refuse_nul_in_address

_BEARER: Final = HTTPBearer(auto_error=False, description="A key made by `newsletter api-key add`.")
_CHALLENGE: Final = {"www-authenticate": "Bearer"}
_LARGEST_TEXT: Final = 4 * 1024 * 1024  # bytes of a body that carries a text
_HIGHEST: Final = 999_999_999
_NUL: Final = "it holds a NUL, which cannot be stored"

ONE_LINE: Final = r"^[^\x00-\x1f\x7f-\x9f]*$"  # no control character
HASH: Final = "^[0-9a-f]*$"

Number: TypeAlias = Annotated[int, Path(ge=1, le=_HIGHEST)]
After: TypeAlias = Annotated[
    int,
    Query(
        ge=0,
        le=_HIGHEST,
        description="The last number of the previous page; without it, the list begins.",
    ),
]
Moment: TypeAlias = Annotated[str | None, Field(json_schema_extra={"format": "date-time"})]


class ApiBody(BaseModel):
    """What a request carries. Fields that nobody knows are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nul(cls, body: object) -> object:
        """Refuse what PostgreSQL cannot store, at any depth."""
        if _holds_nul(body):
            raise PydanticCustomError("nul", _NUL)
        return body


class ApiRefusal(BaseModel):
    """Why a request was refused. ``status`` stays the same; ``detail`` is for people."""

    status: str
    detail: str


class InvalidPart(BaseModel):
    """One part of a request that is not in its form."""

    loc: list[str | int]
    msg: str
    type: str


class InvalidRequest(BaseModel):
    """A request that is not in its form (a list), or a text that cannot be read (a sentence)."""

    status: str
    detail: str | list[InvalidPart]
    line: int | None = None


class ApiNote(BaseModel):
    """Something to know. ``status`` stays the same; ``detail`` is for people."""

    status: str
    detail: str

    @classmethod
    def of(cls, message: Message) -> "ApiNote":
        """Return a message in English."""
        return cls(status=message.code, detail=say(message, "en"))


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the refusals of a route by HTTP status, for its description."""
    return {
        status: {"model": InvalidRequest if status == 422 else ApiRefusal} for status in statuses
    }


def _holds_nul(value: object) -> bool:
    match value:
        case str():
            return "\x00" in value
        case Mapping():
            return any(map(_holds_nul, (*value.keys(), *value.values())))
        case list():
            return any(map(_holds_nul, value))
        case _:
            return False


def opened_by(newsletter: Newsletter, scope: Scope) -> Any:  # noqa: ANN401  # as FastAPI's Depends
    """Return the dependency that lets in only keys with a scope."""

    def key(
        request: Request,
        given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
        response: Response,
    ) -> ApiKey:
        found = newsletter.readers.keys.opens(given.credentials if given else "")
        if found is None:
            raise HTTPException(401, "a valid key is needed", _CHALLENGE)
        if not found.may(scope):
            wanted = f'Bearer error="insufficient_scope", scope="{scope.value}"'  # RFC 6750 §3
            text = f"a key with the scope {scope.value!r} is needed"
            raise HTTPException(403, text, {"www-authenticate": wanted})
        try:
            refuse_nul_in_address(request)
        except Unstorable as error:
            asked = [{"loc": ("query",), "msg": _NUL, "type": "nul"}]
            raise RequestValidationError(asked) from error
        response.headers["cache-control"] = "no-store"
        request.state.program = Program.of(found)
        request.state.sees_readers = found.may(Scope.READERS)
        return found

    return Depends(key)


def _program(request: Request) -> Program:
    program: Program = request.state.program
    return program


By: TypeAlias = Annotated[Program, Depends(_program)]  # who acts, once a key was looked at


def _sees_readers(request: Request) -> bool:
    return bool(request.state.sees_readers)


# whether the key may know who reads; see newsletter.app.shown_counts
SeesReaders: TypeAlias = Annotated[bool, Depends(_sees_readers)]


def long_bodies(newsletter: Newsletter, scope: Scope) -> type[APIRoute]:
    """Return the class of routes whose bodies may be long, if their key has a scope."""

    def is_let_in(request: Request) -> bool:
        kind, text = get_authorization_scheme_param(request.headers.get("authorization"))
        found = newsletter.readers.keys.opens(text) if kind.lower() == "bearer" else None
        return found is not None and found.may(scope)

    class LongBodies(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]  # FastAPI's is a coroutine
            handle = super().get_route_handler()

            async def look_first(request: Request) -> Response:
                if await run_in_threadpool(is_let_in, request):
                    allow_body(request, _LARGEST_TEXT, busy=503)
                return await handle(request)

            return look_first

    return LongBodies


class ApiRoutes:
    """Collects the routes that keys with one scope open, in ``all``."""

    def __init__(self, newsletter: Newsletter, scope: Scope, tag: str) -> None:
        """Set the scope, and the word by which the description groups the routes."""
        self.all = APIRouter(tags=[tag], dependencies=[opened_by(newsletter, scope)])
        self._long = long_bodies(newsletter, scope)

    def add(
        self,
        method: str,
        path: str,
        act: Callable[..., object],
        title: str,
        *refused: int,
        conflict: type[ApiRefusal] = ApiRefusal,
        is_long: bool = False,
    ) -> None:
        """Add a route.

        Args:
            method: Its HTTP method. That of ``DELETE`` answers without a body.
            path: Its path.
            act: What answers it. Its docstring becomes part of the description.
            title: What it does, in a few words.
            refused: The HTTP statuses of its refusals, besides those of every route.
            conflict: What a refusal with 409 carries.
            is_long: Whether its body carries a text, which may be long.
        """
        responses = refusals(401, 403, *refused, 503)
        if 409 in refused:
            responses[409] = {"model": conflict}
        self.all.add_api_route(
            path,
            act,
            methods=[method],
            summary=title,
            responses=responses,
            route_class_override=self._long if is_long else None,
            status_code=204 if method == "DELETE" else 200,
        )


def written(moment: datetime | None) -> str | None:
    """Return a moment as JSON has it."""
    return None if moment is None else moment.isoformat()
