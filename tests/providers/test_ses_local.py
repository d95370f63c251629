"""Our requests at ``aws-ses-v2-local``, which merges with the Handlebars that Amazon merges with."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from newsletter.model.delivery import Outcome
from newsletter.model.edition import fill
from newsletter.model.secret import Secret
from newsletter.providers import ses
from newsletter.testing.contract.samples import a_batch, a_recipient
from tests import patience
from tests.needs import missing
from tests.ports import a_free_port

PROGRAM = Path(__file__).parents[2] / "node_modules" / "aws-ses-v2-local" / "dist" / "cli.js"
ACCOUNT = {
    "DedicatedIpAutoWarmupEnabled": False,
    "Details": {
        "AdditionalContactEmailAddresses": [],
        "ContactLanguage": "EN",
        "MailType": "MARKETING",
        "ReviewDetails": {"CaseId": "1", "Status": "GRANTED"},
        "UseCaseDescription": "a newsletter",
        "WebsiteURL": "https://helder.example.nl",
    },
    "EnforcementStatus": "HEALTHY",
    "ProductionAccessEnabled": True,
    "SendingEnabled": True,
    "SendQuota": {"Max24HourSend": 200, "MaxSendRate": 1, "SentLast24Hours": 0},
    "SuppressionAttributes": {"SuppressedReasons": ["BOUNCE"]},
}


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """Where it listens, on loopback, strict about variables that have no value."""
    node = shutil.which("node")
    if node is None or not PROGRAM.exists():
        missing(
            "ses-local",
            "aws-ses-v2-local is not here: npm install --no-save axe-core aws-ses-v2-local",
        )
    port = a_free_port()
    running = subprocess.Popen(
        [node, PROGRAM, "--host", "127.0.0.1", "--port", str(port)],
        env=os.environ
        | {"AWS_SES_STRICT_TEMPLATE_RENDERING": "true", "AWS_SES_ACCOUNT": json.dumps(ACCOUNT)},
        stdout=subprocess.DEVNULL,
    )
    try:
        yield listening(f"http://127.0.0.1:{port}")
    finally:
        running.terminate()
        running.wait(patience.SECONDS)


def listening(address: str) -> str:
    last = time.monotonic() + patience.SECONDS
    while time.monotonic() < last:
        try:
            if httpx.get(f"{address}/health-check", trust_env=False).is_success:
                return address
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("aws-ses-v2-local did not begin to listen in time")


@pytest.fixture
def provider(base: str) -> Iterator[ses.Provider]:
    httpx.post(f"{base}/clear-store", trust_env=False, timeout=patience.SECONDS)
    provider = ses.Provider(
        ses.Settings(
            access_key="AKIDEXAMPLE",
            secret_key=Secret("secret"),
            base=base,
            timeout=timedelta(seconds=20),
        )
    )
    yield provider
    provider.close()


def taken(base: str) -> dict[str, dict]:
    """Every mail that it would have sent, by its reader."""
    store = httpx.get(f"{base}/store", trust_env=False, timeout=patience.SECONDS)
    emails = store.json()["emails"]
    assert all(len(email["destination"]["to"]) == 1 for email in emails)
    return {email["destination"]["to"][0]: email for email in emails}


def test_a_full_call_is_taken_and_merged_as_the_editor_wrote_it(
    provider: ses.Provider, base: str
) -> None:
    batch = a_batch(50)
    receipts = provider.send(batch)
    mails = taken(base)
    edition = batch.edition
    assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED] * 50
    for recipient, receipt in zip(batch.recipients, receipts, strict=True):
        mail = mails[str(recipient.address)]
        assert mail["messageId"] == receipt.provider_id
        assert mail["subject"] == fill(edition.subject, recipient.values)
        assert mail["body"]["text"] == fill(edition.text, recipient.values)
        shown = mail["body"]["html"].replace("&#123;", "{").replace("&#125;", "}")
        assert shown.replace("{ #", "{#") == fill(edition.html, recipient.values)
        headers = {header["name"]: header["value"] for header in mail["headers"]}
        assert headers["List-Unsubscribe"] == f"<{recipient.values['unsubscribe_url']}>"
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_an_address_that_it_does_not_take_costs_nobody_else(
    provider: ses.Provider, base: str
) -> None:
    readers = (a_recipient(1), a_recipient(2, address="geen@@adres"), a_recipient(3))
    first, second, third = provider.send(a_batch(recipients=readers))
    assert (first.outcome, third.outcome) == (Outcome.ACCEPTED, Outcome.ACCEPTED)
    assert second.outcome is Outcome.REFUSED
    assert sorted(taken(base)) == ["lezer1@example.org", "lezer3@example.org"]


def test_its_account_is_read(provider: ses.Provider) -> None:
    # it knows no identities, so the whole check is for the stand-in
    account = provider.api.ask("/v2/email/account")
    assert (account["SendingEnabled"], account["ProductionAccessEnabled"]) == (True, True)
