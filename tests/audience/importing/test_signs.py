"""How people stood elsewhere, whatever a file calls it: nobody who left comes in."""

import csv
import io
import shlex
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import TypedDict, Unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.audience.importing import ImportRow, Overrides, RejectedRow, open_people
from newsletter.audience.importing.columns import Column
from newsletter.audience.importing.header import Header
from newsletter.audience.importing.words import ImportedStatus
from newsletter.cli.hints import hints
from newsletter.errors import AuthorError, DeskError
from newsletter.message import Message

TODAY = date(2026, 11, 30)


class Said(TypedDict, total=False):
    """What an editor says about a file."""

    columns: Sequence[str]
    values: Sequence[str]
    everyone: str


def stands(file: str, name: str = "readers.csv", **said: Unpack[Said]) -> list[str]:
    """How each row's person stood; ``refused`` for a row, or for the whole file."""
    overrides = Overrides.parse(**said)
    try:
        people = open_people(io.BytesIO(file.encode()), name, overrides=overrides, today=TODAY)
        rows = list(people.rows)
    except AuthorError:
        return ["refused"]
    return [row.status.value if isinstance(row, ImportRow) else "refused" for row in rows]


def header(file: str) -> Header:
    return open_people(io.BytesIO(file.encode())).header


def one(heading: str, cell: str) -> str:
    """How the person of one row stands, in whose file one column speaks."""
    (stood,) = stands(f'"email";"{heading}"\na@example.org;"{cell}"\n')
    return stood


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *(("Double opt-in", "0"), ("optin_status", "pending"), ("Bestätigt", "nein")),
        *(("Needs confirmation", "Yes"), ("Moet nog bevestigen", "ja")),
        *(("Bevestigingsmail geklikt", "nee"), ("Status", "niet meer actief")),
        *(("confirmed", "nee"), ("Confirmed?", "N"), ("status", "nicht bestätigt")),
        *(("Email Marketing Consent", "NEVER_SUBSCRIBED"), ("Status", "Niet ingeschreven")),
        *(("Marketing contact status", "Non-marketing contact"), ("Statut", "en attente")),
    ],
)
def test_who_never_confirmed_elsewhere_is_passed_over(heading: str, cell: str) -> None:
    assert one(heading, cell) == "pending"


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *(("Subscribed", "FALSE"), ("Opt-out", "1"), ("Is active", "no"), ("optIn", "false")),
        *(
            ("Do not email", "true"),
            ("Unsubscribed At", "2024-01-02 10:00"),
            ("STATUS", "UNSUBSCRIBED"),
        ),
        *(("Unsubscribe Date", "03/12/2024"), ("Unsubscribe Date", "12 mrt 2024"), ("dnc", "x")),
        *(("unsubscribed", "45352"), ("unsubscribed", "1709251200"), ("Unsubscribed? (Y/N)", "Y")),
        *(("Nieuwsbrief", "nee"), ("Nieuwsbrief (ja/nee)", "Nee"), ("Wil nieuwsbrief", "nee")),
        *(("Geen nieuwsbrief", "ja"), ("Niet mailen", "x"), ("Afgemeld op", "1-2-2024")),
        *(("Uitgeschreven", "12-03-2024"), ("Afmeldreden", "te veel mail"), ("Geblokkeerd", "ja")),
        *(
            ("Opgezegd per", "01-01-2024"),
            ("AVG-toestemming", "nee"),
            ("Abgemeldet am", "1.2.2024"),
        ),
        *(("Newsletter abonniert", "nein"), ("Einwilligung", "Nein"), ("Status", "Gekündigt")),
        *(("Désabonné", "oui"), ("Date de désinscription", "01/02/2024"), ("Consentement", "non")),
        *(("Statut", "Désabonné"), ("Status", "Uitgeschreven op 3 mei 2024"), ("blocked", "1")),
        *(("status", "Unsubscribed (by admin)"), ("email_blacklisted", "True"), ("Optout", "wahr")),
        *(("Email Suppressions", "['USER_SUPPRESSED']"), ("UNSUB_CAMPAIGN_TITLE", "Brief 3")),
        *(
            ("Newsletter status", "cancelled"),
            ("Deleted at", "2024-01-01"),
            ("Groep", "unsubscribed"),
        ),
        *(("No newsletter", "yes"), ("wants_newsletter", "0"), ("email_consent", "declined")),
        *(("Unsubscribes", "2"), ("mailing list status", "-1"), ("Accepts Marketing", "no")),
        *(
            ("HasOptedOutOfEmail", "1"),
            ("Nieuwsbriefstatus", "afgemeld"),
            ("Mag gemaild worden", "nee"),
        ),
        *(
            ("Sperrvermerk", "ja"),
            ("Zustimmung", "nein"),
            ("Ne pas contacter", "oui"),
            ("Refus", "oui"),
        ),
        *(
            ("Opt-in", "No (2024-01-01)"),
            ("newsletter", "\u2717"),
            ("status", "\u200bUnsubscribed"),
        ),
        *(("globalUnsubscribe", "1"), ("Bulk email", "Do Not Allow"), ("Abmeldedatum", "1.2.2024")),
        *(("Uitgeschr.", "12-03-2024"), ("Uitschr. datum", "1-2-2024"), ("Afgem.", "ja")),
        *(("Abbestellt am", "1.2.2024"), ("Austragung", "ja"), ("Opzegdatum", "1-2-2024")),
        *(("left", "2024-01-02"), ("Résiliation", "01/02/2024"), ("Stop", "x")),
        *(("Uitgeschreven", "ma 12 maart 2024 10:00"), ("Uitgeschreven", "maart 2024")),
        *(("Lid af", "ja"), ("Lid af per", "1-2-2024"), ("LidAf", "x"), ("Lid af (ja/nee)", "Ja")),
        *(("Lid-af", "J"), ("Datum lid af", "2024-01-02"), ("Reden lid af", "verhuisd")),
        *(("Geen lid meer", "ja"), ("Bedankt per", "1-2-2024"), ("Bedankt als lid", "1-2-2024")),
        *(("Uitgetreden", "ja"), ("Datum uittreding", "1-2-2024"), ("Geroyeerd", "ja")),
        *(("Afgevoerd op", "1-2-2024"), ("Abonnee af", "ja"), ("Austrittsdatum", "1.2.2024")),
        *(("Kein Mitglied mehr", "ja"), ("Membership ended", "2024-01-02"), ("Status", "Lid af")),
    ],
)
def test_who_left_elsewhere_has_left(heading: str, cell: str) -> None:
    assert one(heading, cell) == "left"


@pytest.mark.parametrize(
    ("heading", "cell", "told"),
    [
        ("E-mail Status", "Hard bounced", "bounced"),
        ("Email hard bounce reason", "MAILBOX_FULL", "bounced"),
        ("Invalid email address", "true", "bounced"),
        ("last_bounce_at", "2024-01-01", "bounced"),
        ("Bounce type", "hard", "bounced"),
        ("Status", "Onbestelbaar", "bounced"),
        ("Zustand", "unzustellbar", "bounced"),
        ("Marked as spam", "2024-01-01", "complained"),
        ("Spam complaints", "1", "complained"),
        ("Klacht", "ja", "complained"),
        ("complained_at", "2024-01-01T10:00:00Z", "complained"),
        ("Statut", "plainte", "complained"),
    ],
)
def test_who_bounced_or_complained_elsewhere_did(heading: str, cell: str, told: str) -> None:
    assert one(heading, cell) == told


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *(("Unsubscribed At", ""), ("Unsubscribed At", "0000-00-00 00:00:00"), ("Opt-out", "0")),
        *(
            ("Do not email", "false"),
            ("Bounce count", "0"),
            ("Afgemeld op", "-"),
            ("Subscribed", "1"),
        ),
        *(("Subscribed", "2024-03-01"), ("Toestemming", "12-03-2024"), ("Nieuwsbrief", "x")),
        *(
            ("unsubscribe_url", "https://example.org/u/1"),
            ("SMS opt-in", "no"),
            ("Opt-in bron", "beurs"),
        ),
        *(("Subscription plan", "free"), ("Lead Status", "Open"), ("Email Suppressions", "[]")),
        *(
            ("Lid af", ""),
            ("Lid af", "nee"),
            ("Lid sinds", "2024-01-01"),
            ("Lid", "nee"),
            ("Lid afdeling", "Utrecht"),
            ("Lidnummer", "12"),
            ("Lid geworden op", "2024-01-01"),
            ("Geen lid", "ja"),
            ("Af te halen", "ja"),
            ("Bedankt voor donatie", "2024-01-01"),
            ("Bedankbrief", "ja"),
            ("Mitglied seit", "2024-01-01"),
            ("Last Active", "2024-01-01"),
            ("status", "1"),
            ("Statut", "Abonné"),
            ("Unsubscribed", "NULL"),
        ),
    ],
)
def test_who_stayed_elsewhere_comes_in(heading: str, cell: str) -> None:
    assert one(heading, cell) == "subscribed"


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *(("Global status", "archived"), ("Status", "weg"), ("Status", "Actief tot 2023")),
        *(("Opt-out", "confirmed"), ("Bounce count", "3"), ("Soft bounces", "2"), ("Status", "7")),
        *(("Status", "not bounced"), ("Uitgeschreven", "via formulier"), ("Consent", "misschien")),
        *(("Tags", "vip, unsubscribed"), ("Subscription end date", "2024-01-01")),
        *(("Unsubscribed", "subscribed?"), ("Newsletter", "Wekelijks")),
        *(("Lid t/m", "2024"), ("Ingeschreven t/m", "31-12-2023"), ("Einddatum", "31-12-2023")),
        *(("Datum uit", "31-12-2023"), ("End date", "2024-01-02"), ("T/m", "2024")),
        *(("Status", "Oud-lid"), ("Status", "Bedankt"), ("Status", "Lid t/m 2024")),
        *(("Lid tot", "2024-01-01"), ("Einde lidmaatschap", "1-2-2024"), ("Lid af", "misschien")),
    ],
)
def test_what_speaks_of_consent_and_is_not_understood_is_refused(heading: str, cell: str) -> None:
    assert one(heading, cell) == "refused"


