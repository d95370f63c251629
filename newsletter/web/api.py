"""The JSON API for other programs, with scoped keys."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, HTTPException, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from newsletter.app import Newsletter
from newsletter.errors import BadAddress
from newsletter.model.secret import ApiKey, Scope
from newsletter.model.sign_up import SignUpAnswer, SignUpChannel, SignUpRequest
from newsletter.text.folding import keepable
from newsletter.web.guard import at_one_pace

_BEARER: Final = HTTPBearer(auto_error=False, description="A key made by `newsletter api-key add`.")
_CHALLENGE: Final = {"www-authenticate": "Bearer"}


_ONE_LINE: Final = r"^[^\x00-\x1f\x7f-\x9f]*$"  # no control character


class SubscribeBody(BaseModel):
    """A person who asks to join; they still confirm by mail."""

    model_config = ConfigDict(extra="forbid")

    address: Annotated[
        str,
        Field(
            min_length=3,
            max_length=254,  # RFC 5321 §4.5.3.1.3, less the brackets
            pattern=_ONE_LINE,
            examples=["anna@example.org"],
            json_schema_extra={"format": "email"},
        ),
    ]
    first_name: Annotated[str, Field(max_length=200, pattern=_ONE_LINE)] = ""
    language: Annotated[
        str,
        Field(
            max_length=2,
            pattern="^([a-z]{2})?$",
            description="ISO 639-1, such as `nl`; empty for the publication's.",
        ),
    ] = ""
    tags: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=50, pattern=_ONE_LINE)]],
        Field(max_length=20),
    ] = []
    network: Annotated[
        str,
        Field(
            max_length=45,
            pattern=_ONE_LINE,
            description="The person's IP address as you saw it; stored truncated to /24 or /48.",
            json_schema_extra={"anyOf": [{"format": "ipv4"}, {"format": "ipv6"}, {"maxLength": 0}]},
        ),
    ] = ""


class ApiMessage(BaseModel):
    """What happens next. It is the same for every address, known or not."""

    status: SignUpAnswer


class ApiRefusal(BaseModel):
    """Why a request was refused. ``detail`` is for the developer of the calling program."""

    status: str
    detail: str


class ArchivedLetter(BaseModel):
    """A sent issue."""

    number: Annotated[int, Field(ge=1)]
    slug: str
    title: str
    sent_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    url: Annotated[str, Field(json_schema_extra={"format": "uri"})]


class JsonApi:
    """``/api/v1/…``."""

    def __init__(self, newsletter: Newsletter) -> None:
        self._newsletter = newsletter

    def router(self) -> APIRouter:
        """Return the routes. Their descriptions make the OpenAPI document."""
        routes = APIRouter(prefix="/api/v1")
        routes.add_api_route(
            "/subscribers",
            self.sign_up,
            methods=["POST"],
            status_code=202,
            summary="Request a subscription for a person",
            dependencies=[Depends(_may(self._newsletter, Scope.SIGN_UP))],
            responses=_refusals(400, 401, 413, 429, 503),
        )
        routes.add_api_route(
            "/issues",
            self.issues,
            methods=["GET"],
            summary="List the sent issues, newest first",
            dependencies=[Depends(_may(self._newsletter, Scope.READ))],
            responses=_refusals(401, 503),
        )
        return routes

    async def sign_up(self, asked: SubscribeBody) -> ApiMessage:
        """Sends a confirmation mail, if one is due. Nobody is subscribed without confirming."""
        wish = SignUpRequest(
            address=asked.address,
            way=SignUpChannel.API,
            first_name=asked.first_name,
            language=asked.language,
            tags=asked.tags,
            client=asked.network,
        )
        try:
            async with at_one_pace():
                answer = await run_in_threadpool(self._newsletter.readers.subscribe.sign_up, wish)
        except BadAddress as error:
            raise HTTPException(
                422, [{"loc": ["body", "address"], "msg": str(error), "type": "address"}]
            ) from error
        if answer is SignUpAnswer.TOO_MANY:
            raise HTTPException(429, "too many from this network", {"retry-after": "3600"})
        return ApiMessage(status=answer)

    def issues(self) -> list[ArchivedLetter]:  # noqa: D102  # a docstring would go into the OpenAPI document
        base = self._newsletter.readers.pages_at
        return [
            ArchivedLetter(
                number=found.issue.number,
                slug=found.issue.slug,
                title=found.issue.title,
                sent_at=found.sent_at.isoformat(),
                url=f"{base}/archive/{found.issue.slug}",
            )
            for found in self._newsletter.readers.archive.issues()
        ]


def _refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": ApiRefusal} for status in statuses}


def _may(newsletter: Newsletter, scope: Scope):  # type: ignore[no-untyped-def]  # noqa: ANN202  # FastAPI reads the inner function
    def key(
        given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)], response: Response
    ) -> ApiKey:
        found = newsletter.readers.keys.opens(given.credentials if given else "", scope)
        if found is None:
            raise HTTPException(401, f"a key with the scope {scope.value!r} is needed", _CHALLENGE)
        response.headers["cache-control"] = "no-store"
        return found

    return key


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
    return JSONResponse({"detail": detail}, 422)


def refusal(status: int, detail: object, headers: dict[str, str]) -> Response:
    """Return an error in JSON."""
    return JSONResponse({"status": "refused", "detail": detail}, status, headers)
