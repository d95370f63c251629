"""The API against its own description: whatever fits it, and what does not, is answered without a crash."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance

from newsletter.model.secret import Scope
from newsletter.web import build
from tests.audience.builders import House
from tests.web.builders import Newsletter


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Where the pages are served, and a key that opens everything."""
    folder: Path = tmp_path_factory.mktemp("described")
    newsletter = Newsletter(House(folder))
    _, key = newsletter.house.keys.add("tests", list(Scope))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            build(newsletter), log_config=None, access_log=False, lifespan="off"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", key.reveal
        server.should_exit = True
        thread.join(5)
    newsletter.house.store.close()


@pytest.fixture(scope="module")
def operations(served: tuple[str, str]):
    """Every operation of the description."""
    schema = schemathesis.openapi.from_url(f"{served[0]}/api/v1/openapi.json")
    return [found.ok() for found in schema.get_all_operations()]


@settings(max_examples=25)
@given(data=st.data())
def test_nothing_that_is_asked_makes_it_crash(served: tuple[str, str], operations, data) -> None:
    operation = data.draw(st.sampled_from(operations))
    case = data.draw(
        operation.as_strategy(generation_mode=data.draw(st.sampled_from(GenerationMode)))
    )
    answer = case.call(headers={"authorization": f"Bearer {served[1]}"})
    assert answer.status_code < 500
    assert str(answer.status_code) in operation.responses.status_codes, answer.text
    case.validate_response(answer, checks=[response_schema_conformance])


def test_the_description_names_both_operations(operations) -> None:
    assert {(found.method, found.path) for found in operations} == {
        ("post", "/api/v1/subscribers"),
        ("get", "/api/v1/issues"),
    }
