"""What the doctor says about the footer, the privacy page and the letterbox."""

from pathlib import Path

import pytest

from newsletter.app.doctor import DiagnosisLevel, Examined, examine
from newsletter.app.legal import missing_in_contact, private_letterbox
from newsletter.audience.consent import missing, unprotected
from newsletter.config import Settings, load
from newsletter.message import Message
from tests.app.builders import SetClock, a_publication


def read(folder: Path, text: str) -> Settings:
    folder.mkdir(exist_ok=True)
    (folder / "newsletter.toml").write_text(text, "utf-8")
    return load(folder, {})


def test_the_doctor_weighs_all_of_it(tmp_path: Path) -> None:
    a_publication(
        tmp_path / "own",
        SetClock(),
        f"""
contact = ["Jij en Loslaten"]
{BOX}[letterbox]
maildir = "/var/mail/voorbeeld.nl/gerrit"
{RECIPIENT.format(country="US")}""",
    )
    of_ours = (Examined.CONTACT, Examined.PRIVACY_PAGE, Examined.LETTERBOX)
    found = examine(tmp_path / "own", SetClock())
    assert [(one.message.code, one.weight) for one in found if one.about in of_ours] == [
        (ADDRESS, DiagnosisLevel.HEED),
        (NUMBER, DiagnosisLevel.HEED),
        ("privacy-safeguard-missing", DiagnosisLevel.WRONG),
        ("letterbox-private", DiagnosisLevel.WRONG),
    ]


ADDRESS, NUMBER = "contact-without-address", "contact-without-number"


@pytest.mark.parametrize(
    ("contact", "lacking"),
    [
        ('["Jij en Loslaten, Dorpsstraat 1, 3511 AB Utrecht, KvK 12345678"]', []),
        ('["Jij en Loslaten", "Dorpsstraat 1a, Utrecht", "Kamer van Koophandel: 1234 5678"]', []),
        ('["Practice, 12 High Street, Leeds", "Chamber of Commerce 12345678"]', []),
        ('["Praktijk, 3511AB Utrecht", "12345678 (KvK)"]', []),
        ('["Jij en Loslaten, Dorpsstraat 1, Utrecht"]', [NUMBER]),
        ('["Jij en Loslaten, Dorpsstraat 1, Utrecht, KvK 1234567"]', [NUMBER]),
        ('["Jij en Loslaten, Dorpsstraat 1, Utrecht, tel. 06 12345678"]', [NUMBER]),
        ('["Jij en Loslaten, Utrecht", "KvK 12345678"]', [ADDRESS]),
        ('["Jij en Loslaten", "Postbus 123, Utrecht", "KvK 12345678"]', [ADDRESS]),
        ('["Jij en Loslaten", "post2024@voorbeeld.nl", "KvK: 12345678"]', [ADDRESS]),
        ('["Jij en Loslaten"]', [ADDRESS, NUMBER]),
        ('["Praktijk, Postbus 12, 1234 AB Ergens", "KvK 12345678"]', [ADDRESS]),
        ('["Praktijk", "P.O. Box 12", "1234 AB Ergens", "KvK 12345678"]', [ADDRESS]),
        ('["Praktijk, Postbus 12 1234AB Ergens, KvK 12345678"]', [ADDRESS]),
        ('["Praktijk, Utrecht", "Handelsregister 1234 5678"]', [ADDRESS]),
        ('["Praktijk, Utrecht", "Kamer van Koophandel 1234 5678"]', [ADDRESS]),
        ('["Praktijk, Utrecht", "KvK-nummer 1234 5678"]', [ADDRESS]),
        ('["Practice, Leeds", "Chamber of Commerce 1234 5678"]', [ADDRESS]),
        ('["Schrijft sinds 2019", "KvK 12345678"]', [ADDRESS]),
        ('["Praktijk, opgericht in 1987, Utrecht", "KvK 12345678"]', [ADDRESS]),
        ('["Praktijk sinds 2019, Utrecht"]', [ADDRESS, NUMBER]),
        ('["Praktijk sinds 2019, Dorpsstraat 2019, KvKnr 12345678"]', []),
        ('["Praktijk, Dorpsstraat 1, Postbus 12, 1234 AB Ergens, KvK 12345678"]', []),
        ('["Praktijk, Dorpsstraat 1", "KvKnr 12345678"]', []),
        ('["Praktijk, Dorpsstraat 1", "kvknummer: 12345678"]', []),
        ('["Praktijk, Dorpsstraat 1", "Handelsregisternummer 1234 5678"]', []),
        ('["Praktijk, Dorpsstraat 1", "KVK12345678"]', []),
        ('["Praktijk, Kvklaan 12, 12345678"]', [NUMBER]),
        ("[]", []),  # that there is no contact at all is said elsewhere
    ],
)
def test_a_missing_register_number_or_street_address_is_a_hint(
    tmp_path: Path, contact: str, lacking: list[str]
) -> None:
    hints = missing_in_contact(read(tmp_path, f"contact = {contact}\n"))
    assert [one.code for one in hints] == lacking