def test_a_refusal_names_the_column_and_the_value_and_what_to_say() -> None:
    file = "email,Global status\na@example.org,subscribed\nb@example.org,archived\n"
    _, refused = open_people(io.BytesIO(file.encode())).rows
    assert isinstance(refused, RejectedRow)
    assert refused.reason == Message("row-status-unknown", heading="Global status", cell="archived")
    with pytest.raises(AuthorError) as whole:
        open_people(io.BytesIO(b"email,Opt-in keuze\na@example.org,beurs\n"))
    assert whole.value.problem == Message(
        "import-column-unclear", heading="Opt-in keuze", cells=("beurs",), first="beurs"
    )


def test_the_editors_word_goes_before_what_a_column_seems_to_say() -> None:
    file = "email,Stand\na@example.org,gone\nb@example.org,here\n"
    assert stands(file) == ["subscribed", "subscribed"]
    said = {"columns": ["Stand=status"], "values": ["gone=left", "here=subscribed"]}
    assert stands(file, **said) == ["left", "subscribed"]
    assert stands(file, columns=["stand=status"], values=["gone=bounced"]) == ["bounced", "refused"]
    ignored = "email,Consent\na@example.org,misschien\n"
    assert stands(ignored) == ["refused"]
    assert stands(ignored, columns=["Consent=ignore"]) == ["subscribed"]
    assert stands("email,Reden\na@example.org,druk\nb@example.org,\n", columns=["Reden=left"]) == [
        "left",
        "subscribed",
    ]
    assert stands("email,Tags\na@example.org,unsubscribed\n", columns=["Tags=tags"]) == [
        "subscribed"
    ]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"columns": ["List status"]}, "import-override-unreadable"),
        ({"columns": ["List status=nonsense"]}, "import-meaning-unknown"),
        ({"values": ["gone=away"]}, "import-status-unknown"),
        ({"everyone": "gone"}, "import-status-unknown"),
    ],
)
def test_a_meaning_that_there_is_not_is_refused_with_those_that_there_are(
    said: Said, why: str
) -> None:
    with pytest.raises(DeskError) as refused:
        Overrides.parse(**said)
    assert refused.value.code == why


def test_the_options_under_a_refused_column_can_be_typed_as_they_are() -> None:
    file = "email,Consent level\na@example.org,groen\nb@example.org,rood\n"
    with pytest.raises(AuthorError) as refused:
        open_people(io.BytesIO(file.encode()))
    typed = shlex.split(hints(refused.value.message)[0].partition("FILE ")[2])
    assert typed[::2] == ["--column", "--value"]
    assert stands(file, columns=[typed[1]], values=[typed[3]]) == ["subscribed", "refused"]


def test_a_column_that_is_not_there_is_told_with_those_that_are() -> None:
    overrides = Overrides.parse(columns=["Stauts=status"])
    with pytest.raises(
        AuthorError, match=r"import-no-column .columns=.email; Status., heading='Stauts'"
    ):
        open_people(io.BytesIO(b"email,Status\na@example.org,active\n"), overrides=overrides)


def test_a_row_without_a_yes_is_refused_where_others_have_one() -> None:
    assert stands("email,Nieuwsbrief\na@example.org,x\nb@example.org,\n") == [
        "subscribed",
        "refused",
    ]
    assert stands("email,status\na@example.org,active\nb@example.org,\n") == [
        "subscribed",
        "refused",
    ]
    both = "email,status,list status\na@example.org,active,\nb@example.org,,active\n"
    assert stands(both) == ["subscribed", "subscribed"]
    assert stands("email,status\na@example.org,\n") == ["subscribed"]


def test_a_yes_to_anything_else_is_no_yes_to_the_newsletter() -> None:
    other = "E-mail;Akkoord;Nieuwsbrief\na@example.org;ja;ja\nb@example.org;ja;\n"
    assert stands(other) == ["subscribed", "refused"]
    confirmed = "E-mail;E-mail bevestigd;Nieuwsbrief\na@example.org;ja;ja\nb@example.org;ja;\n"
    assert stands(confirmed) == ["subscribed", "refused"]
    assert stands("E-mail;Akkoord\na@example.org;ja\n") == ["subscribed"]


@pytest.mark.parametrize(
    "file",
    [
        "email,status,nieuwsbrief\na@example.org,actief,ja\nb@example.org,actief,\n",
        "email,Opt-in,Mailing per post\na@example.org,ja,ja\nb@example.org,ja,\n",
        "Email Address,MEMBER_RATING,CONFIRM_TIME,Newsletter\na@example.org,2,2024-01-01,yes\nb@example.org,2,2024-01-01,",
        "email,Klaviyo ID,Opt-in,Newsletter\na@example.org,1,yes,yes\nb@example.org,2,yes,\n",
    ],
)
def test_a_status_and_the_columns_of_a_tool_are_a_yes_beside_a_blank_newsletter(file: str) -> None:
    assert stands(file) == ["subscribed", "subscribed"]


@pytest.mark.parametrize("own", ["running", "lopend"])
def test_a_status_under_an_unknown_heading_is_one_also_with_a_word_of_the_tools_own(
    own: str,
) -> None:
    words = ("subscribed", "cleaned", own, "unsubscribed", "pending", "complained")
    file = "email,Membership\n" + "".join(f"a{n}@x.example,{w}\n" for n, w in enumerate(words))
    read = ["subscribed", "bounced", "refused", "left", "pending", "complained"]
    assert stands(file) == read
    read[2] = "subscribed"
    assert stands(file, values=[f"{own}=subscribed"]) == read


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("unsubscribed.csv", "left"),
        ("Uitgeschreven lezers 2024.csv", "left"),
        ("afmeldingen.csv", "left"),
        ("abmeldungen.csv", "left"),
        ("desabonnes.csv", "left"),
        ("suppression-list.csv", "left"),
        ("bounces_2024.csv", "bounced"),
        ("cleaned_members_export_1.csv", "bounced"),
        ("spam-complaints.csv", "complained"),
        ("subscribed.csv", "subscribed"),
        ("lezers-zonder-afmeldingen.csv", "subscribed"),
        ("cleaned-up list.csv", "subscribed"),
        ("Opgeschoonde lijst 2024.csv", "subscribed"),
        ("newsletter-cleaned.csv", "subscribed"),
        ("bounces removed.csv", "subscribed"),
    ],
)
def test_a_list_whose_only_sign_is_its_name_is_what_its_name_says(name: str, told: str) -> None:
    assert stands("email,voornaam\na@example.org,Anna\n", name) == [told]
    assert stands("email\na@example.org\n", name, everyone="subscribed") == ["subscribed"]
    # a date that is missing there tells nothing
    assert stands("email,unsubscribed at\na@example.org,\n", name) == [told]
    # where a column tells it of everybody, a name decides nothing
    assert stands("email,unsubscribed\na@example.org,no\n", name) == ["subscribed"]
    assert stands("email,status\na@example.org,active\n", name) == ["subscribed"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        *(("nonsubscribed_email_audience_export_1.csv", "pending"), ("pending.csv", "pending")),
        *(("nonsubscribed_email_audience_export_b3e17a.csv", "pending"),),
        *(("nonsubscribed_email_audience_export_abcdef.csv", "pending"),),
        *(("sms_only_audience_export_0b7f53.csv", "pending"), ("removed_4f1e.csv", "left")),
        *(("niet-bevestigd.csv", "pending"), ("inactive contacts 2024.csv", "pending")),
        *(("cleaned.csv", "bounced"), ("removed.csv", "left"), ("geblokkeerd (2).csv", "left")),
        *(("deleted-subscribers.csv", "left"), ("Blocked_contacts.csv", "left")),
        *(("spending.csv", "subscribed"), ("out.csv", "subscribed"), ("lezers.csv", "subscribed")),
        *(("active.csv", "subscribed"), ("bounces removed.csv", "subscribed")),
    ],
)
def test_a_list_that_is_named_by_a_status_alone_has_people_of_that_status(
    name: str, told: str
) -> None:
    assert stands("email,voornaam\na@example.org,Anna\n", name) == [told]


@pytest.mark.parametrize("heading", ["Unsubscribed", "Afgemelde adressen", "E-mail (opt-out)"])
def test_addresses_under_a_heading_that_speaks_of_leaving_have_left(heading: str) -> None:
    assert stands(f"{heading}\na@example.org\nb@example.org\n") == ["left", "left"]


def test_a_list_without_a_header_is_read_by_what_is_in_it() -> None:
    assert stands("a@example.org;Anna;unsubscribed\nb@example.org;Bram;unsubscribed\n") == [
        "left",
        "left",
    ]


def test_every_column_is_told_as_used_or_not() -> None:
    found = header("Email,First name,Last name,List status\na@example.org,Anna,Vos,subscribed\n")
    assert [heading for heading, _ in found.used] == ["Email", "First name", "List status"]
    assert found.unused == ("Last name",)


