"""What every provider's webhook accepts and answers, also to invalid input."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsletter import providers
from newsletter.errors import BadHook
from newsletter.model.delivery import Report
from newsletter.model.hook import Hook
from newsletter.model.provider import ChecksHead
from newsletter.model.secret import Secret
from newsletter.testing.contract.cases import only, reporting

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PROOFS = (
    "authorization",
    "svix-id",
    "svix-timestamp",
    "svix-signature",
    "signature",
    "x-twilio-email-event-webhook-signature",
    "x-twilio-email-event-webhook-timestamp",
    "x-lettermint-signature",
    "x-lettermint-delivery",
    "mailtrap-signature",
)
# a few examples each; a subclass runs these tests in another class
FEW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


class WebhookContract:
    """No call is accepted without proof, and no body makes the reader raise."""

    stand_ins: ClassVar[Mapping[str, Any]]

    @only(reporting)
    @pytest.mark.parametrize("is_set_up", [False, True], ids=["without secrets", "with secrets"])
    @FEW
    @given(
        st.dictionaries(
            st.sampled_from(PROOFS), st.text(max_size=12) | st.just("Basic Og=="), max_size=3
        ),
        st.binary(max_size=30) | st.sampled_from([b"{}", b"[]", b'{"signature":{}}']),
    )
    def test_a_call_that_proves_nothing_is_never_believed(
        self, name: str, is_set_up: bool, headers: dict[str, str], body: bytes
    ) -> None:
        kind = providers.settings_type(name)
        secrets = {field.name: Secret("c2VjcmV0") for field in fields(kind) if field.type is Secret}
        webhook = providers.webhook(name, kind(**secrets) if is_set_up else kind())
        assert webhook is not None
        with pytest.raises(BadHook):
            webhook.verify(Hook(headers, body), NOON)
        if isinstance(webhook, ChecksHead):
            with suppress(BadHook):  # the head alone may let a call in, and none may raise
                webhook.admit(Hook(headers, b""), NOON)

    @only(reporting)
    def test_answers_to_a_webhook_are_statuses_that_mean_what_they_should(self, name: str) -> None:
        webhook = providers.webhook(name, providers.settings_type(name)())
        assert webhook is not None
        dialect = webhook.dialect
        assert 200 <= dialect.accepted < 300
        assert dialect.forged in {401, 403}
        assert dialect.store_down in {429, 503}
        assert webhook.handshake(b"{}") is None

    @only(reporting)
    @FEW
    @given(st.binary(max_size=40) | ANYTHING.map(lambda value: json.dumps(value).encode()))
    def test_no_body_makes_the_reader_fail(self, name: str, body: bytes) -> None:
        webhook = providers.webhook(name, providers.settings_type(name)())
        assert webhook is not None
        assert all(isinstance(report, Report) for report in webhook.read(body))
