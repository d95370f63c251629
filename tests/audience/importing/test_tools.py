"""Files of other tools, by the columns that they write."""

import io
from datetime import UTC, date, datetime

import pytest

from newsletter.audience.importing import ImportRow, RejectedRow, open_people
from newsletter.audience.importing.tools import Tool
from newsletter.audience.importing.words import ImportedStatus
from newsletter.errors import AuthorError
from newsletter.message import Message
from tests.audience.importing.exports import EXPORTS, Export


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_a_tools_export_is_recognised_and_everybody_stands_as_they_did_there(
    export: Export,
) -> None:
    people = open_people(io.BytesIO(export.file.encode()), export.name)
    rows = list(people.rows)
    assert people.header.tool is export.tool
    assert [row.status if isinstance(row, ImportRow) else None for row in rows] == export.told
    (first, *_) = rows
    assert isinstance(first, ImportRow)
    if export.proof:
        assert (str(first.address), first.proof) == ("anna@example.org", export.proof)
    if "Anna" in export.file:
        assert first.first_name == "Anna"


def test_every_tool_that_is_known_has_an_export_to_try() -> None:
    tried = {export.tool for export in EXPORTS.values()}
    assert tried == set(Tool) - {Tool.UNKNOWN, Tool.NEWSLETTER}
    assert all(export.source for export in EXPORTS.values())


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (
            "Email Address,LEID,EUID,UNSUB_TIME\na@example.org,1,2,2024-03-01 10:00:00\n",
            ImportedStatus.LEFT,
        ),
        (
            "Email Address,LEID,EUID,CLEAN_TIME\na@example.org,1,2,2024-03-01 10:00:00\n",
            ImportedStatus.BOUNCED,
        ),
        (
            "email,active_subscription,expiry,email_disabled\na@example.org,true,,true\n",
            ImportedStatus.LEFT,
        ),
        ("email,name,subscribed_to_emails\na@example.org,A,false\n", ImportedStatus.LEFT),
        ("uuid,email,attributes,status\nx,a@example.org,{},blocklisted\n", ImportedStatus.LEFT),
        (
            "email_address,type,creation_date,unsubscription_date\na@example.org,unactivated,2024-01-01,\n",
            ImportedStatus.PENDING,
        ),
        (
            "email_address,type,creation_date,unsubscription_date\na@example.org,regular,2024-01-01,\n",
            ImportedStatus.SUBSCRIBED,
        ),
        (
            "E-mailadres;Aanmelddatum;Status\na@example.org;01-03-2024;opgeschoond\n",
            ImportedStatus.BOUNCED,
        ),
        ("cid,email,status\nx,a@example.org,2\n", ImportedStatus.LEFT),
        ("cid,email,status\nx,a@example.org,3\n", ImportedStatus.BOUNCED),
        ("cid,email,status\nx,a@example.org,4\n", ImportedStatus.COMPLAINED),
        (
            "E-mailadres;Aanmelddatum;Status\na@example.org;01-03-2024;uitgeschreven\n",
            ImportedStatus.LEFT,
        ),
        ("email,status\na@example.org,Junk\n", ImportedStatus.COMPLAINED),
        ("email,status\na@example.org,Unconfirmed\n", ImportedStatus.PENDING),
        ("email,status,unsub_time\na@example.org,bounced,2024-01-01\n", ImportedStatus.LEFT),
    ],
)
def test_how_people_stood_elsewhere_is_understood(file: str, told: ImportedStatus) -> None:
    (row,) = open_people(io.BytesIO(file.encode())).rows
    assert isinstance(row, ImportRow)
    assert row.status is told


@pytest.mark.parametrize("status", ["klant", "archived", "7"])
def test_a_status_that_is_not_known_is_refused_rather_than_guessed(status: str) -> None:
    (row,) = open_people(io.BytesIO(f"email,status\na@example.org,{status}\n".encode())).rows
    assert isinstance(row, RejectedRow)
    assert row.reason == Message("row-status-unknown", heading="status", cell=status)


@pytest.mark.parametrize("moment", ["", "gisteren", "31-02-2024", "0001-01-01T00:00:00+14:00", "²"])
def test_a_moment_that_cannot_be_read_proves_nothing(moment: str) -> None:
    (row,) = open_people(io.BytesIO(f"email;joined at\na@example.org;{moment}\n".encode())).rows
    assert isinstance(row, ImportRow)
    assert row.proof in ((), (("signed-up", "31-02-2024"),))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("25/12/2024", date(2024, 12, 25)),
        ("12/25/2024", date(2024, 12, 25)),
        ("03/04/2024", "03/04/2024"),  # in March for some, in April for others
        ("1.3.2024", date(2024, 3, 1)),
        ("2024-03-01T10:05:00+02:00", datetime(2024, 3, 1, 8, 5, tzinfo=UTC)),
        ("1 maart 2024", "1 maart 2024"),
    ],
)
def test_a_moment_is_kept_as_proof_and_as_written_where_it_is_not_certain(
    written: str, kept: date | str
) -> None:
    (row,) = open_people(io.BytesIO(f"email;joined at\na@example.org;{written}\n".encode())).rows
    assert isinstance(row, ImportRow)
    assert row.proof == (("signed-up", kept),)