@pytest.mark.parametrize(
    "file",
    [
        "Naam;Adres;Postcode;Plaats;E-mail\nAnna Vos;Dorpsstraat 1;1234 AB;Delft;a@example.org\n",
        "Address,City,Email\nMain Street 1,Delft,a@example.org\n",
        "Email,Email Address\n,a@example.org\n",
        "E-mail;E-mailadres\nja;a@example.org\n",
        "Contact owner,Email\nred@example.net,a@example.org\n",
        "Mail,Contact\nja,a@example.org\n",
        "Email,Work email\n-,a@example.org\n",
        "Postadres,Adresse e-mail\nDorpsstraat 1,a@example.org\n",
        "Kontakt;Straße\na@example.org;Weg 1\n",
        "Email domain,Subscriber\nexample.org,a@example.org\n",
        "Abonnee;Bedrijf\na@example.org;Bos\n",
        "Oud e-mailadres;Nieuw e-mailadres\nb@example.net;a@example.org\n",
    ],
)
def test_the_addresses_are_in_the_column_that_has_them(file: str) -> None:
    (row,) = open_people(io.BytesIO(file.encode())).rows
    assert isinstance(row, ImportRow)
    assert str(row.address) == "a@example.org"


def test_a_second_address_that_more_people_have_is_not_taken_for_the_first() -> None:
    file = "E-mailadres;E-mail 2, adres\na@example.org;b@example.net\n;c@example.net\n"
    first, second = open_people(io.BytesIO(file.encode())).rows
    assert isinstance(first, ImportRow)
    assert str(first.address) == "a@example.org"
    assert isinstance(second, ImportRow)
    assert str(second.address) == "c@example.net"
    assert header(file).used == (
        ("E-mailadres", Column.ADDRESS),
        ("E-mail 2, adres", Column.ADDRESS),
    )


def test_one_address_in_every_row_is_not_the_readers() -> None:
    file = "Accountmanager,E-mail\n" + "".join(
        f"red@example.net,lezer{n}@example.org\n" for n in range(9)
    )
    rows = list(open_people(io.BytesIO(f"{file}red@example.net,\n".encode())).rows)
    assert [str(row.address) for row in rows if isinstance(row, ImportRow)] == [
        f"lezer{n}@example.org" for n in range(9)
    ]
    assert isinstance(rows[-1], RejectedRow)


SAYS_GONE = st.one_of(
    st.tuples(
        st.sampled_from(
            ["Status", "List status", "global_status", "E-mail Status", "Statut", "state"]
        ),
        st.sampled_from(
            [
                "unsubscribed",
                "Unsubscribed",
                "BOUNCED",
                "hard bounce",
                "complained",
                "cleaned",
                "Spam",
                "uitgeschreven",
                "Afgemeld",
                "abgemeldet",
                "désabonné",
                "blocklisted",
                "opted-out",
            ]
        ),
    ),
    st.tuples(
        st.sampled_from(
            ["Unsubscribed", "opt_out", "Uitgeschreven op", "Bounced", "Blocked", "complaint"]
        ),
        st.sampled_from(
            ["1", "yes", "TRUE", "ja", "x", "2024-05-01", "01-05-2024", "1.5.2024 10:00"]
        ),
    ),
    st.tuples(
        st.sampled_from(["Subscribed", "Nieuwsbrief", "opt-in", "newsletter_consent", "Is active"]),
        st.sampled_from(["0", "no", "False", "nee", "nein", "non", "N"]),
    ),
)
SAYS_HERE = st.one_of(
    st.tuples(
        st.sampled_from(["Member status", "status 2"]), st.sampled_from(["active", "subscribed"])
    ),
    st.tuples(
        st.sampled_from(["Confirmed", "Opt in", "Newsletter"]), st.sampled_from(["1", "yes", "x"])
    ),
    st.tuples(
        st.sampled_from(["Created", "Plaats", "Naam"]), st.sampled_from(["", "2024-01-01", "Vos"])
    ),
    st.tuples(
        st.sampled_from(["Unsubscribed at", "Hard bounces"]), st.sampled_from(["", "0", "-"])
    ),
)


@given(
    gone=st.lists(SAYS_GONE, min_size=1, max_size=3),
    here=st.lists(SAYS_HERE, max_size=5),
    order=st.randoms(use_true_random=False),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_nobody_with_any_sign_of_leaving_comes_in(
    gone: list[tuple[str, str]],
    here: list[tuple[str, str]],
    order: Random,
    delimiter: str,
    encoding: str,
) -> None:
    columns = [("Email", "weg@example.org"), *gone, *here]
    order.shuffle(columns)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([[heading for heading, _ in columns], [cell for _, cell in columns]])
    try:
        rows = list(open_people(io.BytesIO(out.getvalue().encode(encoding))).rows)
    except AuthorError:
        return  # refused whole, with the column that is not understood
    assert not [
        row
        for row in rows
        if isinstance(row, ImportRow) and row.status is ImportedStatus.SUBSCRIBED
    ]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *(("Opmerking", "uitgeschreven op 3 mei 2024"), ("Notes", "Unsubscribed 2024-01-01")),
        *(("Laatste actie", "afmelding"), ("Bemerkung", "hat sich abgemeldet")),
        *(("Remarque", "désinscrit en mai"), ("Notes", "please do not mail")),
        *(("Tags", "vip, unsub"), ("Tags", "afgemeld-2024"), ("Labels", "geen mail meer")),
        *(("Lists", "Weekly (unsubscribed)"), ("List Membership", "Brief (blacklisted)")),
        *(
            ("Groep", "Oud-lid"),
            ("Soort", "Ex-abonnee"),
            ("Type", "former member"),
        ),
        *(
            ("Art", "Ehemaliges Mitglied"),
            ("Genre", "ancien abonné"),
            ("Soort", "voormalige donateur"),
        ),
        *(("Opmerking", "Lid t/m 2024"), ("Groep", "t/m dec 2023"), ("Opmerking", "Bedankt")),
        *(
            ("Opmerking", "bedankt per 1-1-2024"),
            ("Opmerking", "Bedankt als lid"),
            ("Groep", "Gestopt"),
        ),
        *(
            ("Opmerking", "gestopt in mei 2023"),
            ("Notes", "Membership ended"),
            ("Groep", "Overleden 2022"),
        ),
        *(("Opmerking", "\u2020 2021"), ("Notes", "please remove"), ("Bemerkung", "bitte löschen")),
        *(("Opmerking", "graag niet meer mailen"), ("Notitie", "wil van de lijst af")),
        *(("Notitie", "mail stoppen"), ("Notitie", "mailadres klopt niet meer")),
        *(("Notitie", "op verzoek verwijderd"), ("Remarque", "ne plus contacter")),
        *(("Notitie", "Gestopt."), ("Notitie", "Opgezegd!"), ("Notitie", "Vertrokken.")),
        *(("Notitie", "Niet meer."), ("Notitie", "gestorven"), ("Notitie", "Is overleden")),
        *(("Notitie", "is vorig jaar overleden"), ("Notitie", "Is gestopt"), ("Tags", "gestopt")),
        *(
            ("Notitie", "heeft opgezegd"),
            ("Notitie", "lid-af per 1-1-2024"),
            ("Tags", "yoga, oud-abonnee"),
        ),
        *(("Notitie", "Geen nieuwsbrief"), ("Notitie", "Geen nieuwsbrief meer")),
        *(("Notitie", "wil geen nieuwsbrief meer"), ("Notitie", "Nieuwsbrief niet meer")),
        *(("Notitie", "nieuwsbrief: nee"), ("Bemerkung", "Kein Newsletter")),
        *(("Bemerkung", "möchte keinen Newsletter"), ("Notes", "no longer wants newsletter")),
        *(("Remarque", "plus de newsletter"), ("Notes", "not interested")),
        *(("Notitie", "van de maillijst af"), ("Notes", "remove from the mailing list")),
        *(("Notitie", "gestopt 2023-05-01"), ("Notitie", "gestopt (mei 2023)")),
        *(("Lidmaatschap", "abonnee tot en met 2025"), ("Functie", "lid tot mei 2020")),
        *(("Tags", "do-not-mail"), ("Tags", "do_not_mail"), ("Labels", "do-not-contact")),
        *(("Tags", "bounce"), ("Tags", "spam"), ("Notes", "hard bounce 2024")),
        *(("Notes", "no more emails please"), ("Notes", "does not want emails anymore")),
        *(("Notes", "wants off the list"), ("Notes", "please take me off your mailing list")),
        *(("Notes", "marked as spam"), ("Notitie", "als spam gemeld"), ("Notes", "Delete")),
        *(("Notitie", "geen mailings meer"), ("Notitie", "gestopt met de nieuwsbrief")),
        *(("Notitie", "nieuwsbrief opgezegd"), ("Bemerkung", "Newsletter abbestellt")),
        *(
            ("Notitie", "mail komt niet aan"),
            ("Notitie", "Verwijderen"),
            ("Groep", "geen lid meer"),
        ),
        *(("Remarque", "ne veut plus de mails"), ("Tags", "oud-lezer")),
        *(("Naam", "Anna (uitgeschreven)"), ("Voornaam", "Anna - AFGEMELD")),
        *(("Name", "Anna Vos, unsubscribed"), ("Bedrijf", "Praktijk Vos (opgezegd)")),
    ],
)
def test_a_note_or_a_tag_that_speaks_of_leaving_is_a_question(heading: str, cell: str) -> None:
    assert one(heading, cell) == "refused"
    assert one(heading, "rust") == "subscribed"


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *(("Notes", "has a cancelled order"), ("Profile", "https://example.org/unsubscribe")),
        *(("Data", '{""unsubscribe_token"": 1}'), ("Order status", "cancelled")),
        *(("Opmerking", "Bedankt voor de mooie brief"), ("Notitie", "haar man is overleden")),
        *(("Notitie", "gestopt met roken"), ("Notitie", "heeft haar baan opgezegd")),
        *(
            ("Groep", "oud-cliënt"),
            ("Groep", "nieuw lid"),
            ("Groep", "lid"),
            ("Traject", "loopt tot 2026"),
        ),
        *(
            ("Notes", "excellent member"),
            ("Notitie", "niet meer moe"),
            ("Card expiry", "2027-01-02"),
        ),
        *(
            ("Last charge status", "declined"),
            ("Refund status", "refused"),
            ("Consent to track", "no"),
        ),
        *(("Email deliverability status", "Valid"), ("Toestemming", "Aangevinkt")),
        *(("Wil je de nieuwsbrief?", "Ja, heel graag!"), ("Needs confirmation", "no")),
        *(("Orderstatus", "geannuleerd"), ("Verzendstatus", "verzonden")),
        *(("Nieuwsbrief", "Ja, graag"), ("Newsletter", "yes please"), ("Abo", "Ja, bitte")),
        *(("Unsubscribed", "never"), ("Afgemeld", "nooit"), ("Newsletter (aan/uit)", "aan")),
        *(("Consent expired", "no"), ("Oud-abonnee", ""), ("Toestemming gegeven op", "1-1-2024")),
        *(("Notitie", "lid t/m 31-12-2027"), ("Notitie", "abonnee tot en met 2030")),
        *(("Lidmaatschap", "lid t/m 31-12-2026"), ("Groep", "t/m dec 2026")),
        *(("Opleiding", "tot 2010"), ("Werk", "beëindigd"), ("Coachtraject", "gestopt")),
        *(("Thema", "overleden kind"), ("Thema", "overleden partner"), ("Thema", "overleden")),
        *(("Notes", "deceased husband"), ("Notitie", "overleden partner")),
        *(("Notitie", "oud-lid gemeenteraad"), ("Notes", "former member of parliament")),
        *(("Tags", "oud-leden, yoga"), ("Notitie", "mag van de wachtlijst af")),
        *(("Notes", "remove from waiting list"), ("Notes", "please remove allergy note")),
        *(("Bemerkung", "Bitte löschen Sie alte Rechnung"),),
        *(("Notitie", "niet meer sturen per post"), ("Notitie", "Gestopt in 2019 met werk")),
        *(("Notitie", "vertrokken op 3 mei naar Afrika"), ("Achternaam", "Bedankt")),
        *(("Bedrijf", "Gestopt"), ("Company", "Lapsed"), ("Bedrijf", "De Afmelder BV")),
        *(("Notitie", "stoppen met de nieuwsbrief op papier"),),
        *(("Notitie", "geen mail gekregen"), ("Groep", "geen lid"), ("Notes", "remove gluten")),
        *(("Notes", "wants more emails"), ("Notes", "take her off the waiting list")),
        *(("Notes", "do not contact by phone"), ("Notitie", "gestopt met werken")),
        *(("Remarque", "veut plus de mails"), ("Notitie", "pakje verwijderen uit kast")),
        *(
            ("Naam", "Anna Vos-Afmeld"),
            ("Naam", "Bounce Dansschool"),
            ("Naam", "Vos, Anna (coach)"),
        ),
    ],
)
def test_what_only_sounds_like_leaving_asks_nothing(heading: str, cell: str) -> None:
    assert one(heading, cell) == "subscribed"


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *(("Newsletter", "No thanks"), ("Nieuwsbrief", "Nee, liever niet")),
        *(("Nieuwsbrief", "Nee, nu even niet"), ("Nieuwsbrief", "niet aangevinkt")),
        *(("Werbesperre", "ja"), ("Mailsperre", "x")),
        *(("Wil mail", "nee"), ("receives_email", "false"), ("Abo aktiv", "nein"), ("AVG", "nee")),
        *(
            ("Nieuwsbrief gestopt", "ja"),
            ("Newsletter refused", "yes"),
            ("Stop Time", "2020-01-01"),
        ),
        *(("Ne souhaite pas recevoir", "oui"), ("Newsletter abgelehnt", "ja"), ("Churned", "1")),
        *(("E-mails uit", "ja"), ("Reden vertrek", "verhuisd"), ("Vertrekreden", "te druk")),
        *(("Reason for leaving", "moved"), ("Opzegreden", "te veel"), ("Status", "Afhaker")),
        *(("Sperre", "ja"), ("Robinsonliste", "x"), ("Archived", "true"), ("Overleden", "ja")),
    ],
)
def test_a_no_in_other_words_is_a_no(heading: str, cell: str) -> None:
    assert one(heading, cell) == "left"


