"""Files of other tools, by the columns that they write."""

import io

import pytest

from newsletter.audience.importing import Candidate, Refused, open_people
from newsletter.audience.importing.columns import Tool
from newsletter.audience.importing.values import Told

FILES = {
    Tool.MAILCHIMP: "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LEID,EUID,NOTES,TAGS\n"
    'anna@example.org,Anna,de Vries,2,2024-03-01 10:00:00,192.0.2.7,2024-03-01 10:05:00,192.0.2.7,,1,a1,,"""Rust"",""Loslaten"""\n',
    Tool.MAILERLITE: "Subscriber,Sent,Opens,Clicks,Subscribed,Location\nanna@example.org,10,5,1,2024-03-01 10:05:00,NL\n",
    Tool.SUBSTACK: "email,active_subscription,expiry,plan,email_disabled,created_at\nanna@example.org,false,,other,false,2024-03-01T10:05:00.000Z\n",
    Tool.GHOST: "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers\n"
    '1,anna@example.org,Anna de Vries,,true,false,,2024-03-01T10:05:00.000Z,,"Rust,Loslaten",\n',
    Tool.LISTMONK: 'uuid,email,name,attributes,status,created_at,updated_at\n0a,anna@example.org,Anna,"{""a"": 1}",enabled,2024-03-01 10:05:00+00:00,\n',
    Tool.MAILTRAIN: "cid,email,first name,last name,status,created\nx1,anna@example.org,Anna,de Vries,1,2024-03-01 10:05:00\n",
    Tool.LAPOSTA: "E-mailadres;Voornaam;Achternaam;Aanmelddatum;Status\nanna@example.org;Anna;de Vries;01-03-2024 10:05;actief\n",
    Tool.BREVO: "CONTACT ID,EMAIL,FIRSTNAME,LASTNAME,ADDED_TIME,MODIFIED_TIME\n1,anna@example.org,Anna,de Vries,01-03-2024 10:05:00,\n",
}


@pytest.mark.parametrize("tool", FILES)
def test_a_file_is_recognised_by_its_columns_and_its_reader_comes_in(tool: Tool) -> None:
    people = open_people(io.BytesIO(FILES[tool].encode()))
    (row,) = people.rows
    assert people.tool is tool
    assert isinstance(row, Candidate)
    assert str(row.address) == "anna@example.org"
    assert row.told is Told.SUBSCRIBED
    assert row.joined_at is not None
    assert row.joined_at.date().isoformat() == "2024-03-01"
    if tool not in {Tool.MAILERLITE, Tool.SUBSTACK}:
        assert row.first_name == "Anna"
    if tool in {Tool.MAILCHIMP, Tool.GHOST}:
        assert row.tags == {"rust", "loslaten"}


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("Email Address,LEID,EUID,UNSUB_TIME\na@example.org,1,2,2024-03-01 10:00:00\n", Told.LEFT),
        (
            "Email Address,LEID,EUID,CLEAN_TIME\na@example.org,1,2,2024-03-01 10:00:00\n",
            Told.BOUNCED,
        ),
        ("email,active_subscription,expiry,email_disabled\na@example.org,true,,true\n", Told.LEFT),
        ("email,name,subscribed_to_emails\na@example.org,A,false\n", Told.LEFT),
        ("uuid,email,attributes,status\nx,a@example.org,{},blocklisted\n", Told.LEFT),
        ("cid,email,status\nx,a@example.org,2\n", Told.LEFT),
        ("cid,email,status\nx,a@example.org,3\n", Told.BOUNCED),
        ("cid,email,status\nx,a@example.org,4\n", Told.COMPLAINED),
        ("E-mailadres;Aanmelddatum;Status\na@example.org;01-03-2024;uitgeschreven\n", Told.LEFT),
        ("email,status\na@example.org,Junk\n", Told.COMPLAINED),
        ("email,status\na@example.org,Unconfirmed\n", Told.PENDING),
        ("email,status,unsub_time\na@example.org,bounced,2024-01-01\n", Told.BOUNCED),
    ],
)
def test_how_people_stood_elsewhere_is_understood(file: str, told: Told) -> None:
    (row,) = open_people(io.BytesIO(file.encode())).rows
    assert isinstance(row, Candidate)
    assert row.told is told


@pytest.mark.parametrize("status", ["klant", "archived", "7"])
def test_a_status_that_is_not_known_is_refused_rather_than_guessed(status: str) -> None:
    (row,) = open_people(io.BytesIO(f"email,status\na@example.org,{status}\n".encode())).rows
    assert isinstance(row, Refused)
    assert repr(status) in row.reason


@pytest.mark.parametrize("moment", ["", "gisteren", "31-02-2024", "0001-01-01T00:00:00+14:00", "²"])
def test_a_moment_that_cannot_be_read_is_none(moment: str) -> None:
    (row,) = open_people(io.BytesIO(f"email;joined at\na@example.org;{moment}\n".encode())).rows
    assert isinstance(row, Candidate)
    assert row.joined_at is None
