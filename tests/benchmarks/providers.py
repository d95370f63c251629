"""How fast requests are built: a thousand readers a batch, 30 KB of HTML each."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from newsletter import providers
from newsletter.model.delivery import Batch, CallForm
from newsletter.model.edition import FieldPlace, fill
from newsletter.providers.wire.answers import ProviderAnswer
from newsletter.providers.wire.finding import load
from newsletter.testing.contract.samples import a_batch, an_edition, field

READERS = 1_000


class Nowhere(Exception):
    """The request is built; it goes no further."""


def a_large_batch(readers: int) -> Batch:
    edition = an_edition(
        html=(
            '<!doctype html><html lang="nl"><body><p>',
            field("greeting", FieldPlace.HTML),
            "</p>" + "<p>één alinea van de brief, met woorden &amp; tekens</p>\n" * 560,
            '<a href="',
            field("unsubscribe_url", FieldPlace.ATTRIBUTE),
            '">Uitschrijven</a></body></html>',
        )
    )
    batch = a_batch(1, edition=edition)
    return replace(a_batch(readers, edition=edition), key=batch.key)


def rate(build: Callable[[], object], readers: int) -> float:
    """Readers a second, the best of five."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        build()
        best = min(best, time.process_time() - start)
    return readers / best


def built(name: str, stand_in: Any) -> float:
    """Everything of ``send`` but the network."""
    provider = providers.build(name, stand_in.settings("http://127.0.0.1:9"))
    readers = min(READERS, provider.capabilities.recipients_per_call)
    batch = a_large_batch(readers)
    wire = provider.api.wire  # type: ignore[attr-defined]  # each of those measured here has one

    def stop(*_: object, **__: object) -> ProviderAnswer:
        raise Nowhere

    wire.post = stop

    def build() -> None:
        for _ in range(READERS // readers):
            try:
                provider.send(batch)
            except Nowhere:
                continue

    return rate(build, READERS // readers * readers)


@cache
def plain(form: CallForm) -> float:
    """The yardstick: readers a second whose values, or whole letters, become JSON."""
    batch = a_large_batch(READERS)
    values = [reader.values for reader in batch.recipients]
    if form is CallForm.MERGE:
        return rate(lambda: json.dumps(values).encode(), READERS)
    html = batch.edition.html
    return rate(lambda: json.dumps([fill(html, each) for each in values]).encode(), READERS)


def rows() -> Iterator[tuple[str, float, str, str]]:
    from importlib import import_module

    for name in providers.names():
        stand_ins = import_module(f"tests.providers.stand_ins.{name}")
        if not hasattr(stand_ins, "StandIn"):
            continue
        form = load(name).Provider.capabilities.form
        figure = built(name, stand_ins.StandIn())
        yield (f"build requests for {name} ({form.value})", figure, "readers/s a core", "")
        yield ("… time beside plain JSON of the same", plain(form) / figure, "×", "")


def hearing() -> Iterator[tuple[str, float, str, str]]:
    """Reading what providers report: one call with an event, and one with a thousand."""
    from newsletter.providers import mailgun, sendgrid

    folder = Path(__file__).parents[1] / "recordings"
    one = (folder / "mailgun" / "delivered.json").read_bytes()
    alone = mailgun.webhook(mailgun.Settings())
    figure = rate(lambda: [alone.read(one) for _ in range(READERS)], READERS)
    yield "read calls of one event (mailgun)", figure, "events/s a core", "≥ 10,000"
    bare = rate(lambda: [json.loads(one) for _ in range(READERS)], READERS)
    yield "… time beside plain JSON", bare / figure, "×", ""
    events = orjson.loads((folder / "sendgrid" / "delivered.json").read_bytes())
    many = orjson.dumps(events * READERS)
    together = sendgrid.webhook(sendgrid.Settings())
    figure = rate(lambda: together.read(many), READERS)
    yield "read a call of a thousand events (sendgrid)", figure, "events/s a core", "≥ 10,000"
    yield "… time beside plain JSON", rate(lambda: json.loads(many), READERS) / figure, "×", ""


def measure() -> list[tuple[str, float, str, str]]:
    return [*rows(), *hearing()]