@pytest.mark.parametrize(
    "header", ["Contact ID,Email,First Name,Last Name,List status", "CONTACT_ID,EMAIL,LISTS"]
)
def test_the_number_of_a_contact_is_no_mark_of_one_tool(header: str) -> None:
    file = f"{header}\n1,a@example.org\n"
    assert open_people(io.BytesIO(file.encode())).header.tool is Tool.UNKNOWN


def test_permission_that_a_client_gave_by_being_one_is_a_yes() -> None:
    file = (
        "Email address,Email status,Email permission status,Created At\n"
        "a@example.org,Active,Implied,2021-11-15 19:42:23 +0000\n"
        "b@example.org,Active,Not set,2021-11-15 19:42:23 +0000\n"
        "c@example.org,Unsubscribed,Implied,2021-11-15 19:42:23 +0000\n"
    )
    first, second, third = open_people(io.BytesIO(file.encode())).rows
    assert isinstance(first, ImportRow)
    assert isinstance(second, RejectedRow)  # nobody said what that means
    assert isinstance(third, ImportRow)
    assert (first.status, third.status) == (ImportedStatus.SUBSCRIBED, ImportedStatus.LEFT)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Tijdstempel,E-mailadres,Voornaam + naam", "25-12-2024 10:05:00,a@example.org,Anna Claes"),
        ("Email,Submitted At,Invitee First Name", "a@example.org,2024-12-25T10:05:00Z,Anna"),
        ("Email,Invitee Name,Submit Date (UTC)", "a@example.org,Anna Vos,2024-12-25 10:05:00"),
        ("Naam (Voornaam),Email,Inzendingsdatum", "Anna,a@example.org,2024-12-25 10:05:00"),
        ("Voornaam (facturatie),Email,Entry Date", "Anna,a@example.org,2024-12-25 10:05:00"),
    ],
)
def test_a_form_says_who_filled_it_in_and_when(header: str, row: str) -> None:
    (who,) = open_people(io.BytesIO(f"{header}\n{row}\n".encode())).rows
    assert isinstance(who, ImportRow)
    assert who.first_name == "Anna"
    assert who.proof == (("signed-up", datetime(2024, 12, 25, 10, 5, tzinfo=UTC)),)


def test_who_is_on_no_list_of_phplist_is_a_question() -> None:
    file = (
        "Email\tIs this user confirmed\tIs this user blacklisted\tList Membership\n"
        "a@example.org\t1\t0\tBrief Workshops\nb@example.org\t1\t0\tNo Lists\n"
    )
    first, second = open_people(io.BytesIO(file.encode())).rows
    assert isinstance(first, ImportRow)
    assert isinstance(second, RejectedRow)
    assert second.reason == Message("row-tag-speaks", tag="no lists")


@pytest.mark.parametrize("heading", ["Naam, voornaam", "Naam voornaam", "Naam + voornaam"])
def test_a_name_before_a_first_name_is_no_first_name(heading: str) -> None:
    (who,) = open_people(io.BytesIO(f'email;"{heading}"\na@example.org;Claes Anna\n'.encode())).rows
    assert isinstance(who, ImportRow)
    assert who.first_name == ""


def test_when_people_signed_up_goes_before_when_a_record_was_made() -> None:
    header = "Timestamp,email,Aangemeld op"
    row = "2024-12-25 10:05:00,a@example.org,2023-01-02"
    (who,) = open_people(io.BytesIO(f"{header}\n{row}\n".encode())).rows
    assert isinstance(who, ImportRow)
    assert who.proof == (("signed-up", date(2023, 1, 2)),)


def test_a_group_with_a_status_of_its_own_is_no_group_of_google() -> None:
    file = "Email address,Group status,Email status\na@example.org,Gold,Active\nb@example.org,Owner,Active\n"
    with pytest.raises(AuthorError) as refused:
        open_people(io.BytesIO(file.encode()))
    assert refused.value.code == "import-column-unclear"


def test_who_wants_no_mail_of_a_group_of_google_is_passed_over() -> None:
    header = "Email address,Group status,Email status,Email preference"
    row = "a@example.org,Member,,Don't send email"
    (who,) = open_people(io.BytesIO(f"{header}\n{row}\n".encode())).rows
    assert isinstance(who, ImportRow)
    assert who.status is ImportedStatus.PENDING
