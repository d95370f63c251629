"""The pages on a socket, until the process is told to stop."""

from newsletter.web import build
from newsletter.web.needs import Newsletter


def serve(newsletter: Newsletter, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; requests in flight end first.

    Without an access log, whose lines would hold readers' tokens, and without
    believing a proxy's headers: the pages read those of trusted proxies themselves.
    """
    import uvicorn

    uvicorn.run(
        build(newsletter),
        host=host,
        port=port,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_level="warning",
        timeout_graceful_shutdown=20,
    )