def test_answers_under_no_heading_are_a_question() -> None:
    file = "a@example.org;Anna;ja\nb@example.org;Bram;nee\n"
    assert stands(file) == ["refused"]
    assert stands(file, columns=["column 3=wants mail"]) == ["subscribed", "left"]
    assert stands(file, columns=["column 3=ignore"]) == ["subscribed", "subscribed"]


@pytest.mark.parametrize(
    "line",
    [
        *("Bedankt", "Tot 2025", "Leden t/m 2024", "Ex-cliënten", "Oud-deelnemers", "Onderweg"),
        *("Oude Pekela", "Adressen", "Afmelden kan onderaan", "Uitschrijven kan via de link"),
    ],
)
def test_people_below_any_other_line_come_in(line: str) -> None:
    file = f"E-mail;Naam\na@example.org;Anna\n{line};\nb@example.org;Bram\n"
    assert stands(file) == ["subscribed", "refused", "subscribed"]


def test_without_a_day_no_membership_is_over() -> None:
    file = "email,Groep\na@example.org,lid t/m 2020\nb@example.org,tot 2020\n"
    rows = open_people(io.BytesIO(file.encode())).rows
    assert all(isinstance(row, ImportRow) for row in rows)


@pytest.mark.parametrize("cell", ["bedankt{}x", "lid{}x", "oud{}x", "tot{}x", "geen{}x"])
def test_no_note_takes_long_to_look_through(cell: str) -> None:
    for sign in ("-", " ", "a ", "1-"):
        assert one("Opmerking", cell.format(sign * 20_000)) == "subscribed"


@pytest.mark.parametrize("mark", ["x", "ja", "\u2713"])
def test_a_mark_of_some_under_no_heading_is_a_question(mark: str) -> None:
    assert stands(f"a@example.org;Anna;{mark}\nb@example.org;Bram;\n") == ["refused"]
    assert stands(f"E-mail;Naam;\na@example.org;Anna;{mark}\nb@example.org;Bram;\n") == ["refused"]
    assert stands(f"a@example.org;Anna;{mark}\nb@example.org;Bram;{mark}\n") == ["subscribed"] * 2
    for cell in ("Delft", "12-05-1980", "An", "1"):
        assert stands(f"a@example.org;{cell}\nb@example.org;\n") == ["subscribed"] * 2


@pytest.mark.parametrize(
    "header",
    [
        "E-mail;Startdatum;Einddatum",
        "Attendee email;Start date;End date",
        "E-mail;Van;Tot",
        "E-mail;Begin;Einde",
    ],
)
def test_the_end_of_a_course_is_not_that_of_a_reader(header: str) -> None:
    assert stands(f"{header}\na@example.org;2024-01-01;2024-02-01\n") == ["subscribed"]
    assert stands("E-mail;Cursus;Tot\na@example.org;Yoga;10:00\n") == ["subscribed"]
    assert stands(f"{header}\na@example.org;2024-01-01;afgemeld\n") == ["left"]
    assert stands("E-mail;Lid;Einddatum\na@example.org;ja;2024-02-01\n") == ["refused"]


def test_who_stays_needs_no_word_in_a_column_of_those_who_left() -> None:
    assert stands("email,Kenmerk\na@example.org,\nb@example.org,afgemeld\n") == [
        "subscribed",
        "left",
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        *(("do-not-mail.csv", "left"), ("opzeggingen.csv", "left"), ("Robinsonliste.csv", "left")),
        *(("Kündigungen.csv", "left"), ("geen mail.csv", "left"), ("niet-mailen.csv", "left")),
        *(("unconfirmed.csv", "pending"), ("onbevestigd 2024.csv", "pending")),
        *(("invalid_addresses.csv", "bounced"), ("economail.csv", "subscribed")),
        *(("jan-robinson-contacts.csv", "subscribed"), ("Robinson list.csv", "left")),
        *(("niet meer mailen.csv", "left"), ("niet_meer_mailen_2024.csv", "left")),
        *(("oud-abonnees.csv", "left"), ("lijst ex-lezers mei.csv", "left")),
        *(("former_subscribers.csv", "left"), ("opzeggers.csv", "left")),
        *(("abonnees en oud-abonnees.csv", "subscribed"), ("oud-cliënten.csv", "subscribed")),
        *(("oud-leden.csv", "subscribed"), ("lezers.csv", "subscribed")),
        *(("opgeschoonde leden.csv", "bounced"), ("verwijderde leden.csv", "left")),
        *(("Sperrliste.csv", "left"), ("zwarte lijst.csv", "left"), ("no-mail.csv", "left")),
        *(("overleden.csv", "left"), ("geen toestemming.csv", "pending")),
        *(("no_consent.csv", "pending"), ("klanten zonder opt-out.csv", "subscribed")),
    ],
)
def test_a_name_may_deny_or_call_off_the_mail(name: str, told: str) -> None:
    assert stands("email,voornaam\na@example.org,Anna\n", name) == [told]


def test_a_fuller_column_of_referrers_is_not_the_readers() -> None:
    file = "Referrer email,Email\nx@example.net,a@example.org\ny@example.net,\nz@example.net,\n"
    rows = list(open_people(io.BytesIO(file.encode())).rows)
    assert [str(row.address) for row in rows if isinstance(row, ImportRow)] == ["a@example.org"]


