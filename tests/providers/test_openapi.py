"""Our requests against the vendors' own OpenAPI documents, where a developer has them.

Put ``resend.yaml``, ``sendgrid.json`` or ``mailgun.yaml`` into a folder and name
it in NEWSLETTER_OPENAPI. They are not ours to keep here.
"""

import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from newsletter import providers
from newsletter.testing.contract.samples import a_batch
from newsletter.testing.server import Request, served
from tests.providers.stand_ins import mailgun, resend, sendgrid

CALLS = {
    "resend": (resend.StandIn, "/emails/batch"),
    "sendgrid": (sendgrid.StandIn, "/v3/mail/send"),
    "mailgun": (mailgun.StandIn, "/v3/{domain_name}/messages"),
}


def problems(document: dict[str, Any], path: str, sent: object) -> list[str]:
    """What a document says against a request to one of its paths."""
    body = document["paths"][path]["post"]["requestBody"]
    for part in body.get("$ref", "").removeprefix("#").split("/")[1:]:
        body = document[part] if part in document else body[part]
    (content,) = body["content"].values()
    # what a schema refers to is looked up from the document's root
    validator = jsonschema_rs.Draft202012Validator(
        {**content["schema"], "components": document["components"]}
    )
    return [str(error.message) for error in validator.iter_errors(sent)]


def as_sent(name: str) -> object:
    """What a provider of ours sends for a batch of two."""
    make, _ = CALLS[name]
    stand_in = make()
    with served(stand_in) as loopback:
        provider = providers.build(name, stand_in.settings(loopback.base))
        provider.send(a_batch(2))
        provider.close()
        return told(loopback.seen[0])


def told(request: Request) -> object:
    if not request.headers["content-type"].startswith("multipart/"):
        return request.json()
    fields = mailgun.form(request)
    return {name: values if len(values) > 1 else values[0] for name, values in fields.items()}


def document_of(name: str) -> dict[str, Any]:
    folder = Path(os.environ.get("NEWSLETTER_OPENAPI", "nowhere"))
    found = sorted(folder.glob(f"{name}.*"))
    if not found:
        pytest.skip(f"no OpenAPI document of {name}: NEWSLETTER_OPENAPI names no folder with one")
    return yaml.safe_load(found[0].read_text(encoding="utf-8"))  # JSON is YAML too


@pytest.mark.parametrize("name", CALLS)
def test_a_request_is_what_the_vendors_document_asks_for(name: str) -> None:
    document = document_of(name)
    _, path = CALLS[name]
    path = path if path in document["paths"] else path.removeprefix("/v3")
    assert problems(document, path, as_sent(name)) == []


A_DOCUMENT = {
    "openapi": "3.1.0",
    "paths": {
        "/emails/batch": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"type": "array", "items": {"$ref": "#/components/m"}}
                        }
                    }
                }
            }
        }
    },
    "components": {
        "m": {
            "type": "object",
            "required": ["from", "to", "subject"],
            "properties": {"to": {"type": "array"}},
        }
    },
}


def test_a_document_finds_what_is_wrong_and_passes_what_is_right() -> None:
    assert problems(A_DOCUMENT, "/emails/batch", as_sent("resend")) == []
    assert problems(A_DOCUMENT, "/emails/batch", [{"from": "a", "to": "b"}])
