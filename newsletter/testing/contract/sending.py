"""What every provider does with a batch that it accepts, and what it declares."""

import html as markup
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, ClassVar

import pytest

from newsletter import providers
from newsletter.errors import ConfigError, ProviderError
from newsletter.model.delivery import CallForm, Outcome
from newsletter.model.edition import FieldPlace, fill
from newsletter.model.provider import OpensAhead
from newsletter.model.secret import Secret
from newsletter.providers.wire.finding import load
from newsletter.testing.contract.cases import (
    ProviderCase,
    afar,
    idempotent,
    looking_up,
    only,
    over_http,
)
from newsletter.testing.contract.samples import (
    SIGNS_OF_NAMES,
    a_batch,
    a_recipient,
    an_edition,
    field,
)
from newsletter.testing.server import Reply

# the name of a delivery as in older dispatches, and with the tag that proves it
names = pytest.mark.parametrize("tag", ["", "mzxw6ytboi2dkmrv"], ids=["plain id", "keyed id"])


def displayed(html: str) -> str:
    """Return what a browser shows: entities decoded, without spaces in style sheets."""
    return markup.unescape(html).replace("{ #", "{#").strip()


class SendingContract:
    """Each reader gets one mail, as the editor wrote it, with their own links alone."""

    stand_ins: ClassVar[Mapping[str, Any]]

    def test_a_batch_gives_a_receipt_for_each_reader_in_order(self, way: ProviderCase) -> None:
        batch = a_batch(3)
        receipts = way.provider.send(batch)
        assert [receipt.delivery_id for receipt in receipts] == [
            r.delivery_id for r in batch.recipients
        ]
        assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}
        assert sorted(mail.to for mail in way.sent()) == [str(r.address) for r in batch.recipients]

    def test_each_reader_gets_the_mail_as_the_editor_wrote_it(self, way: ProviderCase) -> None:
        batch = a_batch(3)
        way.provider.send(batch)
        mails = {mail.to: mail for mail in way.sent()}
        for recipient in batch.recipients:
            mail = mails[str(recipient.address)]
            edition = batch.edition
            assert mail.subject == fill(edition.subject, recipient.values)
            assert "".join(mail.text.split()) == "".join(
                fill(edition.text, recipient.values).split()
            )
            assert displayed(mail.html) == displayed(fill(edition.html, recipient.values))

    def test_each_mail_carries_its_own_unsubscribe_link_and_nobody_elses_address(
        self, way: ProviderCase
    ) -> None:
        batch = a_batch(3)
        way.provider.send(batch)
        for mail in way.sent():
            own = next(r for r in batch.recipients if str(r.address) == mail.to)
            others = [r for r in batch.recipients if r is not own]
            if not way.capabilities.owns_list_unsubscribe:
                assert mail.headers["list-unsubscribe"] == f"<{own.values['unsubscribe_url']}>"
                assert mail.headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
            whole = f"{mail.subject}{mail.html}{mail.text}{mail.headers}"
            for other in others:
                assert str(other.address) not in whole
                assert other.values["unsubscribe_url"] not in whole

    @names
    def test_each_mail_carries_our_delivery_id(self, way: ProviderCase, tag: str) -> None:
        batch = a_batch(3, tag=tag)
        way.provider.send(batch)
        carried = {mail.to: mail.delivery_id for mail in way.sent()}
        assert carried == {str(r.address): r.delivery_id for r in batch.recipients}

    def test_the_headers_of_the_edition_arrive_but_for_the_forbidden_ones(
        self, way: ProviderCase
    ) -> None:
        batch = a_batch(1)
        way.provider.send(batch)
        capabilities = way.capabilities
        expected = {
            name.lower() for name, _ in batch.edition.headers
        } - capabilities.forbidden_headers
        if capabilities.owns_list_unsubscribe:
            expected -= {"list-unsubscribe", "list-unsubscribe-post"}
        (mail,) = way.sent()
        assert expected <= set(mail.headers)
        assert not capabilities.forbidden_headers & set(mail.headers)

    @names
    @only(looking_up)
    def test_what_was_sent_is_found_where_the_provider_can_look_it_up(
        self, way: ProviderCase, tag: str
    ) -> None:
        batch = a_batch(3, tag=tag)
        assert way.provider.look_up(batch) == ()
        way.provider.send(batch)
        found = way.provider.look_up(batch)
        assert [receipt.delivery_id for receipt in found] == [
            r.delivery_id for r in batch.recipients
        ]
        assert {receipt.outcome for receipt in found} == {Outcome.ACCEPTED}

    @only(looking_up)
    def test_a_look_up_turns_every_page(self, way: ProviderCase) -> None:
        if hasattr(way.other_end, "page_size"):
            way.other_end.page_size = 2
        batch = a_batch(7)
        way.provider.send(batch)
        assert len(way.provider.look_up(batch)) == 7

    @only(over_http)
    def test_a_provider_whose_memory_proves_anything_tells_its_time(
        self, way: ProviderCase
    ) -> None:
        can = way.provider.capabilities
        if can.looks_up or can.idempotent_for is not None:
            # otherwise a clock that jumped on one side would make an old doubt look recent
            ask = getattr(way.provider, "clock", None)
            assert ask is not None
            now = ask()
            assert now is not None
            assert now.tzinfo is not None

    @only(over_http)
    def test_a_first_call_that_is_prepared_is_no_call(self, way: ProviderCase) -> None:
        ahead = way.provider
        if isinstance(ahead, OpensAhead):
            ahead.open()
            way.provider.close()
            ahead.open()
            ahead.open()
            assert not way.line.seen
        way.provider.send(a_batch(1))
        assert len(way.sent()) == 1

    @only(idempotent)
    def test_a_repeated_key_doubles_nothing_where_the_provider_promises_it(
        self, way: ProviderCase
    ) -> None:
        batch = a_batch(3)
        first = way.provider.send(batch)
        second = way.provider.send(batch)
        assert [r.delivery_id for r in first] == [r.delivery_id for r in second]
        assert len(way.sent()) == 3

    def test_an_account_in_order_passes_the_check(self, way: ProviderCase) -> None:
        assert way.provider.check() == ()

    @only(over_http)
    def test_a_refused_reader_costs_nobody_else(self, way: ProviderCase) -> None:
        way.other_end.refused = {"lezer2@example.org"}
        receipts = way.provider.send(a_batch(3))
        assert [receipt.outcome for receipt in receipts] == [
            Outcome.ACCEPTED,
            Outcome.REFUSED,
            Outcome.ACCEPTED,
        ]
        assert receipts[1].detail
        assert sorted(mail.to for mail in way.sent()) == [
            "lezer1@example.org",
            "lezer3@example.org",
        ]

    @only(over_http)
    def test_a_batch_of_refused_readers_is_refused_reader_by_reader(
        self, way: ProviderCase
    ) -> None:
        way.other_end.refused = {"lezer1@example.org", "lezer2@example.org"}
        receipts = way.provider.send(a_batch(2))
        assert {receipt.outcome for receipt in receipts} == {Outcome.REFUSED}
        assert way.sent() == []

    @only(over_http)
    def test_the_same_batch_gives_the_same_bytes(self, way: ProviderCase) -> None:
        refusal = Reply(500)
        way.line.plan(refusal, refusal)
        for _ in range(2):
            with pytest.raises(ProviderError):
                way.provider.send(a_batch(3))
        first, second = way.line.seen
        assert first.body == second.body

    def test_a_name_in_the_subject_arrives_whatever_signs_it_has(self, way: ProviderCase) -> None:
        asked = field("name_1", FieldPlace.HEADER)
        html = (
            "<!doctype html><html><body><p>",
            field("name_1", FieldPlace.HTML),
            "</p></body></html>",
        )
        edition = an_edition(
            subject=("Even, ", asked, "?"),
            html=html,
            text=("Heb je even, ", field("name_1"), "?\n"),
        )
        readers = tuple(
            a_recipient(number, extra={"name_1": name})
            for number, name in enumerate(SIGNS_OF_NAMES, 1)
        )
        way.provider.send(a_batch(edition=edition, recipients=readers))
        mails = {mail.to: mail for mail in way.sent()}
        for reader, name in zip(readers, SIGNS_OF_NAMES, strict=True):
            mail = mails[str(reader.address)]
            assert mail.subject == f"Even, {name}?"
            assert mail.text.strip() == f"Heb je even, {name}?"
            assert f"<p>{name}</p>" in displayed(mail.html)
            assert "<b>" not in mail.html

    @only(over_http)
    def test_a_line_end_in_a_name_forges_no_header(self, way: ProviderCase) -> None:
        reader = a_recipient(1, name="Anna\r\nBcc: iedereen@example.org")
        way.provider.send(a_batch(recipients=(reader,)))
        (mail,) = way.sent()
        assert "bcc" not in mail.headers
        assert not any("\n" in value for value in mail.headers.values())

    def test_settings_are_frozen_and_their_secrets_cannot_print(self, name: str) -> None:
        kind = providers.settings_type(name)
        assert is_dataclass(kind)
        assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]  # every dataclass has them
        assert kind.__doc__
        secrets = {field.name for field in fields(kind) if field.type is Secret}
        settings = kind(**{secret: Secret("hunter2") for secret in secrets})
        assert "hunter2" not in repr(settings)

    @only(afar)
    def test_a_provider_without_its_key_says_which_setting_is_missing(self, name: str) -> None:
        with pytest.raises(ConfigError, match=name):
            providers.build(name, providers.settings_type(name)())

    def test_capabilities_hang_together(self, name: str) -> None:
        capabilities = providers.capabilities_of(name)
        assert capabilities.form in CallForm
        assert capabilities.recipients_per_call >= 1
        assert capabilities.lookup_lag is None or capabilities.looks_up
        assert capabilities.lookup_reaches is None or capabilities.looks_up
        assert all(header == header.lower() for header in capabilities.forbidden_headers)
        # an editor who finds another List-Unsubscribe in a mail must be able to learn why
        assert capabilities.peculiarities or not capabilities.owns_list_unsubscribe
        in_words = [one for one in capabilities.peculiarities if isinstance(one, str)]
        assert all(words[-1] != "." and len(words) > 40 for words in in_words)
        assert load(name).Provider.name == name