@pytest.mark.parametrize("other", ["E-mail coach", "Begeleider e-mail", "E-mail verwijzer"])
def test_the_address_of_who_guides_somebody_is_not_theirs(other: str) -> None:
    file = f"{other},E-mail deelnemer\ncoach@example.net,a@example.org\n"
    (row,) = open_people(io.BytesIO(file.encode())).rows
    assert isinstance(row, ImportRow)
    assert str(row.address) == "a@example.org"
    assert stands(f"{other},Plaats\ncoach@example.net,Delft\n") == ["subscribed"]


def test_a_remark_on_a_name_is_reported_and_may_be_called_a_name() -> None:
    file = "E-mail,Naam\na@example.org,Anna (uitgeschreven)\n"
    (refused,) = open_people(io.BytesIO(file.encode())).rows
    assert isinstance(refused, RejectedRow)
    assert refused.reason.code == "row-name-speaks"
    assert refused.reason.data["heading"] == "Naam"
    assert stands(file, columns=["Naam=full name"]) == ["subscribed"]


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "Marketing emails",
            "E-mailvoorkeuren",
            "Op mailinglijst",
            "Commerciële mails",
            "Weekmail",
        ),
        *("Can we email you?", "OK to email", "Mailing toestaan", "E-mail updates"),
    ],
)
def test_a_no_under_a_heading_about_mail_is_a_question(heading: str) -> None:
    file = f"email;{heading}\na@example.org;nee\nb@example.org;ja\n"
    with pytest.raises(AuthorError) as refused:
        open_people(io.BytesIO(file.encode()))
    assert refused.value.problem == Message("import-answers-unclear", heading=heading, answer="nee")
    assert stands(file, columns=[f"{heading}=wants mail"]) == ["left", "subscribed"]
    assert stands(file, columns=[f"{heading}=ignore"]) == ["subscribed", "subscribed"]
    for cell in ("ja", "0", "Klanten", "wekelijks", "x"):
        assert one(heading, cell) == "subscribed"


@pytest.mark.parametrize(
    "heading",
    ["E-mail geopend", "Email opened", "Mail verstuurd", "Emails received", "Komt op de fiets"],
)
def test_a_no_about_single_mails_asks_nothing(heading: str) -> None:
    assert one(heading, "nee") == "subscribed"


@pytest.mark.parametrize(
    "heading",
    [
        *("Receive marketing emails", "Wil e-mail", "Wenst mailing", "Möchte E-Mails erhalten"),
        *("Souhaite recevoir des e-mails", "Op de hoogte blijven", "Keep me updated"),
    ],
)
def test_a_wish_for_mail_is_one_in_many_words(heading: str) -> None:
    assert (one(heading, "nee"), one(heading, "ja")) == ("left", "subscribed")


def test_a_meeting_that_was_called_off_ends_no_subscription() -> None:
    head = "Invitee Email,Event Type Name,Canceled,Cancellation reason"
    assert stands(f"{head}\na@example.org,Intake,true,ziek\n") == ["subscribed"]
    assert stands("Email,Plan,Canceled\na@example.org,Maand,true\n") == ["left"]


@pytest.mark.parametrize(("answer", "status"), [("wel", "subscribed"), ("Niet", "left")])
def test_wel_and_niet_are_answers(answer: str, status: str) -> None:
    assert one("Nieuwsbrief", answer) == status


@pytest.mark.parametrize("second", ["E-mail zakelijk", "E-mail 2"])
def test_a_second_address_is_taken_where_few_have_a_first(second: str) -> None:
    few = "".join(
        f"{f'own{n}@example.org' if n < 3 else '-'},second{n}@example.org\n" for n in range(10)
    )
    rows = list(open_people(io.BytesIO(f"E-mail,{second}\n{few}".encode())).rows)
    assert [row.address.local[:3] for row in rows if isinstance(row, ImportRow)] == [
        *["own"] * 3,
        *["sec"] * 7,
    ]
    assert stands(f"E-mail,{second}\n{few}", columns=[f"{second}=ignore"]) == [
        *["subscribed"] * 3,
        *["refused"] * 7,
    ]
    only = Overrides.parse(columns=["E-mail=ignore"])
    rows = list(open_people(io.BytesIO(f"E-mail,{second}\n{few}".encode()), overrides=only).rows)
    assert {row.address.local[:3] for row in rows if isinstance(row, ImportRow)} == {"sec"}


def test_a_row_whose_address_is_in_another_column_is_told_so() -> None:
    file = "E-mail 1;E-mail 2\na@example.org;\n;b@example.org\n"
    _, refused = open_people(io.BytesIO(file.encode())).rows
    assert isinstance(refused, RejectedRow)
    assert refused.reason == Message("row-address-elsewhere", heading="E-mail 2")


@pytest.mark.parametrize(
    "line",
    [
        *("Afgemeld", "Uitgeschreven:", ";unsubscribed;", "ABGEMELDET", "désabonnés", "Bounced"),
        *(
            "Gestopt:",
            "Niet meer mailen",
            "Oud-abonnees",
            "Opzeggingen",
            "Bounces",
            "--- opt-out ---",
        ),
        *("Geen nieuwsbrief meer", "Former subscribers 2024"),
    ],
)
def test_people_below_a_line_that_speaks_of_leaving_do_not_come_in(line: str) -> None:
    file = f"E-mail;Naam\na@example.org;Anna\n{line}\nb@example.org;Bram\nc@example.org;Cor\n"
    assert stands(file) == ["subscribed", "refused", "refused", "refused"]
    (*_, last) = open_people(io.BytesIO(file.encode()), "readers.csv").rows
    assert isinstance(last, RejectedRow)
    assert (last.reason.code, last.reason.data["line"]) == ("row-below-leaving", 3)


def test_a_broken_row_between_others_stops_nobody() -> None:
    file = "E-mail;Naam\na@example.org;Anna\nanna at example\n;;\nb@example.org;Bram\n"
    assert stands(file)[-1] == "subscribed"


@pytest.mark.parametrize("heading", ["Bounce count", "Unsubscribed"])
@pytest.mark.parametrize(
    "digits", ["9" * 5_000, "\N{ETHIOPIC DIGIT ONE}"], ids=["long", "ethiopic"]
)
def test_digits_that_are_no_number_refuse_their_row_alone(heading: str, digits: str) -> None:
    assert one(heading, digits) == "refused"


def test_any_number_of_zeros_is_a_zero() -> None:
    assert one("Bounce count", "0" * 5_000) == "subscribed"


@pytest.mark.parametrize(
    "note",
    [
        *("heeft geen mail van ons gehad", "heeft geen mail ontvangen"),
        *("no more mail to old address", "no email address for partner", "keine Mail bekommen"),
        *("afgemeld voor workshop 3 maart", "heeft zich afgemeld voor de yogales"),
        *(
            "afgemeld wegens ziekte",
            "niet afgemeld",
            "afgemeld voor sms",
            "bounced back after a loss",
        ),
        *("wil stoppen met mail checken", "niet meer benaderen voor interview"),
        *("was uitgeschreven, weer ingeschreven", "was even afgemeld maar is weer aangemeld"),
        *("hard bounce opgelost", "bounce resolved", "mailbox vol", "bestand uit ledenlijst"),
        *("geen mails op vrijdag", "no emails on Fridays", "geen contact meer met haar zus"),
    ],
)
def test_a_note_about_a_course_or_the_arrival_of_mail_keeps_nobody_out(note: str) -> None:
    assert one("Notities", note) == "subscribed"


@pytest.mark.parametrize(
    "note",
    [
        *("afgemeld voor cursus en nieuwsbrief", "afgemeld voor alles", "afgemeld voor de mails"),
        *(
            "geen mail gehad, wil geen mail meer",
            "wil geen mail ontvangen",
            "niet mailen maar bellen",
        ),
        *("bounced back", "mail bounced back", "unsubscribed from course"),
        *("gaarne verwijderen", "verwijderen svp", "verwijder mij", "van lijst af", "wil eraf"),
        *(
            "asked to be removed",
            "vroeg om verwijdering",
            "AVG: verwijderd",
            "dnc",
            "take off list",
        ),
        *("spam gemeld", "heeft op spam geklikt", "marked spam", "klacht: spam"),
        *("adres ongeldig", "email ongeldig", "bouncet", "user unknown", "R.I.P.", "afgem. 12-3"),
        *("uit mijn lijst", "geen contact meer", "uitgeschreven, weer ingeschreven, uitgeschreven"),
        *("afgemeld: geen mails op vrijdag", "was uitgeschreven, weer ingeschreven voor de cursus"),
        *("nicht mailen", "abbestellt", "plus de mails", "nieuwsbrief uit", "newsletter off"),
    ],
)
def test_a_note_that_somebody_wants_no_mail_keeps_them_out(note: str) -> None:
    assert one("Notities", note) == "refused"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Anna (niet mailen)",
            "Anna [wil geen mail]",
            "Anna (overleden)",
            "Anna †",
            "AFGEMELD Anna",
        ),
        *("Anna uitgeschreven", "*uitgeschreven* Anna", "Anna (afgemeld 2023)", "NIET MAILEN Anna"),
        "Anna (verwijderen)",
    ],
)
def test_what_is_written_at_a_name_keeps_out_its_bearer(name: str) -> None:
    assert one("Naam", name) == "refused"


