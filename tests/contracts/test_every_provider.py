"""Every provider of ours keeps the contract that one of your own is held to: ``newsletter.testing.contract``.

What stands at the other end of ours is in ``tests/providers/stand_ins``.
"""

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from types import ModuleType
from typing import ClassVar

import pytest

from newsletter import providers
from newsletter.delivery.rules import batch_size
from newsletter.errors import ConfigError
from newsletter.model.delivery import Recipient
from newsletter.model.edition import FieldPlace
from newsletter.rendering.personalise import personalise
from newsletter.testing.contract import ProviderContract, served
from newsletter.testing.contract.samples import a_batch, a_recipient, an_edition, field
from tests.builders.refusals import refused


class TestEveryProvider(ProviderContract):
    stand_ins: ClassVar[Mapping[str, ModuleType]] = {
        name: import_module(f"tests.providers.stand_ins.{name}") for name in providers.names()
    }


def test_an_unknown_provider_is_answered_with_those_there_are() -> None:
    with refused(ConfigError, r"duif.*outbox"):
        providers.build("duif", None)


OVER_HTTP = [
    name for name, stand_in in TestEveryProvider.stand_ins.items() if hasattr(stand_in, "TROUBLES")
]


@pytest.mark.parametrize("name", OVER_HTTP)
def test_every_stand_in_is_busy_with_and_without_a_wait_refuses_a_key_and_breaks(name: str) -> None:
    answers = [answer for answer, _ in TestEveryProvider.stand_ins[name].TROUBLES.values()]
    busy = [answer for answer in answers if answer.status == 429]
    assert {"retry-after" in answer.headers for answer in busy} == {True, False}
    assert {500, 502, 503} <= {answer.status for answer in answers}
    assert {"bad key", "bad token"} & set(TestEveryProvider.stand_ins[name].TROUBLES)


def all_of(count: int) -> tuple[Recipient, ...]:
    return tuple(a_recipient(number + 1) for number in range(count))


CAPPED = [name for name in OVER_HTTP if providers.capabilities_of(name).bytes_per_call is not None]
SMALL = 1024 * 1024  # instead of what it really takes, so that the test stays quick
# as a template comes out: quotes of attributes, line ends, letters beyond ASCII, a style sheet
HTML = '<td style="font: 16px/1.5 Georgia" class="a">één “moment” &amp; rust</td>\n' * 400


@pytest.mark.parametrize("name", CAPPED)
def test_a_batch_of_the_planned_size_fits_into_a_call(name: str) -> None:
    stand_in = TestEveryProvider.stand_ins[name].StandIn()
    edition = an_edition(html=("<body>", field("greeting", FieldPlace.HTML), HTML, "</body>"))
    can = replace(providers.capabilities_of(name), bytes_per_call=SMALL)
    count = batch_size(can, edition)
    with served(stand_in) as loopback:
        provider = providers.build(name, stand_in.settings(loopback.base))
        # with the mails in the form that it takes, and no other: a thousand whole messages take long
        provider.send(
            personalise(replace(a_batch(0, edition=edition), recipients=all_of(count)), can.form)
        )
        provider.close()
        assert max(len(request.body) for request in loopback.seen) <= SMALL
    assert count == can.recipients_per_call or count > 10


@pytest.mark.parametrize(
    ("name", "region"),
    [("mailgun", "eu"), ("sendgrid", "eu"), ("ses", "eu-west-1"), ("scaleway", "fr-par")],
)
def test_where_a_provider_has_regions_europe_is_the_one_as_it_comes(name: str, region: str) -> None:
    settings = providers.settings_type(name)()
    assert region in f"{settings.base} {getattr(settings, 'region', '')}"
