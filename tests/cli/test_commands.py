"""What a person types, and what the newsletter answers: facts, sentences and exit codes."""

from datetime import date, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from newsletter import __version__
from newsletter.app import Newsletter
from tests.cli.builders import Terminal

SAID = ("--statement", "signed up on the website in 2025")
CSV = 'sep=;\r\n"E-mail";Voornaam\r\nanna@example.org;Anna\r\nbram@example.org;Bram\r\nno address;X\r\n'


@pytest.fixture
def drawn(terminal: Terminal) -> Terminal:
    assert terminal.types("draw", "rust.txt").code == 0
    return terminal


@pytest.fixture
def queued(drawn: Terminal) -> Terminal:
    (drawn.folder / "people.csv").write_text(CSV, "utf-8-sig")
    assert drawn.types("subscribers", "import", "people.csv", *SAID).code == 0
    assert drawn.types("issue", "approve", "1", "2", "3", "--offline").code == 0
    return drawn


def test_an_article_is_shown_by_its_parts(terminal: Terminal) -> None:
    facts = terminal.types("article", "show", "rust.txt", "--json").json
    assert set(facts) >= {
        "title", "short_title", "category", "reading_minutes", "intro", "questions", "sections", "faq",
        "related", "call_to_action", "subscribe_calls", "author", "address", "sign_off", "unplaced", "left_out",
    }  # fmt: skip
    assert facts["sections"][0]["heading"].startswith("Een stoel bij het raam")
    assert "category: Aandacht" in terminal.types("article", "show", "rust.txt").out


def test_an_article_that_was_added_is_shown_by_its_name(terminal: Terminal) -> None:
    assert terminal.types("article", "add", "rust.txt").code == 0
    Path("rust.txt").unlink()
    assert "category: Aandacht" in terminal.types("article", "show", "rust.txt").out
    assert terminal.types("article", "show", "articles/rust.txt").code == 1