@pytest.mark.parametrize(
    "name",
    [
        *("Jan (Johannes) de Wit", "Anna - van den Berg", "Praktijk Stop & Go", "Stichting Delete"),
        *("Left, John", "Weg, van der", "Bounce Studio", "de Niet", "Wel", "Anna (oud-deelnemer)"),
    ],
)
def test_a_word_that_is_part_of_a_name_keeps_nobody_out(name: str) -> None:
    assert (one("Naam", name), one("Bedrijf", name)) == ("subscribed", "subscribed")


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *(("stressklachten.csv", "subscribed"), ("klachtenvrij.csv", "subscribed")),
        *(("lichamelijke klachten.csv", "subscribed"), ("klachten.csv", "complained")),
        *(("spamklachten.csv", "complained"), ("geen mail geopend.csv", "subscribed")),
        *(("bounce-studio-klanten.csv", "subscribed"), ("bounces klanten.csv", "bounced")),
        *(("te verwijderen.csv", "left"), ("vertrokken.csv", "left")),
        *(("stoppers nieuwsbrief.csv", "left"), ("rookstoppers.csv", "subscribed")),
        *(("afhakers.csv", "left"), ("afhakers training.csv", "subscribed")),
        *(("stoppers.csv", "subscribed"), ("uit mijn lijst.csv", "subscribed")),
        *(("baan opgezegd.csv", "subscribed"), ("adres ongeldig.csv", "bounced")),
        *(("afgemeld voor workshop.csv", "subscribed"), ("afgemeld voor nieuwsbrief.csv", "left")),
    ],
)
def test_a_file_about_complaints_of_the_body_or_a_course_is_no_list_of_who_left(
    name: str, status: str
) -> None:
    assert stands("email,voornaam\na@example.org,Anna\n", name) == [status]


@pytest.mark.parametrize(
    "line",
    [
        *("Te verwijderen", "Vertrokken", "Van de lijst af", "Mail komt niet aan", "Wil eraf"),
        *(
            "Oud",
            "Weg:",
            "--- Stop ---",
            "STOPPERS",
            "Afhakers",
            "Wil niet meer",
            "Willen niet meer",
        ),
        *("Adres ongeldig", "Uit de lijst", "Niet meer actief", "Geen interesse meer"),
    ],
)
def test_a_line_that_asks_for_removal_parts_two_lists(line: str) -> None:
    file = f"E-mail;Naam\na@example.org;Anna\n{line}\nb@example.org;Bram\n"
    assert stands(file) == ["subscribed", "refused", "refused"]
    calm = file.replace(line, "Stressklachten")
    assert stands(calm) == ["subscribed", "refused", "subscribed"]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *(
            ("Gestopt met roken", "ja"),
            ("Afgemeld voor les", "3 maart"),
            ("Status traject", "gestopt"),
        ),
        *(("Bedankmail", "nee"), ("Gmail", "nee"), ("Reactie op mail", "nee")),
        *(("Email reminders", "No"), ("Mail gestuurd", "nee")),
        *(("Baan opgezegd", "ja"), ("Geen mails op vrijdag", "ja"), ("Vertrekreden", "")),
        *(("Reden vertrek vorige werkgever", "sfeer"), ("Reason for leaving job", "stress")),
    ],
)
def test_a_column_about_a_habit_a_course_or_single_mails_asks_nothing(
    heading: str, cell: str
) -> None:
    assert one(heading, cell) == "subscribed"


@pytest.mark.parametrize(
    ("title", "status"),
    [("Baan opgezegd", "subscribed"), ("Oud", "subscribed"), ("Afhakers", "left")],
)
def test_a_title_speaks_for_those_below_it_where_it_can_mean_nothing_else(
    title: str, status: str
) -> None:
    assert stands(f"{title}\n\nE-mail;Naam\na@example.org;Anna\n") == [status]


@pytest.mark.parametrize("heading", ["Bevestigingsmail", "Confirmation email"])
def test_a_no_about_a_mail_of_confirmation_is_a_question(heading: str) -> None:
    file = f"email;{heading}\na@example.org;nee\nb@example.org;ja\n"
    assert stands(file) == ["refused"]
    assert stands(file, columns=[f"{heading}=ignore"]) == ["subscribed", "subscribed"]
    assert stands(file, columns=[f"{heading}=confirmed"]) == ["pending", "subscribed"]
    assert (one(heading, "niet bevestigd"), one(heading, "open")) == ("pending", "refused")


@pytest.mark.parametrize(
    ("heading", "cell", "status"),
    [
        *(("Estado", "baja", "left"), ("Status", "Dado de baja", "left"), ("Baja", "x", "left")),
        *(("Fecha de baja", "12-03-2024", "left"), ("Stato", "disiscritto", "left")),
        *(("Data disiscrizione", "12/03/2024", "left"), ("Status", "Avregistrerad", "left")),
        *(("Avprenumererad", "2024-03-12", "left"), ("Descadastrado em", "2024-03-12", "left")),
        *(("Status", "frameldt", "left"), ("Estado", "rebotado", "bounced")),
        *(("Stato", "non confermato", "pending"), ("Status", "obekr\u00e4ftad", "pending")),
        *(("Suscrito", "no", "left"), ("Nyhetsbrev", "nej", "left"), ("Iscritto", "no", "left")),
        *(("Estado", "activo", "subscribed"), ("Stato", "iscritto", "subscribed")),
        *(
            ("Fecha de suscripci\u00f3n", "2024-03-12", "subscribed"),
            ("Suscrito", "s\u00ed", "subscribed"),
        ),
        *(("Prioridad", "baja", "subscribed"), ("Plaats", "Baja", "subscribed")),
        *(("Descrizione", "no", "subscribed"), ("Notitie", "in Baja geweest", "subscribed")),
        *(("Estado civil", "soltera", "subscribed"), ("Notas", "dada de baja", "refused")),
    ],
)
def test_the_commonest_words_of_more_languages_are_known(
    heading: str, cell: str, status: str
) -> None:
    assert one(heading, cell) == status


def test_an_estado_or_stato_next_to_a_town_is_part_of_an_address() -> None:
    assert stands("Correo;Ciudad;Estado\na@example.org;Tijuana;Baja California\n") == ["subscribed"]


@pytest.mark.parametrize(
    ("heading", "cell", "status"),
    [
        *(
            ("Paused", "yes", "pending"),
            ("Niet actief", "ja", "pending"),
            ("Inactif", "oui", "pending"),
        ),
        *(
            ("On hold", "1", "pending"),
            ("E-mail on hold", "Yes", "pending"),
            ("On hold", "2", "refused"),
        ),
        *(
            ("Banned", "1", "left"),
            ("Zwarte lijst", "ja", "left"),
            ("Stopgezet op", "1-2-2024", "left"),
        ),
        *(("Date left", "2024-01-02", "left"), ("D\u00e9c\u00e9d\u00e9", "oui", "left")),
        *(
            ("Invited", "2024-01-02", "subscribed"),
            ("Former", "x", "subscribed"),
            ("Out", "1", "subscribed"),
        ),
    ],
)
def test_a_heading_that_is_a_status_asks_who_has_it(heading: str, cell: str, status: str) -> None:
    assert one(heading, cell) == status


@pytest.mark.parametrize(
    ("heading", "cell", "status"),
    [
        *(("Frequency", "never", "refused"), ("E-mailvoorkeur", "geen", "refused")),
        *(("Voorkeur", "geen nieuwsbrief", "refused"), ("NB", "nee", "refused")),
        *(("Frequency", "weekly", "subscribed"), ("E-mailvoorkeur", "wekelijks", "subscribed")),
        *(("Voorkeur", "geen", "subscribed"), ("Frequentie sporten", "nooit", "subscribed")),
        *(("NB", "sleutel ligt bij de buren", "subscribed"), ("Roken", "nooit", "subscribed")),
        *(
            ("Reden van aanmelding", "stress", "subscribed"),
            ("Aanmeldreden", "stress", "subscribed"),
        ),
        *(("Status intake", "gepland", "subscribed"), ("Reden geen nieuwsbrief", "druk", "left")),
        *(("E-mail 2", "geen", "subscribed"), ("E-mail partner", "geen", "subscribed")),
        *(("Email frequency", "never", "refused"), ("Email preferences", "none", "subscribed")),
        *(("Factuur gemaild", "nee", "subscribed"), ("Newsletter opened", "no", "subscribed")),
        *(("Email consent received", "no", "left"), ("Newsletter checked", "no", "left")),
    ],
)
def test_how_often_somebody_wants_mail_may_be_never(heading: str, cell: str, status: str) -> None:
    assert one(heading, cell) == status


def test_who_left_a_meeting_or_called_it_off_has_not_left_the_newsletter() -> None:
    head = "First Name,Email,Registration Time,Registration Status"
    people = "Anna,a@example.org,2024-01-01,approved\nBram,b@example.org,2024-01-01,cancelled\n"
    rows = list(open_people(io.BytesIO(f"{head}\n{people}".encode())).rows)
    assert isinstance(rows[0], ImportRow)
    assert isinstance(
        rows[1], RejectedRow
    )  # no order never to write: that would end a subscription
    assert rows[1].reason == Message(
        "row-status-overlooked", heading="Registration Status", cell="cancelled"
    )
    attended = "Email,Join Time,Leave Time\na@example.org,2024-01-01 10:00,2024-01-01 11:00\n"
    assert stands(attended) == ["subscribed"]
    assert stands("Email,Leave Time\na@example.org,2024-01-01 11:00\n") == ["left"]
    assert stands("Email,Registration status\na@example.org,cancelled\n") == ["left"]
    assert one("Boekingsstatus", "geannuleerd") == "subscribed"
    assert one("Attendance status", "attended") == "subscribed"


@pytest.mark.parametrize(
    "words",
    [
        "weg",
        "stop",
        "gestopt",
        "Bram (weg)",
        "verwijderd",
        "left",
        "mail komt terug",
        "adres werkt niet",
    ],
)
def test_a_remark_under_no_heading_keeps_its_bearer_out(words: str) -> None:
    assert stands(f"a@example.org;\nb@example.org;{words}\n") == ["subscribed", "refused"]
    assert stands(f"E-mail;Naam\na@example.org;Anna\nb@example.org;Bram;{words}\n") == [
        "subscribed",
        "refused",
    ]
    assert stands("a@example.org;Delft\nb@example.org;Uithoorn\n") == ["subscribed"] * 2


