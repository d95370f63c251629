"""The JSON API for other programs, with scoped keys."""

from typing import Annotated, Final

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from newsletter.app import Newsletter
from newsletter.errors import BadAddress
from newsletter.model.secret import Scope
from newsletter.model.sign_up import SignUpAnswer, SignUpChannel, SignUpRequest
from newsletter.web.api_articles import ArticleApi
from newsletter.web.api_dispatches import DispatchApi
from newsletter.web.api_letters import LetterApi
from newsletter.web.api_parts import ONE_LINE, ApiBody, opened_by, refusals
from newsletter.web.api_queue import QueueApi
from newsletter.web.api_readers import ReaderApi
from newsletter.web.guard import at_one_pace

_PARTS: Final = (ArticleApi, LetterApi, QueueApi, DispatchApi, ReaderApi)


class SubscribeBody(ApiBody):
    """A person who asks to join; they still confirm by mail."""

    model_config = ConfigDict(extra="forbid", strict=False)

    address: Annotated[
        str,
        Field(
            min_length=3,
            max_length=254,  # RFC 5321 §4.5.3.1.3, less the brackets
            pattern=ONE_LINE,
            examples=["anna@example.org"],
            json_schema_extra={"format": "email"},
        ),
    ]
    first_name: Annotated[str, Field(max_length=200, pattern=ONE_LINE)] = ""
    language: Annotated[
        str,
        Field(
            max_length=2,
            pattern="^([a-z]{2})?$",
            description="ISO 639-1, such as `nl`; empty for the publication's.",
        ),
    ] = ""
    tags: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=50, pattern=ONE_LINE)]],
        Field(max_length=20),
    ] = []  # noqa: RUF012  # pydantic copies it
    network: Annotated[
        str,
        Field(
            max_length=45,
            pattern=ONE_LINE,
            description="The person's IP address as you saw it; stored truncated to /24 or /48.",
            json_schema_extra={"anyOf": [{"format": "ipv4"}, {"format": "ipv6"}, {"maxLength": 0}]},
        ),
    ] = ""


class ApiMessage(BaseModel):
    """What happens next. It is the same for every address, known or not."""

    status: SignUpAnswer


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
            dependencies=[opened_by(self._newsletter, Scope.SIGN_UP)],
            responses=refusals(400, 401, 403, 413, 422, 429, 503),
        )
        routes.add_api_route(
            "/issues",
            self.issues,
            methods=["GET"],
            summary="List the sent issues, newest first",
            dependencies=[opened_by(self._newsletter, Scope.READ)],
            responses=refusals(401, 403, 503),
        )
        for part in _PARTS:
            routes.include_router(part(self._newsletter).router())
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