def test_what_cannot_be_read_is_refused_with_the_file_and_a_reason(terminal: Terminal) -> None:
    answer = terminal.types("article", "show", "nowhere.txt")
    assert answer.code == 1
    assert "nowhere.txt" in answer.err
    (terminal.folder / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    answer = terminal.types("article", "show", "photo.txt")
    assert answer.code == 1
    assert "photo.txt" in answer.err


def test_adding_an_article_keeps_its_address_and_never_another_text_under_its_name(
    terminal: Terminal,
) -> None:
    assert (
        terminal.types("article", "add", "rust.txt", "--address", "https://example.org/rust").code
        == 0
    )
    assert "https://example.org/rust" in (terminal.folder / "issues" / "links.toml").read_text(
        "utf-8"
    )
    assert terminal.types("article", "add", "rust.txt").code == 0
    (terminal.folder / "rust.txt").write_text(
        "Iets anders\n\nMet een heel andere tekst.\n", "utf-8"
    )
    assert terminal.types("article", "add", "rust.txt").code == 1


def test_drawing_twice_writes_nothing_twice_and_says_so(terminal: Terminal) -> None:
    first = terminal.types("draw", "rust.txt")
    files = sorted((terminal.folder / "issues").glob("*.md"))
    assert [path.name for path in files] == [
        "001-een-stoel-bij-het-raam.md", "002-de-weg-naar-huis.md", "003-hoe-de-avond-mag-zakken.md",
    ]  # fmt: skip
    assert first.out.count("Written: ") == 3
    before = [path.read_bytes() for path in files]
    again = terminal.types("draw", "rust.txt")
    assert again.code == 0
    assert "Nothing new was drawn" in again.out
    assert again.out.count("is there already") == 3
    assert [path.read_bytes() for path in files] == before


def test_drawing_says_what_it_chose_to_people_and_to_programs(terminal: Terminal) -> None:
    assert "subject: the part before the dash; preheader: the quote" in (
        terminal.types("draw", "rust.txt").out
    )
    for path in (terminal.folder / "issues").glob("00*.md"):
        path.unlink()
    facts = terminal.types("draw", "rust.txt", "--json").json
    assert [one["issue"] for one in facts["issues"]] == [1, 2, 3]
    assert facts["issues"][2]["choices"]["subject"] == "clause behind the dash"


def test_an_issue_is_listed_shown_and_written_by_hand(drawn: Terminal) -> None:
    rows = drawn.types("issue", "list", "--json").json
    assert [(row["number"], row["status"]) for row in rows] == [
        (1, "draft"),
        (2, "draft"),
        (3, "draft"),
    ]
    assert "Hello Anna," in drawn.types("issue", "show", "1").out
    assert drawn.types("issue", "new", "Een brief tussendoor").code == 0
    assert (drawn.folder / "issues" / "004-een-brief-tussendoor.md").is_file()
    assert drawn.types("issue", "show", "77").code == 1


def test_a_quote_that_is_not_in_its_article_is_refused_with_file_and_line(drawn: Terminal) -> None:
    path = drawn.folder / "issues" / "001-een-stoel-bij-het-raam.md"
    text = path.read_text("utf-8").replace("> Tien tellen", "> Elf tellen")
    path.write_text(text, "utf-8")
    line = (
        text.splitlines().index(next(line for line in text.splitlines() if line.startswith(">")))
        + 1
    )
    answer = drawn.types("issue", "approve", "1", "--offline")
    assert answer.code == 1
    assert f"{path.name}:{line}:" in answer.err


def test_the_contact_sheet_is_opened_where_there_is_a_browser(
    drawn: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    answer = drawn.types("preview", "1", "--sheet", "--out", "shown")
    (sheet,) = (drawn.folder / "shown").glob("*.sheet.html")
    assert (answer.code, opened) == (0, [sheet.as_uri()])
    assert sheet.name in answer.out.replace("\n", "")


def with_links(drawn: Terminal) -> Path:
    """The same two links without an address in all three issues, and one in the last alone."""
    for path in (drawn.folder / "issues").glob("0*.md"):
        text = (
            path.read_text("utf-8") + "\nLees meer: [Een stuk dat nergens heen gaat, en lang]()\n"
        )
        if path.name.startswith("003"):
            text += "\nLees meer: [Nog een stuk]()\n"
        path.write_text(text, "utf-8")
    return drawn.folder / "issues" / "links.toml"


def test_issues_are_checked_by_range_and_a_shared_hint_is_told_once(drawn: Terminal) -> None:
    links = with_links(drawn)
    answer = drawn.types("check", "1-11", "--offline")
    assert answer.code == 0
    assert answer.out.count("can go") == 3
    assert answer.out.count("'Een stuk dat nergens heen gaat, en lang' has no address yet") == 1
    assert "next to its title in issues/links.toml. (issues 1-3)" in answer.out
    assert "'Nog een stuk' has no address yet" in answer.out
    assert "next to its title in issues/links.toml. (issue 3)" in answer.out
    assert '"Een stuk dat nergens heen gaat, en lang" = ""' in links.read_text("utf-8")
    assert drawn.types("check", "--all", "--offline").out == answer.out
    assert drawn.types("check", "1", "2-3", "--offline").out == answer.out
    told = drawn.types("check", "1-3", "--offline", "--json").json
    assert [(one["issue"], one["ok"]) for one in told] == [(1, True), (2, True), (3, True)]
    assert set(drawn.types("check", "1", "--offline", "--json").json) == {"ok", "findings"}


def test_an_address_filled_in_is_used_and_an_entry_that_nothing_names_is_told(
    drawn: Terminal,
) -> None:
    links = with_links(drawn)
    assert drawn.types("check", "1", "--offline").code == 0
    kept = links.read_text("utf-8").replace('gaat, en lang" = ""', 'gaat, en lang" = "https://voorbeeld.nl/a"')  # fmt: skip
    links.write_text(f'# mijn links\n{kept}"Een stuk dat nergens hene gaat" = "https://voorbeeld.nl/b"\n', "utf-8")  # fmt: skip
    answer = drawn.types("check", "1-3", "--offline")
    assert "nergens heen gaat" not in answer.out
    assert answer.out.count("has 'Een stuk dat nergens hene gaat', but no issue") == 1
    assert links.read_text("utf-8").startswith("# mijn links\n# The addresses")
    assert "https://voorbeeld.nl/a" in drawn.types("issue", "show", "1").out


def test_issues_are_approved_by_range_and_one_that_cannot_go_stops_no_other(
    drawn: Terminal,
) -> None:
    second = next((drawn.folder / "issues").glob("002-*.md"))
    second.write_text(second.read_text("utf-8").replace("number: 2", "number: [2"), "utf-8")
    answer = drawn.types("issue", "approve", "1-3", "--offline")
    assert answer.code == 1
    assert "001-een-stoel-bij-het-raam.md is approved" in answer.out
    assert answer.out.count(" is approved and goes ") == 2
    assert "002-" in answer.out
    assert drawn.types("issue", "approve", "4-9", "--offline").code == 1
    assert drawn.types("issue", "approve", "1", "--all", "--offline").code == 2
    assert drawn.types("issue", "approve", "--offline").code == 2


def test_all_means_what_has_not_gone_out(queued: Terminal) -> None:
    assert queued.types("dispatch", "start", "1").code == 0
    answer = queued.types("issue", "approve", "--all", "--offline")
    assert answer.code == 0
    assert "001" not in answer.out
    assert answer.out.count("approved") == 2


def test_drawing_names_the_titles_that_wait_for_an_address(terminal: Terminal) -> None:
    answer = terminal.types("draw", "rust.txt")
    assert "no address yet" in answer.out
    links = terminal.folder / "issues" / "links.toml"
    assert '"Rust op een gewone dag" = ""' in links.read_text("utf-8")
    assert "no address yet" not in terminal.types("draw", "rust.txt").out


def test_a_preview_is_the_mail_as_it_would_go(drawn: Terminal) -> None:
    assert drawn.types("preview", "1", "--out", "shown").code == 0
    html, text, mail = (
        (drawn.folder / "shown" / f"001-een-stoel-bij-het-raam.{ending}").read_bytes()
        for ending in ("html", "txt", "eml")
    )
    assert html.startswith(b"<!doctype html>")
    assert b"Hello Anna," in text
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail


def test_a_test_mail_is_marked_and_lands_in_the_outbox(drawn: Terminal) -> None:
    assert drawn.types("send", "1", "--to", "gerda@example.org").code == 0
    (mail,) = (drawn.folder / "outbox" / "new").iterdir()
    assert b"Subject: [test] Een stoel bij het raam" in mail.read_bytes()
    assert drawn.types("send", "1", "--to", "no address").code == 1


def test_no_two_test_mails_share_a_message_id(drawn: Terminal) -> None:
    for _ in range(2):
        assert drawn.types("send", "1", "--to", "gerda@example.org").code == 0
    mails = [path.read_bytes() for path in (drawn.folder / "outbox" / "new").iterdir()]
    assert len({message_from_bytes(mail)["Message-ID"] for mail in mails}) == 2


def test_who_takes_people_in_needs_a_statement_of_consent_and_is_shown_before_it_happens(
    terminal: Terminal,
) -> None:
    (terminal.folder / "people.csv").write_text(CSV, "utf-8-sig")
    refused = terminal.types("subscribers", "import", "people.csv")
    assert refused.code == 1
    assert "There is no statement of consent" in refused.err + refused.out
    for command in (("import", "people.csv"), ("add", "anna@example.org")):
        short = terminal.types("subscribers", *command, "--statement", "ok dan")
        assert short.code == 1
        assert "“ok dan” is too short" in short.err + short.out
    assert "no statement of consent" in terminal.types("subscribers", "add", "a@example.org").err
    shown = terminal.types("subscribers", "import", "people.csv", "--preview")
    assert "would come to: 2 new" in shown.out
    assert terminal.types("subscribers", "list", "--json").json == []


def test_an_import_tells_its_columns_before_anybody_goes_in_and_asks_for_what_it_does_not_know(
    terminal: Terminal,
) -> None:
    file = terminal.folder / "mailpoet.csv"
    file.write_text(
        "Email,Last name,Global status\na@example.org,Vos,gone\nb@example.org,Bos,subscribed\n"
    )
    told = terminal.types("subscribers", "import", "mailpoet.csv", *SAID).out.splitlines()
    assert told[0] == "columns: Email (address), Global status (status)"
    assert told[1] == "not used: Last name"
    assert "“Global status” says “gone”" in told[2]
    assert told[-3:-1] == ["1 new, 1 refused", "This was import 1. It can be undone."]
    said = ("--value", "gone=left", "--column", "Global status=status")
    foreseen = terminal.types("subscribers", "import", "mailpoet.csv", "--preview", *said).out
    assert "not used: Last name" in foreseen
    assert "1 kept out (left)" in foreseen
    facts = terminal.types("subscribers", "import", "mailpoet.csv", *SAID, *said, "--json").json
    assert (facts["kept out (left)"], facts["unknown_columns"]) == (1, ["Last name"])
    file.write_text("email,status\nb@example.org,unsubscribed\n")
    assert "1 leaves" in terminal.types("subscribers", "import", "mailpoet.csv", *SAID).out
    file.write_text("email,Opt-in keuze\nc@example.org,misschien\n")
    refused = terminal.types("subscribers", "import", "mailpoet.csv", *SAID)
    assert refused.code == 1
    assert "“Opt-in keuze” speaks of consent" in refused.err
    (terminal.folder / "unsubscribed.csv").write_text("email\nd@example.org\n")
    named = terminal.types("subscribers", "import", "unsubscribed.csv", "--preview").out
    assert "Everybody in the file counts as “left”" in named
    other = ("--preview", "--status", "subscribed")
    assert "1 new" in terminal.types("subscribers", "import", "unsubscribed.csv", *other).out


def test_a_person_is_exported_shown_erased_and_not_brought_back(terminal: Terminal) -> None:
    terminal.types("subscribers", "add", "anna@example.org", *SAID)
    assert (
        "1 reader is in everyone.csv" in terminal.types("subscribers", "export", "everyone.csv").out
    )
    assert "anna@example.org" in (terminal.folder / "everyone.csv").read_text("utf-8-sig")
    assert (
        terminal.types("subscribers", "data", "anna@example.org").json["address"]
        == "anna@example.org"
    )
    assert terminal.types("subscribers", "forget", "anna@example.org", "--yes").code == 0
    assert terminal.types("subscribers", "add", "anna@example.org", *SAID).code == 1
    assert terminal.types("subscribers", "lift", "anna@example.org", "--reason", "asked").code == 1


def test_an_address_is_suppressed_and_lifted_with_a_reason(terminal: Terminal) -> None:
    assert (
        terminal.types(
            "subscribers", "suppress", "anna@example.org", "--reason", "asked by phone"
        ).code
        == 0
    )
    assert terminal.types("subscribers", "lift", "anna@example.org").code == 1
    assert (
        terminal.types("subscribers", "lift", "anna@example.org", "--reason", "a mistake").code == 0
    )
    assert (
        terminal.types("subscribers", "lift", "anna@example.org", "--reason", "a mistake").code == 1
    )


def test_what_readers_said_is_shown_without_a_name(terminal: Terminal) -> None:
    assert terminal.types("subscribers", "said", "--json").json == {"reasons": {}, "moments": {}}
    assert "Nobody said why" in terminal.types("subscribers", "said").out


def test_the_form_for_other_sites_has_no_script_and_leads_to_the_sign_up_page(
    terminal: Terminal,
) -> None:
    form = terminal.types("subscribers", "form").out
    assert 'method="post"' in form
    assert "/subscribe" in form
    assert "<script" not in form


def test_a_key_is_made_listed_and_revoked(terminal: Terminal) -> None:
    made = terminal.types("api-key", "add", "website", "--scope", "sign-up")
    assert "nlk_" in made.out
    (row,) = terminal.types("api-key", "list", "--json").json
    assert (row["name"], row["scopes"], row["revoked_at"]) == ("website", ["sign-up"], None)
    assert terminal.types("api-key", "revoke", "1").code == 0
    assert terminal.types("api-key", "revoke", "1").code == 1
    assert terminal.types("api-key", "add", "x", "--scope", "everything").code == 1


def test_an_import_tells_every_refused_row_and_changes_nothing_the_second_time(
    terminal: Terminal,
) -> None:
    (terminal.folder / "people.csv").write_text(CSV, "utf-8-sig")
    first = terminal.types("subscribers", "import", "people.csv", *SAID)
    assert first.code == 0
    assert "line 5" in first.out
    assert "2 new" in first.out
    assert "2 known" in terminal.types("subscribers", "import", "people.csv", *SAID).out
    assert terminal.types("subscribers", "unsubscribe", "anna@example.org").code == 0
    again = terminal.types("subscribers", "import", "people.csv", *SAID, "--json").json
    assert again["has left"] == 1
    assert (
        terminal.types("subscribers", "show", "anna@example.org", "--json").json["standing"]
        == "unsubscribed"
    )
    assert terminal.types("subscribers", "add", "anna@example.org", *SAID).code == 1
    people = terminal.types("subscribers", "list", "--standing", "confirmed", "--json").json
    assert [person["address"] for person in people] == ["bram@example.org"]


def test_the_version_is_told_without_a_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = Terminal(tmp_path, monkeypatch, capsys).types("--version")
    assert (answer.code, answer.out) == (0, f"newsletter {__version__}\n")


def test_one_person_is_told_in_words_and_an_empty_list_says_of_whom(terminal: Terminal) -> None:
    added = ("subscribers", "add", "anna@example.org", "--tag", "ochtend", "--tag", "avond", *SAID)
    assert terminal.types(*added).code == 0
    told = terminal.types("subscribers", "show", "anna@example.org").out
    assert "tags: avond, ochtend\n" in told
    assert "first name: –\n" in told
    assert "None" not in told
    assert (
        terminal.types("subscribers", "list", "--tag", "middag").out
        == "There is nobody like that.\n"
    )
    assert terminal.types("subscribers", "suppress", "anna@example.org").code == 0
    assert "newsletter subscribers lift" in terminal.types(*added).err


def test_the_list_of_providers_speaks_as_the_page_does(terminal: Terminal) -> None:
    rows = {row["name"]: row for row in terminal.types("provider", "list", "--json").json}
    assert (rows["outbox"]["idempotent"], rows["outbox"]["looks_up"]) == (
        "harmless for ever",
        "yes, at once",
    )
    assert (rows["mailgun"]["idempotent"], rows["mailgun"]["looks_up"]) == (
        "doubles",
        "yes, after 30 min",
    )
    assert rows["resend"]["idempotent"] == "harmless for 24 h"
    assert rows["brevo"]["idempotent"] == "harmless for 15 min"


def test_a_yes_is_given_where_letters_wait_for_one(queued: Terminal) -> None:
    refused = queued.types("queue", "release", "1")
    assert refused.code == 1
    assert "Issue 1 needs no yes" in refused.err
    settings = queued.folder / "newsletter.toml"
    written = settings.read_text("utf-8")
    assert "[schedule]\n" in written
    settings.write_text(written.replace("[schedule]\n", "[schedule]\nhold = true\n"), "utf-8")
    listed = queued.types("queue", "list")
    assert "newsletter queue release 1" in listed.out + listed.err
    given = queued.types("queue", "release", "1")
    assert (given.code, given.out.startswith("Issue 1 has a yes for Sunday")) == (0, True)
    notes = [row["note"] for row in queued.types("queue", "list", "--json").json]
    assert notes == ["", "goes only after an editor's yes", ""]
    assert queued.types("queue", "release", "9").code == 1


def test_the_queue_is_moved_skipped_and_emptied(queued: Terminal) -> None:
    def numbers() -> list[int]:
        return [row["issue"] for row in queued.types("queue", "list", "--json").json]

    assert numbers() == [1, 2, 3]
    assert queued.types("queue", "move", "3", "1").code == 0
    assert numbers() == [3, 1, 2]
    assert queued.types("queue", "remove", "1").code == 0
    assert numbers() == [3, 2]
    assert queued.types("queue", "add", "1").code == 0
    assert numbers() == [3, 2, 1]
    first = queued.types("queue", "list", "--json").json[0]["goes_at"][:10]
    assert queued.types("queue", "skip", first).code == 0
    assert queued.types("queue", "list", "--json").json[0]["goes_at"][:10] > first
    assert queued.types("queue", "skip", first, "--back").code == 0
    assert queued.types("queue", "skip", "next week").code == 1
    monday = str(date.fromisoformat(first) + timedelta(days=1))
    assert "a day without a slot" in queued.types("queue", "skip", monday).err
    assert queued.types("queue", "skip", "2020-01-05").code == 1
    assert queued.types("issue", "withdraw", "1").code == 0
    assert queued.types("issue", "withdraw", "1").code == 1


def test_a_dispatch_counts_every_reader_in_one_state_and_a_second_sends_nothing(
    queued: Terminal,
) -> None:
    first = queued.types("dispatch", "start", "1", "--json").json
    assert first["counts"] == {"accepted": 2}
    assert queued.types("dispatch", "start", "1", "--json").json["dispatch"] == first["dispatch"]
    assert len(list((queued.folder / "outbox" / "new").iterdir())) == 2
    shown = queued.types("dispatch", "show", "1", "--people", "accepted", "--json").json
    assert shown["people"] == ["anna@example.org", "bram@example.org"]
    assert queued.types("dispatch", "show", "1", "--people", "nonsense").code == 1
    assert queued.types("dispatch", "show", "99").code == 1
    assert queued.types("dispatch", "start", "9").code == 1
    assert "Everyone whom issue 1 is for has it" in queued.types("dispatch", "start", "1").out
    assert "nothing left to pause" in queued.types("dispatch", "pause", "1").err
    assert "nothing left to cancel" in queued.types("dispatch", "cancel", "1").err
    assert "has no readers left" in queued.types("dispatch", "again", "1").err
    lifted = ("subscribers", "lift", "--dispatch", "1", "--bounced")
    assert "needs a reason" in queued.types(*lifted).err
    assert "0 who bounced" in queued.types(*lifted, "--reason", "our block list").out
    assert queued.types(*lifted, "anna@example.org", "--reason", "x").code != 0
    assert queued.types("subscribers", "lift").code != 0


def test_the_doctor_lists_everything_at_once(terminal: Terminal) -> None:
    assert terminal.types("doctor").code == 0
    settings = terminal.folder / "newsletter.toml"
    settings.write_text(
        'base_url = "nowhere"\n[sender]\naddress = "x"\n[letter]\ngreting = "Hoi"\n', "utf-8"
    )
    answer = terminal.types("doctor", "--json")
    assert answer.code == 1
    assert len([one for one in answer.json if one["wrong"]]) == 3


def test_the_doctor_tells_one_trouble_once(terminal: Terminal) -> None:
    terminal.ruin_database()
    answer = terminal.types("doctor")
    assert answer.code == 1
    assert answer.out.count("file is not a database") == 1


def test_a_tag_that_may_tell_of_health_is_warned_about_when_made_and_by_the_doctor(
    terminal: Terminal,
) -> None:
    told = "GDPR article 9"
    assert told not in terminal.types("doctor").out
    assert (
        told
        in terminal.types("subscribers", "add", "a@example.org", "--tag", "burn-out", *SAID).out
    )
    (terminal.folder / "l.csv").write_text("email,tags\nb@example.org,angst;rust\n", "utf-8")
    foreseen = terminal.types("subscribers", "import", "l.csv", "--preview", "--json").json
    assert ["angst" in one for one in foreseen["warnings"]] == [True]
    done = ("subscribers", "import", "l.csv", "--statement", "signed up on paper")
    assert told in terminal.types(*done).out
    settings = terminal.folder / "newsletter.toml"
    settings.write_text(f"{settings.read_text('utf-8')}\n[readers]\ntags = ['Slaap', 'Werk']\n")
    answer = terminal.types("doctor", "--json")
    assert answer.code == 0
    heeded = [one["told"] for one in answer.json if one["about"] == "tags"]
    assert [
        f"'{tag}'" in one for tag, one in zip(("Slaap", "angst", "burn-out"), heeded, strict=True)
    ] == [True] * 3


def test_the_doctor_names_what_the_privacy_page_lacks(terminal: Terminal) -> None:
    settings = terminal.folder / "newsletter.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("http://127.0.0.1:8000", "https://brief.example.nl"), "utf-8")
    told = {
        one["told"]
        for one in terminal.types("doctor", "--json").json
        if one["about"] == "privacy page"
    }
    assert len(told) == 2
    assert any("[[privacy.recipients]]" in one for one in told)


def test_the_doctor_tells_what_a_real_provider_still_needs(terminal: Terminal) -> None:
    (terminal.folder / ".env").unlink()
    (terminal.folder / "newsletter.toml").write_text(
        'template = "nope"\n[provider]\nname = "mailgun"\n[provider.mailgun]\ndomain = "m.example.nl"\nkey = "k"\nbase = "https://127.0.1.1:9"\n',
        "utf-8",
    )
    told = "\n".join(one["told"] for one in terminal.types("doctor", "--json").json if one["wrong"])
    for part in ("base_url", "NEWSLETTER_SECRET", "reply_to", "contact", "template 'nope'"):
        assert part in told


@pytest.mark.parametrize(
    "words", [["draw"], ["queue", "move", "1"], ["dispatch", "show", "x"], ["nonsense"]]
)
def test_wrong_use_leaves_with_two(terminal: Terminal, words: list[str]) -> None:
    assert terminal.types(*words).code == 2


def test_init_makes_a_publication_once_and_touches_nothing_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(tmp_path, monkeypatch, capsys)
    assert terminal.types("init", str(tmp_path / "new")).code == 0
    before = (tmp_path / "new" / ".env").read_text("utf-8")
    assert terminal.types("init", str(tmp_path / "new")).code == 1
    assert (tmp_path / "new" / ".env").read_text("utf-8") == before
    assert Terminal(tmp_path / "new", monkeypatch, capsys).types("doctor").code == 0


def test_init_writes_its_sample_words_in_the_language_that_was_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(tmp_path, monkeypatch, capsys)
    settings = {}
    for language in ("nl", "en"):
        folder = tmp_path / language
        assert terminal.types("init", str(folder), "--language", language).code == 0
        settings[language] = (folder / "newsletter.toml").read_text("utf-8")
        assert f'\nlanguage = "{language}"' in settings[language]
    dutch = ("Een helder moment", "Dag", "Schrijf gerust terug", "Hartelijke groet", "huisarts")
    assert [word for word in dutch if word not in settings["nl"]] == []
    assert [word for word in dutch if word in settings["en"]] == []

    refused = terminal.types("init", str(tmp_path / "fr"), "--language", "fr")
    assert refused.code == 1
    assert "nl, en" in refused.err
    assert not (tmp_path / "fr").exists()


def test_a_demo_never_wipes_a_folder_that_no_demo_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "novel.txt").write_text("years of work", "utf-8")
    assert (
        Terminal(tmp_path, monkeypatch, capsys).types("demo", "--into", str(tmp_path / "mine")).code
        == 1
    )
    assert (tmp_path / "mine" / "novel.txt").read_text("utf-8") == "years of work"


def test_the_providers_are_listed_with_what_they_can_do(terminal: Terminal) -> None:
    rows = {row["name"]: row for row in terminal.types("provider", "list", "--json").json}
    assert rows["outbox"]["chosen"]
    assert rows["mailgun"]["merges"]
    assert terminal.types("provider", "check").code == 0
    assert terminal.types("provider", "test", "gerda@example.org").code == 0


def test_a_test_mail_is_looked_at_as_it_arrived(terminal: Terminal) -> None:
    assert "received" not in terminal.types("provider", "test", "gerda@example.org").out
    (sent,) = (terminal.folder / "outbox" / "new").iterdir()
    answer = terminal.types("provider", "received", str(sent), "--json")
    assert answer.code == 1
    assert answer.json["problems"] == ["the mail is not signed: it has no DKIM-Signature header"]
    signature = b"DKIM-Signature: d=example.org; h=list-unsubscribe:list-unsubscribe-post\r\n"
    sent.write_bytes(signature + sent.read_bytes())
    assert "✓ it arrived signed" in terminal.types("provider", "received", str(sent)).out
    assert terminal.types("provider", "received", "nowhere.eml").code == 1


def test_a_restored_backup_revives_nobody_and_sends_nothing_again(queued: Terminal) -> None:
    assert queued.types("backup", "old.backup").code == 0
    assert queued.types("dispatch", "start", "1", "--json").json["counts"] == {"accepted": 2}
    assert queued.types("subscribers", "unsubscribe", "anna@example.org").code == 0
    assert queued.types("subscribers", "add", "kort@example.org", *SAID).code == 0
    assert queued.types("subscribers", "unsubscribe", "kort@example.org").code == 0
    answer = queued.types("restore", "old.backup")
    assert answer.code == 0
    assert "1 reader left since" in answer.out
    assert "1 person joined and left since" in answer.out
    assert (
        queued.types("subscribers", "show", "anna@example.org", "--json").json["standing"]
        == "unsubscribed"
    )
    (queued.folder / "again.csv").write_text("email\nkort@example.org\n", "utf-8")
    queued.types("subscribers", "import", "again.csv", *SAID)
    assert "kort" not in queued.types("subscribers", "list").out
    before = "went out before the restore"
    assert queued.types("dispatch", "show", "1", "--json").json["state"] == before
    assert [one["state"] for one in queued.types("dispatch", "list", "--json").json] == [before]
    assert queued.types("issue", "list", "--json").json[0]["status"] == before
    for words in (("dispatch", "list"), ("dispatch", "show", "1"), ("issue", "list")):
        told = queued.types(*words).out
        assert "went" in told
        assert "cancelled" not in told
        assert "nobody" not in told
    again = queued.types("dispatch", "start", "1")
    assert again.code == 1
    assert "went out after the backup" in again.err
    assert len(list((queued.folder / "outbox" / "new").iterdir())) == 2
    assert queued.types("restore", "--release").code == 1
    assert queued.types("restore", "newsletter.toml").code == 1
    (queued.folder / "file").touch()
    assert queued.types("backup", "file/x.backup").code == 1


def test_what_people_wrote_in_words_is_listed_read_and_settled(terminal: Terminal) -> None:
    assert "No messages are waiting." in terminal.types("subscribers", "replies").out
    terminal.types("subscribers", "add", "anna@example.org", *SAID)
    app = Newsletter.at(terminal.folder)
    for number in (1, 2):
        sender = "anna@example.org" if number == 1 else "[bold]@example.org"
        app.container.store.replies.keep(
            str(number), sender=sender, subject="", text="haal [me] eraf"
        )
    app.close()
    assert "haal [me] eraf" in terminal.types("subscribers", "replies").out
    assert "from: [bold]@example.org" in terminal.types("subscribers", "replies", "2").out
    assert terminal.types("subscribers", "replies", "2", "--json").json["text"] == "haal [me] eraf"
    refused = terminal.types("subscribers", "replies", "2", "--unsubscribe")
    assert refused.code == 1
    assert "not among the subscribers" in refused.err
    assert "Reply 2 is done" in terminal.types("subscribers", "replies", "2", "--done").out
    assert "is unsubscribed" in terminal.types("subscribers", "replies", "1", "--unsubscribe").out
    assert terminal.types("subscribers", "replies", "--json").json == []


def test_a_port_that_no_machine_has_is_refused_before_the_sandbox_starts(
    terminal: Terminal,
) -> None:
    answer = terminal.types("sandbox", "--port", "70000")
    assert answer.code == 2
    assert "Traceback" not in answer.err
    assert not (terminal.folder / "sandbox.log").exists()