@pytest.mark.parametrize(
    ("settings", "is_asked"),
    [
        ('language = "en"\nbase_url = "https://letter.example.org"\n', False),
        ('language = "en"\nbase_url = "https://brief.voorbeeld.nl"\n', True),
        ('language = "nl"\nbase_url = "https://brief.example.be"\n', False),
        ('language = "en"\n[sender]\naddress = "post@voorbeeld.nl"\n', True),
    ],
)
def test_only_a_dutch_publication_is_asked_for_a_dutch_register_number(
    tmp_path: Path, settings: str, is_asked: bool
) -> None:
    hints = missing_in_contact(read(tmp_path, f'contact = ["Name, Street 1, Town"]\n{settings}'))
    assert [one.code for one in hints] == ([NUMBER] if is_asked else [])


RECIPIENT = """
[privacy]
controller = "Jij en Loslaten"
[[privacy.recipients]]
name = "Voorbeeldpost"
task = "verstuurt de brieven"
country = "{country}"
"""


@pytest.mark.parametrize("country", ["NL", "IE", "NO", "IS", "LI"])
def test_inside_the_eea_no_safeguard_is_asked_for(tmp_path: Path, country: str) -> None:
    assert unprotected(read(tmp_path, RECIPIENT.format(country=country)).privacy) == ()


@pytest.mark.parametrize("country", ["US", "GB", "CH"])
def test_outside_the_eea_a_missing_safeguard_is_wrong(tmp_path: Path, country: str) -> None:
    settings = RECIPIENT.format(country=country)
    wrong = Message("privacy-safeguard-missing", name="Voorbeeldpost", country=country)
    assert unprotected(read(tmp_path, settings).privacy) == (wrong,)
    safe = f'{settings}safeguard = "modelcontractbepalingen"\n'
    assert unprotected(read(tmp_path, safe).privacy) == ()


def test_public_pages_that_name_no_recipients_are_told_to(tmp_path: Path) -> None:
    privacy = read(tmp_path, '[privacy]\ncontroller = "Jij en Loslaten"\n').privacy
    assert missing(privacy, is_public=True) == (Message("privacy-recipients-missing"),)
    assert missing(privacy, is_public=False) == ()


BOX = '[sender]\nreply_to = "Gerrit@voorbeeld.nl"\n'
IMAP = '[letterbox]\nimap_host = "{host}"\nimap_user = "{user}"\nimap_password = "x"\n'


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        (IMAP.format(host="imap.example.org", user="gerrit@voorbeeld.nl"), "imap_user"),
        (IMAP.format(host="imap.voorbeeld.nl", user="gerrit"), "imap_user"),
        ('[letterbox]\nmaildir = "/var/mail/voorbeeld.nl/gerrit"\n', "maildir"),
        ('[letterbox]\nmaildir = "/var/mail/gerrit@voorbeeld.nl/Maildir"\n', "maildir"),
    ],
)
def test_a_letterbox_that_is_the_mailbox_of_private_answers_is_wrong(
    tmp_path: Path, settings: str, key: str
) -> None:
    assert private_letterbox(read(tmp_path, BOX + settings)) == Message(
        "letterbox-private", key=f"[letterbox] {key}", address="Gerrit@voorbeeld.nl"
    )


def test_private_answers_as_the_mailbox_for_unsubscribing_or_bounces_are_wrong(
    tmp_path: Path,
) -> None:
    posted = '[letterbox]\nhook_token = "x"\n'
    same = f'{BOX}unsubscribe_mailbox = "gerrit@voorbeeld.nl"\n{posted}'
    wrong = private_letterbox(read(tmp_path, same))
    assert wrong is not None
    assert wrong.data["key"] == "[sender] unsubscribe_mailbox"
    smtp = (
        '[provider]\nname = "smtp"\n[provider.smtp]\nhost = "x"\nbounces = "gerrit@voorbeeld.nl"\n'
    )
    wrong = private_letterbox(read(tmp_path, BOX + posted + smtp))
    assert wrong is not None
    assert wrong.data["key"] == "[provider.smtp] bounces"


@pytest.mark.parametrize(
    "settings",
    [
        IMAP.format(host="imap.voorbeeld.nl", user="afmelden@voorbeeld.nl"),
        IMAP.format(host="imap.voorbeeld.nl", user="gerrit@voorbeeld.nl")
        + 'imap_folder = "Nieuwsbrief"\n',
        IMAP.format(host="imap.example.org", user="gerrit"),
        '[letterbox]\nmaildir = "/home/gerrit/Maildir"\n',
        "",
    ],
)
def test_any_other_letterbox_is_fine(tmp_path: Path, settings: str) -> None:
    assert private_letterbox(read(tmp_path, BOX + settings)) is None
