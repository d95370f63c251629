"""What all providers share: the client, the answers' meaning, merging and isolating."""

import html
import itertools
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import (
    ConfigError,
    ProviderBusy,
    ProviderError,
    ProviderPaused,
    ProviderRefused,
    ProviderSilent,
)
from newsletter.locale.speech import say
from newsletter.message import Message
from newsletter.model.address import EmailAddress, Mailbox
from newsletter.model.delivery import Outcome, ProviderPartly, Receipt, Recipient
from newsletter.model.edition import FieldPlace, fill
from newsletter.model.secret import Secret
from newsletter.providers.wire.answers import (
    NO_CREDITS,
    AnswerMeaning,
    AnswerRule,
    BadRecipient,
    ProviderAnswer,
    error_of,
    judge,
)
from newsletter.providers.wire.batches import ItemResult, settle
from newsletter.providers.wire.calls import all_pages
from newsletter.providers.wire.http import PIECE_BYTES, Wire, key_of
from newsletter.providers.wire.isolating import isolate
from newsletter.providers.wire.mails import headers_for, multipart, written
from newsletter.providers.wire.merging import BRACE, PERCENT, Syntax, merge
from newsletter.testing.contract.samples import a_recipient, an_edition, field
from newsletter.testing.server import Reply, Request, served

MAILGUN = Syntax("%recipient.", "%", PERCENT)
BRACES = Syntax("{{params.", "}}", BRACE)


def an_answer(status: int = 200, body: bytes = b"", **headers: str) -> ProviderAnswer:
    return ProviderAnswer(
        status, {name.replace("_", "-"): value for name, value in headers.items()}, body
    )


@pytest.mark.parametrize(
    ("asked", "date", "wait"),
    [
        ("30", "", timedelta(seconds=30)),
        ("0", "", timedelta(0)),
        ("Sun, 01 Mar 2026 12:01:00 GMT", "Sun, 01 Mar 2026 12:00:00 GMT", timedelta(minutes=1)),
        ("Sun, 01 Mar 2026 11:00:00 GMT", "Sun, 01 Mar 2026 12:00:00 GMT", timedelta(0)),
        ("Sun, 01 Mar 2026 12:01:00 GMT", "", None),
        ("9999999999999999999999", "", timedelta(days=1)),
        ("soon", "", None),
        ("-5", "", None),
        ("", "", None),
        ("٣", "", None),
    ],
)
def test_the_wait_is_read_in_both_forms_and_never_longer_than_a_day(
    asked: str, date: str, wait: timedelta | None
) -> None:
    assert an_answer(429, retry_after=asked, date=date).retry_after == wait


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_retry_after_makes_it_fail(asked: str, date: str) -> None:
    wait = an_answer(429, retry_after=asked, date=date).retry_after
    assert wait is None or timedelta(0) <= wait <= timedelta(days=1)


@pytest.mark.parametrize("status", [200, 204, 302, 303, 408, 500, 502, 503, 504, 599])
def test_a_status_that_proves_nothing_is_silent(status: int) -> None:
    paused_by_words = AnswerRule(AnswerMeaning.PAUSED, says="disabled")
    assert judge((paused_by_words,), status, "", "disabled").verdict is AnswerMeaning.SILENT


def test_the_providers_words_follow_ours() -> None:
    error = error_of(
        "x", AnswerRule(AnswerMeaning.PAUSED, words=NO_CREDITS), "402 out of credits", None
    )
    assert isinstance(error, ProviderPaused)
    answer = Message.in_own_words("402 out of credits")
    assert error.problem == Message(
        "pause-with-answer", provider="x", reason=NO_CREDITS, answer=answer
    )
    assert say(error.problem, "nl").startswith("het tegoed is op")
    assert say(error.problem, "nl").endswith(" (402 out of credits)")


def test_a_providers_word_that_looks_like_a_code_of_ours_is_shown_as_it_is() -> None:
    error = error_of("x", AnswerRule(AnswerMeaning.REFUSED), "no-such-user", None)
    assert isinstance(error, ProviderError)
    assert error.problem == Message.in_own_words("no-such-user")