@pytest.mark.parametrize(
    "name",
    [
        "Anna (uit)",
        "Anna - uit",
        "Anna [weg]",
        "Anna (stop)",
        "Anna (afm.)",
        "Anna (left)",
        "Anna (niet bevestigd)",
    ],
)
def test_a_short_remark_set_apart_from_a_name_speaks(name: str) -> None:
    assert one("Naam", name) == "refused"


@pytest.mark.parametrize(
    "name",
    [
        *("Anna Uit", "Uit den Boogaard, Anna", "Anna (Oud)", "Anna (AUS)", "Anna van der Weg"),
        *("A. de Weg", "O'Brien", "Jan-Willem", "Weg-Uit"),
    ],
)
def test_a_short_word_that_is_not_set_apart_is_a_name(name: str) -> None:
    assert one("Naam", name) == "subscribed"


@pytest.mark.parametrize(
    "name", ["Anna-Afgemeld", "A. de Vries uitgeschreven.", "AFGEMELD Jan-Willem"]
)
def test_a_mark_is_found_at_names_with_hyphens_and_stops(name: str) -> None:
    assert one("Naam", name) == "refused"


@pytest.mark.parametrize("name", ["a ", "a-", "a. ", "a  "])
def test_no_name_takes_long_to_look_through(name: str) -> None:
    assert one("Naam", f"{name * 20_000}1") == "subscribed"


@pytest.mark.parametrize(
    "line",
    [
        "Uit:",
        "--- uit ---",
        "Nog niet bevestigd",
        "Wacht op bevestiging",
        "Bajas",
        "Afgemeld;Afgemeld",
    ],
)
def test_more_lines_part_two_lists(line: str) -> None:
    file = f"E-mail;Naam\na@example.org;Anna\n{line}\nb@example.org;Bram\n"
    assert stands(file) == ["subscribed", "refused", "refused"]


def test_an_address_that_cannot_be_read_parts_no_lists() -> None:
    file = "E-mail\na@example.org\nb@@example.org uitgeschreven\nc@example.org\n"
    assert stands(file) == ["subscribed", "refused", "subscribed"]


def test_an_empty_cell_among_confirmations_is_none() -> None:
    file = "email,name,confirmed at\na@example.org,Anna,2024-01-02\nb@example.org,Bram,\n"
    assert stands(file) == ["subscribed", "refused"]
    assert stands("email,confirmed at\na@example.org,\n") == ["subscribed"]
    mailchimp = (
        "Email Address,MEMBER_RATING,CONFIRM_TIME\na@example.org,2,2024-01-01\nb@example.org,2,\n"
    )
    assert stands(mailchimp) == ["subscribed"] * 2
    with_status = (
        "email,status,confirmed at\na@example.org,active,2024-01-01\nb@example.org,active,\n"
    )
    assert stands(with_status) == ["subscribed"] * 2


@pytest.mark.parametrize(
    "zero",
    [
        *("1970-01-01", "1970-01-01 00:00:00", "1970-01-01T01:00:00Z", "01-01-1970", "1/1/1970"),
        *("1900-01-00", "1900-01-01 00:00:00", "30-12-1899", "1899-12-31", "1753-01-01 00:00:00"),
    ],
)
def test_the_zero_of_a_clock_is_no_date(zero: str) -> None:
    file = f"email,Unsubscribed at\na@example.org,{zero}\nb@example.org,2024-03-12\n"
    assert stands(file) == ["subscribed", "left"]
    assert stands(file.replace("Unsubscribed", "Confirmed")) == ["refused", "subscribed"]


@pytest.mark.parametrize(
    "day", ["1970-11-01", "11-01-1970", "2000-01-01", "01-01-2000", "19700101"]
)
def test_any_other_day_is_one(day: str) -> None:
    assert one("Unsubscribed at", day) == "left"


def test_states_of_mail_alone_make_a_status_of_an_unknown_column() -> None:
    words = ("active", "cleaned", "active", "spam", "removed")
    file = "email,Stand\n" + "".join(f"a{n}@x.example,{w}\n" for n, w in enumerate(words))
    assert stands(file) == ["subscribed", "bounced", "subscribed", "complained", "left"]
    for other in ("geldig,ongeldig", "actief,gestopt", "active,pending", "paid,spam"):
        good, bad = other.split(",")
        assert stands(f"email,Pas\na@x.example,{good}\nb@x.example,{bad}\n") == ["subscribed"] * 2


def test_a_cross_among_states_is_a_question() -> None:
    assert stands("email,status\na@x.example,active\nb@x.example,x\n") == ["subscribed", "refused"]
    assert stands("email,subscribed\na@x.example,yes\nb@x.example,x\n") == ["subscribed"] * 2


def test_who_left_a_membership_has_left_although_it_says_when_they_joined() -> None:
    for head in ("email,joined,left at", "email,joined_at,left_at", "email,join date,leave time"):
        file = f"{head}\na@example.org,2020-01-01,2023-01-01\nb@example.org,2020-01-01,\n"
        assert stands(file) == ["left", "subscribed"]


def test_a_registration_that_does_not_hold_keeps_its_row_out() -> None:
    for status in ("deleted", "inactive", "blocked", "removed", "banned"):
        file = f"email,registration time,registration status\na@example.org,2024-01-01,{status}\n"
        assert stands(file) == ["refused"]


@pytest.mark.parametrize(
    "head",
    [
        "Lista de suscritos",
        "Fecha de suscrito",
        "Unidades cadastradas",
        "Estado de suscripci\u00f3n",
    ],
)
def test_a_word_of_leaving_is_not_read_over_the_end_of_another(head: str) -> None:
    assert one(head, "x") != "left"
    rows = open_people(io.BytesIO(b"email\na@example.org\n"), f"{head.lower()}.csv").rows
    assert [row.status.value for row in rows if isinstance(row, ImportRow)] == ["subscribed"]


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        *(("Correo;Municipio;Estado", "Tijuana;Baja California"), ("Correo;Estado", "Jalisco")),
        *(("Email;Comune;Stato", "Milano;Italia"), ("Email;Stato civile", "nubile")),
        *(("Email;Stato pagamento", "pagato"), ("E-post;Tilstand", "frisk")),
        *(("Email;Iscritto al corso", "no"), ("E-mail;Tilmeldt kursus", "nej")),
        *(("Email;Consenso immagini", "no"), ("Correo;Consentimiento de imagen", "no")),
    ],
)
def test_a_state_or_a_course_in_another_language_is_no_status(head: str, cells: str) -> None:
    assert stands(f"{head}\na@example.org;{cells}\n") == ["subscribed"]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *(("Interesses", "geen interesse"), ("Interesse in webinar", "geen interesse")),
        *(("Voorkeur mail of bellen", "geen"), ("Contactvoorkeur (mail/telefoon)", "geen")),
    ],
)
def test_no_interest_in_a_course_and_any_way_of_contact_are_no_goodbye(
    heading: str, cell: str
) -> None:
    assert one(heading, cell) == "subscribed"


@pytest.mark.parametrize(
    "heading", ["Deelname bevestigd", "Betaling bevestigd op", "Afspraak bevestigd"]
)
def test_an_appointment_or_a_payment_that_is_not_confirmed_refuses_no_row(heading: str) -> None:
    file = f"email;naam;{heading}\na@example.org;Anna;2024-01-02\nb@example.org;Bram;\n"
    assert stands(file) == ["subscribed"] * 2


def test_a_mark_at_some_who_confirmed_refuses_no_other_row() -> None:
    assert stands("email,confirmed\na@example.org,x\nb@example.org,\n") == ["subscribed"] * 2


@pytest.mark.parametrize("name", ["Oud", "Weg", "Left", "Stop", "Uit"])
def test_a_last_name_under_no_heading_is_no_remark(name: str) -> None:
    assert (
        stands(f"Iris,Vos,a@example.org\nAnna,{name},b@example.org\nBo,Bos,c@example.org\n")
        == ["subscribed"] * 3
    )
    marked = f"Iris,Vos,a@example.org\nAnna,Bos (weg),b@example.org\nBo,{name},c@example.org\n"
    assert stands(marked) == ["subscribed", "refused", "subscribed"]


@pytest.mark.parametrize("heading", ["Leave time", "Cancelled", "Registration status"])
def test_a_header_of_many_columns_about_meetings_takes_no_longer_for_each(heading: str) -> None:
    file = f"email,{','.join([heading] * 2_000)}\na@example.org\n"
    assert stands(file) == ["subscribed"]


def test_an_estado_without_a_town_that_may_be_a_status_is_asked_about() -> None:
    file = "Correo;Estado\na@example.org;Alta\nb@example.org;Baja voluntaria\n"
    assert stands(file) == ["refused"]  # the whole file


@pytest.mark.parametrize(
    "heading",
    [
        "Fecha de suscripci\u00f3n",
        "Data iscrizione",
        "Data di iscrizione",
        "Data de inscri\u00e7\u00e3o",
    ],
)
def test_a_missing_date_of_signing_up_refuses_no_row(heading: str) -> None:
    file = f"email;{heading}\na@example.org;2024-01-02\nb@example.org;\n"
    assert stands(file) == ["subscribed"] * 2


