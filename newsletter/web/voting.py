"""Was this a clear moment? Two buttons; the answer is counted by a press, never by opening."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from newsletter.web.needs import Newsletter
from newsletter.web.pages import Pages
from newsletter.web.visitors import typed_into


def router(newsletter: Newsletter, pages: Pages) -> APIRouter:
    """``/moment/{token}``."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/moment/{token}", methods=["GET", "HEAD"])
    def ask(token: str, request: Request) -> Response:
        newsletter.readers.voting.look(token)
        return pages.show("moment", wishes=(request.query_params.get("lang"),), token=token)

    @routes.post("/moment/{token}")
    async def answer(token: str, request: Request) -> Response:
        form = await typed_into(request, most=5)
        given = str(form.get("answer", ""))
        wishes = (request.query_params.get("lang"),)
        if given not in {"yes", "no"}:
            return pages.show("moment", wishes=wishes, token=token)
        voting = newsletter.readers.voting
        vote = await run_in_threadpool(voting.vote, token, is_yes=given == "yes")
        return pages.show("answered", wishes=wishes, vote=vote.value)

    return routes