def test_large_bodies_leave_in_pieces_and_arrive_whole() -> None:
    body = bytes(range(256)) * (PIECE_BYTES // 64)
    assert len(body) > 3 * PIECE_BYTES

    def answer(request: Request) -> Reply:
        told = request.headers
        assert told["content-length"] == str(len(body))
        assert "transfer-encoding" not in told
        return Reply(200, b"same" if request.body == body else b"other")

    with served(answer) as loopback:
        wire = Wire("x", loopback.base, timeout=timedelta(seconds=5))
        assert wire.post("/", body).body == b"same"
        wire.close()


def test_one_connection_serves_many_calls() -> None:
    ports: list[str] = []
    with served(lambda request: ports.append(request.path) or Reply(200)) as loopback:
        wire = Wire("x", loopback.base, timeout=timedelta(seconds=5))
        for number in range(3):
            assert wire.get(f"/{number}").status == 200
        assert ports == ["/0", "/1", "/2"]
        wire.close()
        assert wire.get("/again").status == 200
        wire.close()


def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    with served(lambda _: Reply(200, b"x" * (17 * 1024 * 1024))) as loopback:
        wire = Wire("x", loopback.base, timeout=timedelta(seconds=5))
        with pytest.raises(ProviderSilent, match=r"(answer|look-up)-endless"):
            wire.get("/")
        wire.close()


def test_proxies_of_the_environment_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with served(lambda _: Reply(200, b"direct")) as loopback:
        wire = Wire("x", loopback.base, timeout=timedelta(seconds=5))
        assert wire.get("/").body == b"direct"
        wire.close()


@pytest.mark.parametrize("key", ["", "  ", "slé", "a\r\nX: y", "a\x00"])
def test_a_key_that_no_header_can_carry_is_told_as_a_setting(key: str) -> None:
    with pytest.raises(ConfigError, match="key"):
        key_of("mailgun", "key", Secret(key))


def test_a_key_is_read_without_the_line_end_of_the_file_it_came_from() -> None:
    assert key_of("mailgun", "key", Secret("abc\n")) == "abc"


def test_names_are_quoted_in_a_mailbox() -> None:
    address = EmailAddress("a", "example.org")
    assert (
        written(Mailbox('Wie "ik" ben, \\o/', address))
        == '"Wie \\"ik\\" ben, \\\\o/" <a@example.org>'
    )
    assert written(Mailbox("", address)) == "a@example.org"


@pytest.mark.parametrize("bad", ["a\r\nBcc: x@example.org", "a\nb", "a\0b"])
def test_a_header_with_a_line_end_goes_nowhere(bad: str) -> None:
    with pytest.raises(ValueError, match="line end"):
        list(headers_for([("X-Test", bad)]))


def rendered(text: str, values: dict[str, str], before: str, after: str) -> str:
    """One pass over the text, the longest name first: what a merging provider does."""
    pattern = re.escape(before) + r"\s*([\w.]+)\s*" + re.escape(after)
    return re.sub(pattern, lambda found: values.get(found[1], ""), text)


words = st.text(alphabet=st.sampled_from("{}%#recipient.params unsubscribe_url|é\n"), max_size=40)


@pytest.mark.parametrize("syntax", [MAILGUN, BRACES], ids=["percent", "braces"])
@given(st.lists(words, max_size=4), words)
def test_whatever_an_editor_or_reader_writes_arrives_as_written(
    syntax: Syntax, literals: list[str], name: str
) -> None:
    chunks = tuple(itertools.chain.from_iterable((text, field("first_name")) for text in literals))
    markup = tuple(
        itertools.chain.from_iterable(
            (text, field("first_name", FieldPlace.HTML)) for text in literals
        )
    )
    reader = a_recipient(name=name)
    merged = merge(an_edition(text=chunks or ("x",), html=markup or ("x",)), "key", syntax)
    values = merged.values(reader)
    text = rendered(merged.text, values, syntax.before, syntax.after)
    page = rendered(merged.html, values, syntax.before, syntax.after)
    assert text == fill(chunks or ("x",), reader.values)
    assert html.unescape(page) == html.unescape(fill(markup or ("x",), reader.values))


@given(words)
def test_no_braces_of_the_editor_are_left_for_the_provider(text: str) -> None:
    merged = merge(an_edition(text=(text, field("first_name"), text)), "key", BRACES)
    left = re.sub(r"\{\{params\.v[0-9a-f]{8}\w+\}\}", "·", merged.text)
    assert not re.search(r"\{[{%#]|\{·|·\}", left)


def test_a_style_sheet_keeps_its_meaning_where_braces_are_guarded() -> None:
    sheet = "<style>@media screen{#a{color:red}}</style><p>{#a}</p>"
    merged = merge(an_edition(html=(sheet,)), "key", BRACES)
    assert merged.html == "<style>@media screen{ #a{color:red}}</style><p>&#123;#a}</p>"


def test_names_of_variables_cannot_be_guessed_and_repeat_with_the_key() -> None:
    edition = an_edition()
    assert merge(edition, "one", MAILGUN) == merge(edition, "one", MAILGUN)
    assert merge(edition, "one", MAILGUN).fields != merge(edition, "two", MAILGUN).fields


def test_a_multipart_body_cannot_be_split_by_its_own_text() -> None:
    content_type, body = multipart([("text", "--part-0\r\n\r\nforged")], "key")
    boundary = content_type.partition("boundary=")[2]
    assert body.count(boundary.encode()) == 2


class Picky:
    """Takes all or nothing: a call with a bad address takes nothing."""

    def __init__(self, bad: set[str], named: bool) -> None:
        self.bad = bad
        self.named = named
        self.taken: list[str] = []
        self.calls = 0

    def __call__(self, recipients: Sequence[Recipient]) -> Sequence[Receipt]:
        self.calls += 1
        bad = [str(r.address) for r in recipients if str(r.address) in self.bad]
        if bad:
            raise BadRecipient(f"not valid: {bad[0].upper()}" if self.named else "one is not valid")
        self.taken += [r.delivery_id for r in recipients]
        return [Receipt(r.delivery_id, Outcome.ACCEPTED) for r in recipients]


readers = tuple(a_recipient(number) for number in range(1, 33))


@given(st.sets(st.integers(1, 32)), st.booleans())
def test_bad_addresses_are_found_and_cost_nobody_else(bad: set[int], named: bool) -> None:
    hand = Picky({f"lezer{number}@example.org" for number in bad}, named)
    receipts = isolate("x", readers, hand, within=timedelta(seconds=30))
    refused = {receipt.delivery_id for receipt in receipts if receipt.outcome is Outcome.REFUSED}
    assert refused == {f"d1k2e3y4.{number}" for number in bad}
    assert [receipt.delivery_id for receipt in receipts] == [r.delivery_id for r in readers]
    assert sorted(hand.taken) == sorted({r.delivery_id for r in readers} - refused)


def test_one_unnamed_bad_address_among_a_thousand_costs_few_calls() -> None:
    many = tuple(a_recipient(number) for number in range(1000))
    hand = Picky({"lezer617@example.org"}, named=False)
    isolate("x", many, hand, within=timedelta(seconds=30))
    assert hand.calls <= 21


def half_way(error: Exception) -> None:
    """Thirty-one readers in two halves: the first is taken, then there is trouble."""
    picky = Picky({"lezer32@example.org"}, named=False)

    def hand(recipients: Sequence[Recipient]) -> Sequence[Receipt]:
        if picky.taken:
            raise error
        return picky(recipients)

    isolate("x", readers, hand, within=timedelta(seconds=30))


@pytest.mark.parametrize(
    "cause", [ProviderBusy("x", "429", retry_after=None), ProviderPaused("x", "402")]
)
def test_trouble_half_way_tells_who_was_taken_and_that_the_others_were_not(
    cause: ProviderError,
) -> None:
    with pytest.raises(ProviderPartly) as told:
        half_way(cause)
    assert told.value.cause is cause
    assert [receipt.delivery_id for receipt in told.value.receipts] == [
        reader.delivery_id for reader in readers[:16]
    ]


def test_silence_half_way_is_doubt() -> None:
    with pytest.raises(ProviderSilent, match="part-decided-then") as told:
        half_way(ProviderSilent("x", "reset"))
    assert type(told.value) is ProviderSilent


class Mute(Picky):
    """Refuses a call with a bad address, and does not say that it is about one."""

    words = "Validation failed (request 0f3a-{number})"

    def __call__(self, recipients: Sequence[Recipient]) -> Sequence[Receipt]:
        try:
            return super().__call__(recipients)
        except BadRecipient as bad:
            raise ProviderRefused("x", self.words.format(number=self.calls)) from bad


@given(st.sets(st.integers(1, 32), max_size=8))
def test_a_few_readers_whom_nobody_names_are_found_and_cost_nobody_else(bad: set[int]) -> None:
    hand = Mute({f"lezer{number}@example.org" for number in bad}, named=False)
    receipts = isolate("x", readers, hand, within=timedelta(seconds=30))
    assert {one.delivery_id for one in receipts if one.outcome is Outcome.REFUSED} == {
        f"d1k2e3y4.{number}" for number in bad
    }
    assert len(hand.taken) == len(set(hand.taken)) == 32 - len(bad)


@pytest.mark.parametrize("many", [2, 3, 5, 32, 300, 1000])
def test_when_everybody_is_refused_with_the_same_words_it_is_us(many: int) -> None:
    all_of_them = tuple(a_recipient(number) for number in range(many))
    hand = Mute({str(reader.address) for reader in all_of_them}, named=False)
    with pytest.raises(ProviderPaused, match="Validation failed"):
        isolate("x", all_of_them, hand, within=timedelta(seconds=30))
    assert hand.taken == []
    assert hand.calls <= 17


def test_one_reader_alone_proves_nothing_about_us() -> None:
    hand = Mute({"lezer1@example.org"}, named=False)
    (receipt,) = isolate("x", readers[:1], hand, within=timedelta(seconds=30))
    assert receipt.outcome is Outcome.REFUSED


def test_readers_refused_each_with_words_of_their_own_are_refused() -> None:
    class Wordy(Mute):
        def __call__(self, recipients: Sequence[Recipient]) -> Sequence[Receipt]:
            self.words = f"Field {'abcdefgh'[int(recipients[0].delivery_id[-1])]} is odd"
            return super().__call__(recipients)

    hand = Wordy({str(reader.address) for reader in readers[:4]}, named=False)
    receipts = isolate("x", readers[:4], hand, within=timedelta(seconds=30))
    assert {receipt.outcome for receipt in receipts} == {Outcome.REFUSED}


def test_a_refusal_that_names_a_reader_in_its_words_costs_that_reader_alone() -> None:
    hand = Mute({"lezer7@example.org"}, named=False)
    hand.words = "lezer7@example.org cannot be mailed"
    receipts = isolate("x", readers, hand, within=timedelta(seconds=30))
    assert [one.delivery_id for one in receipts if one.outcome is Outcome.REFUSED] == ["d1k2e3y4.7"]
    assert hand.calls == 2


def test_who_was_refused_by_name_stays_refused_when_the_others_show_that_it_is_us() -> None:
    def hand(recipients: Sequence[Recipient]) -> Sequence[Receipt]:
        if any(reader is readers[4] for reader in recipients):
            raise BadRecipient("lezer5@example.org is not valid")
        raise ProviderRefused("x", "no")

    with pytest.raises(ProviderPartly) as told:
        isolate("x", readers, hand, within=timedelta(seconds=30))
    assert [one.delivery_id for one in told.value.receipts] == ["d1k2e3y4.5"]
    assert isinstance(told.value.cause, ProviderPaused)


def test_what_a_half_says_of_each_reader_is_kept_when_trouble_follows() -> None:
    def hand(recipients: Sequence[Recipient]) -> Sequence[Receipt]:
        if len(recipients) == 32:
            raise BadRecipient("one is not valid")
        receipts = [Receipt(one.delivery_id, Outcome.ACCEPTED) for one in recipients[:3]]
        raise ProviderPartly("x", receipts, ProviderBusy("x", "429", retry_after=None))

    with pytest.raises(ProviderPartly) as told:
        isolate("x", readers, hand, within=timedelta(seconds=30))
    assert len(told.value.receipts) == 3


@pytest.mark.parametrize(("many", "is_ours"), [(19, False), (20, True), (50, True)])
def test_a_batch_answered_one_by_one_with_the_same_refusal_is_ours_unless_it_is_small(
    many: int, is_ours: bool
) -> None:
    them = tuple(a_recipient(number) for number in range(many))
    said = [ItemResult("", "FAILED", f"internal check 8{number}") for number in range(many)]
    if is_ours:
        with pytest.raises(ProviderPaused, match="internal check"):
            settle("x", them, said, TABLE)
    else:
        assert len(settle("x", them, said, TABLE)) == many
    gone = [ItemResult("", "406", "inactive")] * many
    assert {one.outcome for one in settle("x", them, gone, TABLE)} == {Outcome.REFUSED}


TABLE = (
    AnswerRule(AnswerMeaning.BAD_RECIPIENT, code="406"),
    AnswerRule(AnswerMeaning.BUSY, code="100"),
    AnswerRule(AnswerMeaning.PAUSED, code="405", words=NO_CREDITS),
)
TAKEN, GONE, LATER, EMPTY, ODD = (
    ItemResult("id"),
    ItemResult("", "406"),
    ItemResult("", "100"),
    ItemResult("", "405"),
    ItemResult(),
)


@pytest.mark.parametrize(
    ("said", "error", "cause"),
    [
        ([LATER, LATER], ProviderBusy, None),
        ([EMPTY, LATER], ProviderPaused, None),
        ([TAKEN, LATER], ProviderPartly, ProviderBusy),
        ([TAKEN, EMPTY], ProviderPartly, ProviderPaused),
        ([GONE, EMPTY], ProviderPartly, ProviderPaused),
        ([TAKEN, ODD], ProviderSilent, None),
        ([TAKEN], ProviderSilent, None),
    ],
)
def test_a_call_that_fails_in_part_is_told_apart(
    said: list[ItemResult], error: type[ProviderError], cause: type[ProviderError] | None
) -> None:
    with pytest.raises(ProviderError) as told:
        settle("x", readers[:2], said, TABLE)
    assert type(told.value) is error
    if isinstance(told.value, ProviderPartly):
        assert type(told.value.cause) is cause
        assert [receipt.delivery_id for receipt in told.value.receipts] == [readers[0].delivery_id]


def test_a_refused_reader_has_a_receipt_with_the_reason() -> None:
    receipts = settle("x", readers[:2], [TAKEN, GONE], TABLE)
    assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED, Outcome.REFUSED]
    assert receipts[1].detail == "406"


