"""Where providers report back: kept raw and answered at once, read later."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from newsletter.model.hook import Hook
from newsletter.web.needs import Newsletter


def router(newsletter: Newsletter) -> APIRouter:
    """``/hooks/{provider}``."""
    routes = APIRouter(include_in_schema=False)

    @routes.post("/hooks/{provider}")
    @routes.post("/hooks/{provider}/")
    async def receive(provider: str, request: Request) -> Response:
        """Hand one call over as it came; the newsletter knows the provider's language of answers."""
        hook = Hook(
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.body(),
            query=dict(request.query_params),
        )
        status, headers = await run_in_threadpool(newsletter.receive, provider, hook)
        return Response(status_code=status, headers=dict(headers))

    return routes
