import csv
import io
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from typing import Any, TypedDict, Unpack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.audience.exporting import export, pieces
from newsletter.audience.importing import ImportRow, importer, open_people
from newsletter.audience.importing.report import ImportReport
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.audience import Arrival, Subscriber, SuppressionReason
from tests.audience.builders import House

STATEMENT = "signed up on the website since 2023"


class Options(TypedDict, total=False):
    tags: Collection[str]
    may_tag: Callable[[str], bool]
    progress: Callable[[int], None]


def taken(house: House, file: str, **options: Unpack[Options]) -> ImportReport:
    stream = io.BytesIO(file.encode())
    return house.importer.take_in(stream, "lezers.csv", statement=STATEMENT, **options)


def test_a_preview_says_what_will_happen_and_does_nothing(house: House) -> None:
    gone = house.joined("weg@example.org")
    house.unsubscribe.leave(house.leave_token(gone))
    house.joined("anna@example.org")
    file = "email,status\nnieuw@example.org,active\nanna@example.org,active\nweg@example.org,active\nfout,active\nx@example.org,unsubscribed\ny@example.org,pending\n"
    before = house.importer.preview(io.BytesIO(file.encode()))
    assert house.store.subscribers.count() == 2
    after = taken(house, file)
    assert before == after
    assert after.arrivals == {Arrival.NEW: 1, Arrival.KNOWN: 1, Arrival.HAS_LEFT: 1}
    assert after.kept_out == {SuppressionReason.LEFT: 1}
    assert (after.pending, after.refused_count, after.rows) == (1, 1, 6)


@pytest.mark.parametrize("can", [True, False])
def test_letters_before_the_at_come_in_where_the_provider_can_carry_them(
    house: House, can: bool
) -> None:
    taking_in = replace(house.importer, unicode_local=can)
    file = "email\nlézer@example.org\nanna@example.org\n".encode()
    for report in (
        taking_in.preview(io.BytesIO(file)),
        taking_in.take_in(io.BytesIO(file), statement=STATEMENT),
    ):
        assert report.arrivals == {Arrival.NEW: 1 + can}
        assert [row.line for row in report.refused] == ([] if can else [2])
        assert {row.reason.code for row in report.refused} <= {"address-with-foreign-letters"}


def test_a_membership_is_over_by_the_day_of_the_import(house: House) -> None:
    year = house.importer.clock().year
    groups = [f"lid t/m {year + offset}" for offset in (-1, 0, 1)]
    file = "email,Groep\n" + "".join(f"a{n}@example.org,{one}\n" for n, one in enumerate(groups))
    assert [row.line for row in taken(house, file).refused] == [2]


def test_importing_again_changes_nothing(house: House) -> None:
    file = "email,first name,tags\nanna@example.org,Anna,rust\nbert@example.org,Bert,\n"
    assert taken(house, file).arrivals == {Arrival.NEW: 2}
    before = house.store.subscribers.page()
    assert taken(house, file.replace("Anna", "Ans")).arrivals == {Arrival.KNOWN: 2}
    assert house.store.subscribers.page() == before


@given(
    st.lists(
        st.tuples(
            st.integers(0, 5), st.sampled_from(["active", "unsubscribed", "bounced", "pending"])
        ),
        max_size=12,
    )
)
@settings(max_examples=25)
def test_any_file_taken_in_twice_is_taken_in_once(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, str]]
) -> None:
    house = House(tmp_path_factory.mktemp("import"))
    file = "email,status\n" + "".join(
        f"lezer{number}@example.org,{status}\n" for number, status in rows
    )
    taken(house, file)
    people, barred = house.store.subscribers.page(), house.store.suppressions.count()
    again = taken(house, file)
    assert Arrival.NEW not in again.arrivals
    assert (house.store.subscribers.page(), house.store.suppressions.count()) == (people, barred)
    house.store.close()


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("", "consent-statement-missing"),
        ("  ", "consent-statement-missing"),
        ("yes", "consent-statement-short"),
        ("ok dan", "consent-statement-short"),
    ],
)
def test_an_import_needs_a_statement_of_consent(house: House, statement: str, why: str) -> None:
    with pytest.raises(DeskError, match=why):
        house.importer.take_in(io.BytesIO(b"email\nanna@example.org\n"), statement=statement)


def test_the_statement_becomes_the_record_of_each_new_reader(house: House) -> None:
    taken(house, "email,joined at,ip\nanna@example.org,2024-03-01,192.0.2.7\n")
    (reader,) = house.store.subscribers.page()
    (consent,) = house.store.consents.of(reader.id)
    assert (consent.kind, consent.wording, consent.network) == (
        "imported",
        STATEMENT,
        "192.0.2.0/24",
    )
    source = Message("import-of", file="lezers.csv")
    assert Message.from_text(consent.note) == Message(
        "import-signed-up", source=source, signed_up=date(2024, 3, 1)
    )


