"""Whatever becomes of a letter, its reader's page and their own data tell it, and the reader can be helped."""

import pytest
from sqlalchemy import update

from newsletter.app import Newsletter
from newsletter.audience.tokens import Purpose
from newsletter.locale.speech import say
from newsletter.message import Message
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import DeliveryState
from newsletter.store.codes import AS_BATCH, OWN, QUEUED
from newsletter.store.schema.sending import batches, deliveries
from tests.app.dispatching import frozen
from tests.web.builders import browser
from tests.web.desk.builders import DeskBrowser, signed_in

READER = 9
EVERY = [
    *((batch, QUEUED, state) for batch, state in AS_BATCH.items()),
    *((BatchState.SENT, own, state) for own, state in OWN.items()),
]


@pytest.fixture
def owner(app: Newsletter) -> DeskBrowser:
    frozen(app)
    return signed_in(app)


def bring(app: Newsletter, batch: BatchState, own: int) -> None:
    with app.container.store.database.write() as connection:
        connection.execute(update(batches).values(state=batch))
        connection.execute(update(deliveries).values(state=own))


def test_every_state_of_a_recipient_is_tried() -> None:
    assert {state for *_, state in EVERY} == set(DeliveryState)


@pytest.mark.parametrize(("batch", "own", "state"), EVERY, ids=str)
def test_the_reader_can_be_helped_and_their_data_says_the_same(
    app: Newsletter, owner: DeskBrowser, batch: BatchState, own: int, state: DeliveryState
) -> None:
    bring(app, batch, own)
    page = owner.sent(f"/desk/readers/{READER}/open")
    assert page.status_code == 200
    assert f"</a>, {say(Message.of(state), 'nl')}</li>" in page.text
    for act in ("unsubscribe", "suppress", "forget"):
        assert owner.get(f"/desk/readers/{READER}/{act}").status_code == 200
    stamp = app.readers.preferences.keyring.stamp(Purpose.FRESH, READER, app.container.now())
    data = {"key": f"{READER}.{stamp}", "wish": "export"}
    (letter,) = browser(app).post("/data", data=data).json()["letters"]
    assert letter["outcome"] == state.value
    assert browser(app).post("/data", data={**data, "wish": "save"}).status_code == 200


@pytest.mark.parametrize("act", ["unsubscribe", "suppress", "forget"])
def test_while_a_letter_waits_its_readers_are_helped(
    app: Newsletter, owner: DeskBrowser, act: str
) -> None:
    given = {"reason": "per telefoon", "sure": "yes", "confirm": "yes"}
    answer = owner.post(f"/desk/readers/{READER}/{act}", data=given)
    assert answer.status_code == 303
    assert owner.get(answer.headers["location"]).status_code == 200
