"""The API against its own description: whatever fits it, and what does not, is answered without a crash."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance

from newsletter.app import Newsletter
from newsletter.model.secret import Scope
from newsletter.web import build
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_reminders import EDITOR
from tests.serving import serving
from tests.web.test_api_permissions import TABLE


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Where a publication with letters and readers is served, and a key that opens everything."""
    folder: Path = tmp_path_factory.mktemp("described") / "own"
    with_issues_approved(a_publication(folder, SetClock(), EDITOR))
    newsletter = Newsletter.at(folder, SetClock())  # the other is closed after the first test
    newsletter.articles.add(folder / "rust.txt")
    _, key = newsletter.readers.keys.add("tests", list(Scope))
    config = uvicorn.Config(
        build(newsletter), port=0, log_config=None, access_log=False, lifespan="off"
    )
    with serving(uvicorn.Server(config)) as port:
        yield f"http://127.0.0.1:{port}", key.reveal
    newsletter.close()


@pytest.fixture(scope="module")
def operations(served: tuple[str, str]):
    """Every operation of the description, by method and path."""
    schema = schemathesis.openapi.from_url(f"{served[0]}/api/v1/openapi.json")
    found = [one.ok() for one in schema.get_all_operations()]
    return {(one.method.upper(), one.path.removeprefix("/api/v1")): one for one in found}


# what the server says to a header such as `Transfer-Encoding: W`, which never reaches the API
_NOT_HTTP = "Invalid HTTP request received."

# what there is, so that more than "not found" is tried
_THERE = {"number": st.integers(1, 4), "name": st.just("rust.txt")}


@pytest.mark.parametrize(("method", "path"), TABLE, ids=lambda part: part)
def test_nothing_that_is_asked_makes_it_crash(
    served: tuple[str, str], operations, method: str, path: str
) -> None:
    operation = operations[method, path]

    # a sign-up takes 0.4 s, whatever is asked
    @settings(max_examples=4 if path == "/subscribers" else 12)
    @given(data=st.data())
    def ask(data) -> None:
        mode = data.draw(st.sampled_from(GenerationMode))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        if data.draw(st.booleans()):
            for name in case.path_parameters or {}:
                case.path_parameters[name] = data.draw(_THERE[name])
        answer = case.call(headers={"authorization": f"Bearer {served[1]}"})
        assert answer.status_code < 500
        if answer.text == _NOT_HTTP:
            return
        assert str(answer.status_code) in operation.responses.status_codes, answer.text
        case.validate_response(answer, checks=[response_schema_conformance])

    ask()


def test_the_description_names_every_operation(operations) -> None:
    assert set(operations) == set(TABLE)