def test_a_readers_own_data_have_what_an_import_recorded_as_values(house: House) -> None:
    taken(house, "email,joined at,status\nanna@example.org,2024-03-01,active\n")
    taken(house, "email,status\nanna@example.org,bounced\n")
    (reader,) = house.store.subscribers.page()
    everything: dict[str, Any] = house.preferences.everything(reader)
    source = {"code": "import-of", "data": {"file": "lezers.csv"}}
    assert everything["consent"][0]["note"] == {
        "code": "import-signed-up",
        "data": {"source": source, "signed_up": {"on": "2024-03-01"}},
    }
    assert everything["suppressed"]["note"] == source


def test_who_bounced_or_complained_elsewhere_is_not_written_to_here(house: House) -> None:
    taken(house, "email;status\na@example.org;cleaned\nb@example.org;complained\n")
    assert house.store.suppressions.count() == {
        SuppressionReason.BOUNCED: 1,
        SuppressionReason.COMPLAINED: 1,
    }
    assert house.store.subscribers.count() == 0


def test_who_is_a_reader_here_stays_one_whatever_an_old_list_says(house: House) -> None:
    reader = house.joined()
    taken(house, "email;status\nanna@example.org;unsubscribed\n")
    assert not house.store.suppressions.is_suppressed(reader.address)


def test_given_tags_are_added_to_those_of_the_file(house: House) -> None:
    taken(house, "email,tags\nanna@example.org,Rust\n", tags=["Lente 2026"])
    assert house.store.subscribers.page()[0].tags == {"rust", "lente 2026"}


def test_everyone_goes_out_with_standing_and_consent_and_comes_in_again(house: House) -> None:
    house.joined("anna@example.org", first_name="=Anna", tags=["rust"])
    gone = house.joined("bert@example.org")
    house.unsubscribe.leave(house.leave_token(gone))
    out = io.StringIO(newline="")
    count = export(
        out,
        lambda after, limit: house.store.subscribers.page(after=after, limit=limit),
        house.store.consents,
    )
    assert count == 2
    anna, bert = csv.DictReader(io.StringIO(out.getvalue()))
    assert (anna["standing"], anna["consent"], anna["tags"]) == ("confirmed", "confirmed", "rust")
    assert (bert["standing"], bert["consent"]) == ("unsubscribed", "left")
    rows = list(open_people(io.BytesIO(out.getvalue().encode())).rows)
    assert [isinstance(row, ImportRow) and str(row.address) for row in rows] == [
        "anna@example.org",
        "bert@example.org",
    ]


def test_no_cell_of_an_export_is_a_formula(house: House) -> None:
    reader = house.joined()
    house.store.subscribers.rename(reader.id, "=HYPERLINK(1)")
    out = io.StringIO(newline="")
    export(
        out,
        lambda after, limit: house.store.subscribers.page(after=after, limit=limit),
        house.store.consents,
    )
    assert "'=HYPERLINK(1)" in out.getvalue()


def test_the_export_in_pieces_is_the_whole_export(house: House) -> None:
    house.joined("anna@example.org")
    whole = io.StringIO(newline="")

    def page(after: int, limit: int) -> tuple[Subscriber, ...]:
        return house.store.subscribers.page(after=after, limit=limit)

    assert export(whole, page, house.store.consents) == 1
    found = list(pieces(page, house.store.consents))
    assert "".join(text for text, _ in found) == whole.getvalue()
    assert [people for _, people in found] == [0, 1]


def test_tags_that_may_not_be_taken_over_stay_behind(house: House) -> None:
    file = 'email,tags\nanna@example.org,"rust, loslaten"\n'
    taken(house, file, may_tag=lambda tag: tag != "rust", tags=("rust-lezer",))
    (reader,) = house.store.subscribers.page()
    assert reader.tags == {"loslaten", "rust-lezer"}


def test_progress_is_told_after_every_chunk(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "_AT_ONCE", 2)
    file = "email\n" + "".join(f"lezer{i}@example.org\n" for i in range(5))
    previewed: list[int] = []
    imported: list[int] = []
    house.importer.preview(io.BytesIO(file.encode()), progress=previewed.append)
    taken(house, file, progress=imported.append)
    assert previewed == imported == [2, 4, 5]


def test_readers_of_many_pieces_are_added_by_address(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In any other order each piece changes pages of the index all over the database."""
    monkeypatch.setattr(importer, "_AT_ONCE", 2)
    names = ["dora", "anna", "eva", "bert", "cato"]
    taken(house, "email\n" + "".join(f"{name}@example.org\n" for name in names))
    found = [reader.address.local for reader in house.store.subscribers.page()]
    assert found == sorted(names)


def test_the_first_row_of_an_address_counts_in_whatever_piece_the_others_are(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "_AT_ONCE", 2)
    rows = [
        "Zoe@example.org,Zoë",
        "bert@example.org,Bert",
        "zoe@example.org,Zo",
        "zoe@example.org,Z",
    ]
    report = taken(house, "\n".join(["email,first name", *rows]))
    assert report.arrivals == {Arrival.NEW: 2, Arrival.KNOWN: 2}
    assert [reader.first_name for reader in house.store.subscribers.page()] == ["Bert", "Zoë"]
