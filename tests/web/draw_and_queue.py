"""Draw letters from an article, and approve and queue each: python draw_and_queue.py FILE"""

import os
import sys
from pathlib import Path

import httpx

api = httpx.Client(
    base_url=f"{os.environ['NEWSLETTER_URL']}/api/v1",
    headers={"Authorization": f"Bearer {os.environ['NEWSLETTER_KEY']}"},  # scope: edit
    timeout=60,
)


def ask(method: str, path: str, **body: object) -> dict:
    answer = api.request(method, path, json=body or None)
    told = answer.json()
    if answer.is_error:
        findings = [f"  line {one['line']}: {one['detail']}" for one in told.get("findings", [])]
        raise SystemExit("\n".join([f"{told['status']}: {told['detail']}", *findings]))
    return told


def main(file: str) -> None:
    name = ask("POST", "/articles", text=Path(file).read_text("utf-8"))["name"]
    shown = ask("GET", f"/articles/{name}")
    made = ask("POST", f"/articles/{name}/letters", expected=shown["digest"])
    for number in made["numbers"]:
        letter = ask("GET", f"/letters/{number}")
        ask("POST", f"/letters/{number}/approve", expected=letter["hash"])
    for one in ask("GET", "/queue")["letters"]:
        print(one["goes_at"], one["number"], one["subject"])  # noqa: T201  # it is run for its output


main(sys.argv[1])