def test_a_search_that_takes_too_long_ends_before_the_lease_does() -> None:
    ticks = itertools.count()
    with pytest.raises(ProviderBusy, match="isolating-too-slow"):
        isolate(
            "x",
            readers,
            Picky({str(r.address) for r in readers}, named=False),
            within=timedelta(seconds=3),
            ticking=lambda: float(next(ticks)),
        )


def test_an_address_is_not_mistaken_for_a_longer_one_that_holds_it() -> None:
    few = (a_recipient(1, address="bo@example.org"), a_recipient(2, address="jimbo@example.org"))
    receipts = isolate(
        "x", few, Picky({"jimbo@example.org"}, named=True), within=timedelta(seconds=9)
    )
    assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED, Outcome.REFUSED]


def test_a_look_up_without_end_proves_nothing() -> None:
    pages = all_pages("x", lambda offset: ["a", "b"], 5)
    with pytest.raises(ProviderSilent, match=r"(answer|look-up)-endless"):
        list(pages)


def test_a_look_up_ends_at_the_first_empty_page() -> None:
    asked: list[int] = []

    def page(offset: int) -> list[str]:
        asked.append(offset)
        return ["a", "b", "c"][offset : offset + 2]

    assert list(all_pages("x", page, 5)) == ["a", "b", "c"]
    assert asked == [0, 2, 3]


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": "\\ud800b"}', {"a": "\ud800b"}),
        (b'{"a": %s}' % (b"9" * 5000), {"a": float("inf")}),
        (b'{"a": NaN, "b": 1}', None),
        (b"{", None),
        (b"[" * 100_000 + b"]" * 100_000, None),
        (b"\xff", None),
    ],
    ids=["half a surrogate pair", "an endless number", "NaN", "cut off", "nested", "no UTF-8"],
)
def test_an_answer_is_read_as_far_as_it_is_json(body: bytes, value: object) -> None:
    read = ProviderAnswer(200, {}, body).json()
    assert read == value if value is not None else read is None or read["b"] == 1


def test_what_a_provider_says_comes_without_control_characters() -> None:
    answer = an_answer(400, "no\x00 \x1b[2Jsuch\r\n user\ud800".encode(errors="surrogatepass"))
    assert not any(sign in answer.words for sign in "\x00\x1b\r\n")
    refused = error_of("x", AnswerRule(AnswerMeaning.REFUSED), "no\x00such", None)
    assert "nosuch" in str(refused)


CALLED = """
import sys
from datetime import timedelta
from newsletter.providers.wire.http import Wire
wire = Wire("it", sys.argv[1], timeout=timedelta(seconds=9))
wire.get("/")
wire.close()
print(*sys.modules)
"""


def test_a_call_needs_nothing_that_only_the_command_line_of_httpx_needs() -> None:
    with served(lambda _: Reply(200)) as server:
        command = [sys.executable, "-c", CALLED, server.base]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
    found = set(run.stdout.split())
    assert "httpx" in found
    assert not found & {"click", "httpx._main", "pygments", "rich"}
