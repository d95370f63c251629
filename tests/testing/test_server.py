"""A stand-in is served as it answers, or as what is planned for it."""

import gzip
from collections.abc import Iterator

import httpx
import pytest

from newsletter import contract as former
from newsletter.testing import faults
from newsletter.testing.faults import Fault
from newsletter.testing.server import BackgroundServer, Loopback, Reply, Request, reply, served
from tests import patience


def mirror(request: Request) -> Reply:
    return reply(200, {"method": request.method, "query": request.query}, x_said="yes")


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with served(mirror) as running:
        yield running


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, verify=False, timeout=patience.SECONDS) as one:
        yield one


def test_a_stand_in_sees_the_request_and_its_reply_goes_back(
    loopback: Loopback, client: httpx.Client
) -> None:
    answer = client.put(f"{loopback.base}/a%20b?x=1&y=", content=b"body", headers={"X-Own": "e"})
    assert answer.json() == {"method": "PUT", "query": {"x": "1", "y": ""}}
    assert (answer.headers["x-said"], "date" in answer.headers) == ("yes", True)
    (seen,) = loopback.seen
    assert (seen.path, seen.body, "x-own" in seen.headers) == ("/a%20b", b"body", True)


def test_what_a_stand_in_saw_is_kept_while_more_is_read(
    loopback: Loopback, client: httpx.Client
) -> None:
    bodies = [b"first", b"other"]
    for body in bodies:
        client.post(loopback.base, content=body)
    assert [request.body for request in loopback.seen] == bodies


def test_steps_are_planned_for_one_call_each_and_then_all_is_well(
    loopback: Loopback, client: httpx.Client
) -> None:
    loopback.plan(Reply(500), Fault(answer=429, retry_after_seconds=7), lambda _: Reply(204))
    answers = [client.get(loopback.base) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [500, 429, 204, 200]
    assert answers[1].headers["retry-after"] == "7"


@pytest.mark.parametrize(("fault", "seen"), [(faults.DROP_BEFORE, 0), (faults.DROP_AFTER, 1)])
def test_a_connection_is_reset_before_or_after_the_call_was_taken(
    loopback: Loopback, client: httpx.Client, fault: Fault, seen: int
) -> None:
    loopback.plan(fault)
    with pytest.raises(httpx.ReadError):
        client.post(loopback.base, content=b"x" * 1_000_000)
    assert len(loopback.seen) == seen


def test_a_stand_in_that_fails_cuts_the_connection_and_serves_on(client: httpx.Client) -> None:
    with served(lambda request: Reply(int(request.query["status"]))) as loopback:
        with pytest.raises(httpx.TransportError):
            client.get(loopback.base)
        assert client.get(loopback.base, params={"status": "201"}).status_code == 201


def test_a_server_at_a_taken_port_says_so(loopback: Loopback) -> None:
    with pytest.raises(OSError, match="in use"):
        BackgroundServer(loopback._respond, httpx.URL(loopback.base).port or 0).start()


def test_a_server_stops_while_calls_hang_and_drip(client: httpx.Client) -> None:
    loopback = Loopback(mirror)
    loopback.plan(Fault(answer="hang"), faults.DRIP)
    with pytest.raises(httpx.ReadTimeout):
        client.get(loopback.base, timeout=httpx.Timeout(5, read=0.1))
    with client.stream("GET", loopback.base) as dripping:
        loopback.close()
        with pytest.raises(httpx.RemoteProtocolError):
            dripping.read()
    with pytest.raises(httpx.ConnectError):
        client.get(loopback.base)


@pytest.mark.parametrize("name", ["DROP_BEFORE", "DROP_AFTER", "SLOW", "DRIP", "GARBAGE"])
def test_a_fault_has_its_former_name_too(name: str) -> None:
    assert getattr(former.Knob, name) is getattr(faults, name)


def test_a_compressed_reply_is_what_it_was(loopback: Loopback, client: httpx.Client) -> None:
    loopback.plan(faults.GZIP)
    with client.stream("GET", loopback.base) as answer:
        packed = b"".join(answer.iter_raw())
    assert b'"method":"GET"' in gzip.decompress(packed)