@pytest.mark.parametrize(
    "heading",
    [
        *("Wil je op de hoogte blijven?", "Mag ik je op de hoogte houden?"),
        *("Op de hoogte gehouden worden?", "Would you like to stay informed?", "Aangemeld op"),
        *("Subscribe me to updates on new courses", "Souhaitez-vous rester informé ?"),
        *("Möchten Sie auf dem Laufenden bleiben?", "May we contact you?"),
    ],
)
def test_a_no_to_the_question_of_a_form_is_a_no(heading: str) -> None:
    file = f'email;"{heading}"\na@example.org;Ja\nb@example.org;Nee\n'
    assert stands(file) == ["subscribed", "left"]


def test_a_no_among_dates_of_signing_up_is_a_no() -> None:
    file = "email;Aangemeld op\na@example.org;1-2-2024\nb@example.org;nee\n"
    assert stands(file) == ["subscribed", "left"]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        *(
            ("Ja, ik wil de nieuwsbrief ontvangen", "subscribed"),
            ("Yes, sign me up!", "subscribed"),
        ),
        *(("Ik wil graag op de hoogte blijven", "subscribed"), ("Ik ga akkoord", "subscribed")),
        *(("I would like to receive the newsletter", "subscribed"), ("Ik wil niet", "refused")),
        *(("Ja, maar op papier", "refused"), ("Ik wil de papieren nieuwsbrief", "refused")),
        *(("Ja, ik wil me afmelden", "left"), ("Nee, ik wil geen nieuwsbrief", "left")),
        *(("Liever niet", "left"), ("Graag niet", "left"), ("Heel graag!", "subscribed")),
        *(("Even niet", "left"), ("Bedankt", "refused"), ("Graag op papier", "refused")),
        *(("Ik ga akkoord met de voorwaarden", "refused"), ("Ja, per telefoon", "refused")),
    ],
)
def test_the_text_of_a_ticked_box_is_a_yes_unless_a_word_may_turn_it(
    answer: str, told: str
) -> None:
    assert one("Nieuwsbrief", answer) == told


def test_how_many_subscriptions_somebody_has_or_gave_is_no_wish() -> None:
    rows = "a@example.org;0\nb@example.org;3\n"
    assert stands(f"email;Subscriptions gifted\n{rows}") == ["subscribed", "subscribed"]
    assert stands(f"email;Active subscriptions\n{rows}") == ["subscribed", "subscribed"]
    assert stands("email;Newsletter subscriptions\na@example.org;0\n") == ["left"]
    assert stands("email;Subscriptions\na@example.org;0\nb@example.org;1\n") == [
        "left",
        "subscribed",
    ]


@pytest.mark.parametrize("heading", ["Attendee Status", "Status deelnemer", "Deelnemersstatus"])
def test_who_does_not_come_to_a_meeting_after_all_is_a_question(heading: str) -> None:
    file = f"email;{heading}\na@example.org;Checked in\nb@example.org;Not Attending\n"
    assert stands(file) == ["subscribed", "refused"]


@pytest.mark.parametrize("heading", ["Send this subscriber HTML emails", "HTML e-mail"])
@pytest.mark.parametrize("no", ["0", "nee"])
def test_who_wants_mail_as_text_wants_mail(heading: str, no: str) -> None:
    assert stands(f"email;{heading}\na@example.org;{no}\nb@example.org;ja\n") == ["subscribed"] * 2


@pytest.mark.parametrize("heading", ["Consent to track email", "Permission to track"])
def test_no_consent_to_be_tracked_is_no_goodbye(heading: str) -> None:
    assert stands(f"email;{heading}\na@example.org;Yes\nb@example.org;No\n") == ["subscribed"] * 2


def test_the_status_of_a_user_of_wordpress_is_none() -> None:
    rows = "anna;a@example.org;0;2024-03-01 10:05:00\n"
    file = f"user_login;user_email;user_status;user_registered\n{rows}"
    assert stands(file) == ["subscribed"]
    assert stands("email;user_status\na@example.org;0\n") == ["pending"]


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "Nieuwsbrief op papier",
            "Newsletter on paper",
            "Op tijd aangemeld",
            "Akkoord op offerte",
        ),
        *("Staat u ingeschreven op dit adres?", "Ingeschreven op de wachtlijst"),
        *("Subscribed on YouTube", "Aangemeld op het portaal", "Consent at intake"),
        *("Heb je al eens op een nieuwsbrief gereageerd?", "Signed consent on file"),
        *("Wil je op de hoogte gehouden worden van de uitslag van dit onderzoek?",),
        *("Op de hoogte blijven van workshops", "Wil je per post op de hoogte blijven?"),
        *("May we contact you for an interview?", "Mogen we contact opnemen met je huisarts?"),
        *("Is je partner op de hoogte gehouden?", "Do you feel you are kept informed?"),
        *("Werden Sie auf dem Laufenden gehalten?", "Souhaitez-vous être informé des résultats ?"),
    ],
)
def test_a_no_to_a_question_about_something_else_is_no_goodbye(heading: str) -> None:
    file = f'email;"{heading}"\na@example.org;Ja\nb@example.org;Nee\nc@example.org;\n'
    assert stands(file) == ["subscribed"] * 3


@pytest.mark.parametrize("cell", ["No date known", "Non renseigné", "onbekend"])
def test_words_for_a_date_that_is_missing_are_no_answer(cell: str) -> None:
    file = f"email;Aangemeld op\na@example.org;1-2-2024\nb@example.org;{cell}\nc@example.org;\n"
    assert stands(file) == ["subscribed"] * 3


def test_answers_of_which_none_is_understood_leave_a_question_unused() -> None:
    file = (
        "email;Houd me op de hoogte\na@example.org;Ja, vorige week\nb@example.org;Nee, nog niet\n"
    )
    assert stands(file) == ["subscribed"] * 2


def test_who_wants_the_newsletter_needs_not_be_informed_otherwise() -> None:
    rows = "a@example.org;ja;nee\nb@example.org;nee;ja\nc@example.org;ja;\n"
    file = f"email;Nieuwsbrief;{{}}\n{rows}"
    informed = ["subscribed", "left", "subscribed"]
    assert stands(file.format("Wil je op de hoogte blijven?")) == informed
    by_mail = ["left", "left", "subscribed"]
    assert stands(file.format("Wil je via e-mail op de hoogte blijven?")) == by_mail
    assert stands(file.format("Wil je op de hoogte blijven van onze nieuwsbrief?")) == by_mail


@pytest.mark.parametrize(
    "heading", ["Cancelled subscriptions", "Opgezegde abonnementen", "Expired subscriptions"]
)
def test_a_subscription_that_ended_has_ended(heading: str) -> None:
    assert stands(f"email;{heading}\na@example.org;0\nb@example.org;1\n") == ["subscribed", "left"]


def test_whether_somebody_has_a_subscription_is_no_count() -> None:
    file = "email;Active subscriptions\na@example.org;0\nb@example.org;1\n"
    assert stands(file) == ["left", "subscribed"]
    assert stands(file.replace("Active", "Total")) == ["subscribed"] * 2


def test_a_column_of_subscriptions_without_cells_in_the_first_rows_is_read() -> None:
    first = "".join(f"r{number}@example.org;\n" for number in range(501))
    assert stands(f"email;Mijn abonnementen\n{first}z@example.org;nee\n")[-1] == "left"


@pytest.mark.parametrize("heading", ["Participant status", "Teilnehmerstatus", "Status deelnemer"])
@pytest.mark.parametrize("status", ["Withdrawn", "Inactive", "Cancelled"])
def test_who_takes_part_no_more_is_a_question(heading: str, status: str) -> None:
    file = f"email;{heading}\na@example.org;Active\nb@example.org;{status}\n"
    assert stands(file) == ["subscribed", "refused"]


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        *(("Newsletter HTML", ["subscribed", "left"]), ("Receives HTML email", ["subscribed"] * 2)),
        *(("HTML newsletter opt-out", ["left", "subscribed"]),),
        *(("Unsubscribed html", ["left", "subscribed"]),),
        *(("Email consent and tracking", ["subscribed", "left"]),),
        *(("Toestemming e-mail en tracking", ["subscribed", "left"]),),
        *(("Newsletter / tracking", ["subscribed", "left"]),),
        *(("Tracking & email consent", ["subscribed", "left"]),),
        *(("Email tracking consent", ["subscribed"] * 2),),
    ],
)
def test_a_no_to_mail_counts_whatever_else_is_asked(heading: str, told: list[str]) -> None:
    assert stands(f"email;{heading}\na@example.org;Ja\nb@example.org;Nee\n") == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        *(("cleaned-members-list.csv", "bounced"), ("lijst opgeschoonde adressen.csv", "bounced")),
        *(("Newsletter cleaned contacts.csv", "bounced"), ("cleaned.csv", "bounced")),
        *(("Opgeschoonde lijst abonnees.csv", "subscribed"), ("cleaned list 2.csv", "subscribed")),
    ],
)
def test_only_the_list_is_cleaned_up_or_the_people_are(name: str, told: str) -> None:
    assert stands("email\na@example.org\n", name) == [told]


def test_an_opt_out_that_was_not_given_and_a_doubt_are_questions() -> None:
    assert one("Opt-out", "Not given") == "refused"
    assert one("Bezwaar", "niet gegeven") == "refused"
    assert one("Nieuwsbrief", "Niet zeker") == "refused"
    assert one("Nieuwsbrief", "Zeker niet") == "left"


def test_a_spammer_of_wordpress_is_a_question() -> None:
    file = "user_login;user_email;user_status\nanna;a@example.org;1\nbram;b@example.org;2\n"
    assert stands(file) == ["refused"]


@pytest.mark.parametrize("heading", ["Timestamp", "Aanmaakdatum"])
def test_a_remark_among_moments_is_seen(heading: str) -> None:
    file = f"email;{heading}\na@example.org;2024-12-25 10:05:00\nb@example.org;afgemeld\n"
    assert stands(file) == ["subscribed", "refused"]
