"""Sending in a browser: what became of a letter, and what can be done while it goes."""

import html
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.delivery import ReportKind
from newsletter.model.dispatch import NOTICES, DispatchState
from newsletter.model.editor import Act, Role
from newsletter.testing.sandbox import Sandbox
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.dispatching import (
    BY_TWO,
    STEPS,
    accept,
    claimed,
    doubt,
    frozen,
    hold,
    refuse,
    report,
)
from tests.app.test_dispatch_views import restored
from tests.app.test_dispatches import taken, with_refusals
from tests.store.builders import LEASE, NOW, receipts
from tests.web.desk.builders import DeskBrowser, signed_in

LIST, PAGE = "/desk/dispatches", "/desk/dispatches/1"
REFRESH = '<noscript><meta http-equiv="refresh" content="5; url=?refreshed=yes"></noscript>'
TITLE = "‘Een stoel bij het raam’"


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, BY_TWO)


@pytest.fixture
def going(app: Newsletter) -> DeskBrowser:
    """The owner's browser, and a letter on its way to ten readers of which nothing went yet."""
    frozen(app)
    return signed_in(app)


def words(page: str) -> str:
    """The words of a page, without its markup."""
    main = page.partition("<main")[2]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def lead(page: str) -> str:
    """The sentence that says what became of a letter."""
    found = re.search(r'<p class="lead"(?: id="became")?>(.*?)</p>', page, re.DOTALL)
    assert found is not None
    return html.unescape(found[1]).strip()


def counts(page: str) -> dict[str, int]:
    rows = re.findall(r'<tr data-state="([^"]+)">.*?<td>(\d+)</td>', page, re.DOTALL)
    return {state: int(count) for state, count in rows}


def acts(page: str) -> set[str]:
    """What can be pressed on the page of a dispatch."""
    found = set(re.findall(rf'(?:action|href)="{PAGE}/([a-z]+)"', page))
    return found - {"report", "unreached", "reader", "proof"}  # which are pages


def shown_away(app: Newsletter, provider: str = "smtp") -> None:
    """Let the dispatch have gone through a provider, since an outbox mails nobody."""
    with app.container.store.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE dispatches SET provider = '{provider}' WHERE id = 1")


# what became of it


def test_before_the_first_letter_the_list_says_so(app: Newsletter) -> None:
    assert "Er is nog geen brief verstuurd." in words(signed_in(app).get(LIST).text)


def test_the_list_has_a_line_for_each_letter_and_leads_to_its_page(app: Newsletter) -> None:
    browser = signed_in(app)
    with_issues_approved(app)
    for number in ("1", "2"):
        app.dispatches.start(number)
    page = browser.get(LIST).text
    assert re.findall(rf'href="({LIST}/\d+)"', page) == [f"{LIST}/2", PAGE]
    assert f"{TITLE} zaterdag 7 maart, 13:00 klaar · 2 in de map outbox" in words(page)
    assert browser.get(PAGE).status_code == 200


def test_afterwards_one_sentence_says_what_became_of_it(
    app: Newsletter, going: DeskBrowser
) -> None:
    for _ in range(5):
        accept(app)
    shown_away(app)
    for reader in (1, 2, 3):
        report(app, ReportKind.BOUNCED, reader)
    page = going.get(PAGE).text
    assert lead(page) == (
        f"{TITLE} is op zaterdag 7 maart om 13:00 naar 7 lezers gegaan;"
        " 3 adressen bestaan niet meer."
    )
    assert counts(page) == {"accepted": 7, "bounced": 3}
    assert acts(page) == set()
    assert REFRESH not in page
    assert "<progress" not in page


def test_while_it_goes_a_bar_shows_how_far_it_is(app: Newsletter, going: DeskBrowser) -> None:
    shown_away(app)
    accept(app)
    accept(app)
    page = going.get(PAGE).text
    assert lead(page) == f"{TITLE} is onderweg: 4 verstuurd, 6 nog te gaan."
    assert '<progress max="10" value="4"' in page
    assert f'data-progress="{PAGE}/progress"' in page
    assert f'href="{PAGE}/report"' in page
    app.container.store.dispatches.pause(1, Message("paused-by-hand").to_text())
    page_of_paused = going.get(PAGE).text
    assert '<progress id="progress" max="10" value="4"' in page_of_paused
    assert "4 van de 10 lezers" in words(page_of_paused)
    assert REFRESH in page
    assert page.index(REFRESH) < page.index("</head>")


def test_in_the_outbox_nobody_is_told_that_readers_got_it(
    app: Newsletter, going: DeskBrowser
) -> None:
    assert "Er gaat geen mail de deur uit." in lead(going.get(PAGE).text)
    app.rounds.make_at_once()
    assert "er is geen mail de deur uit gegaan." in lead(going.get(PAGE).text)


@settings(max_examples=12, deadline=None)
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=6))
def test_every_count_on_the_page_is_the_ledgers_at_that_moment(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    app = a_publication(tmp_path_factory.mktemp("own"), SetClock(NOW), BY_TWO)
    browser = signed_in(app)
    frozen(app)
    for step in steps:
        STEPS[step](app)
        answer = browser.get(PAGE)
        assert answer.status_code == browser.get(LIST).status_code == 200
        progress = app.container.store.counts.progress(1)
        assert counts(answer.text) == dict(progress.counts)
        assert f'<td id="audience">{progress.audience}</td>' in answer.text


def test_of_a_letter_that_only_the_journal_knows_nothing_can_be_done(
    tmp_path: Path, clock: SetClock
) -> None:
    app = restored(tmp_path / "own", clock)
    browser = signed_in(app)
    [line] = app.desk.dispatch_views.page().lines
    page = browser.get(f"{LIST}/{line.row.id}").text
    assert "Naar wie is niet meer bekend." in lead(page)
    assert counts(page) == {}
    assert "<button" not in page.partition("<main")[2]
    assert "naar wie is niet meer bekend" in words(browser.get(LIST).text)
    for act in ("pause", "resume", "again"):
        assert browser.post(f"{LIST}/{line.row.id}/{act}").status_code == 409


@pytest.mark.parametrize("path", [f"{LIST}/0", f"{LIST}/99", f"{LIST}/x"])
def test_what_is_not_there_is_not_found(going: DeskBrowser, path: str) -> None:
    assert going.get(path).status_code == 404
    assert going.get(f"{path}/people?state=queued").status_code == 404


@pytest.mark.parametrize("state", ["", "?state=", "?state=everyone"])
def test_people_in_no_state_lead_back_to_the_counts(going: DeskBrowser, state: str) -> None:
    assert going.get(f"{PAGE}/people{state}").headers["location"] == PAGE


def test_what_is_not_there_cannot_be_changed(going: DeskBrowser) -> None:
    for act in ("pause", "resume", "cancel", "again"):
        assert going.post(f"{LIST}/99/{act}").status_code == 404


# from elsewhere


def test_the_letter_and_the_first_page_lead_to_it(app: Newsletter, going: DeskBrowser) -> None:
    for path in ("/desk", "/desk/issues/1"):
        page = going.get(path).text
        assert f'<a href="{PAGE}">Bekijk de verzending</a>' in page
    assert f'href="{LIST}"' in going.get("/desk/issues").text


@pytest.mark.parametrize("step", ["pause", "hold"])
def test_what_needs_somebody_leads_to_it(app: Newsletter, going: DeskBrowser, step: str) -> None:
    STEPS[step](app)
    lines = going.get("/desk").text.partition('<ul class="needs">')[2].partition("</ul>")[0]
    assert f'<a href="{PAGE}">Bekijk de verzending</a>' in lines


# pause, resume, cancel


def test_it_is_paused_and_goes_on(app: Newsletter, going: DeskBrowser) -> None:
    assert acts(going.get(PAGE).text) == {"pause", "cancel"}
    paused = going.sent(f"{PAGE}/pause").text
    assert "Er wordt niets meer verstuurd tot iemand de verzending laat doorgaan." in words(paused)
    assert "Waarom de verzending is gepauzeerd: Gepauzeerd door" in words(paused)
    assert REFRESH not in paused
    assert acts(paused) == {"resume", "cancel"}
    app.rounds.make_at_once()
    assert dict(app.dispatches.show(1).counts) == {"queued": 10}
    resumed = going.sent(f"{PAGE}/resume").text
    assert "Binnen een halve minuut gaat het verder." in words(resumed)
    assert dict(app.dispatches.show(1).counts) == {"queued": 10}, "the rounds hand over"
    app.rounds.make_at_once()
    assert dict(app.dispatches.show(1).counts) == {"accepted": 10}


def test_two_editors_who_press_the_same_see_the_same(app: Newsletter, going: DeskBrowser) -> None:
    bram = signed_in(app, Role.EDITOR, "Bram")
    for act in ("pause", "resume", "cancel"):
        for browser in (going, bram, going):
            answer = browser.post(f"{PAGE}/{act}")
            assert answer.status_code == 303, act
            assert answer.headers["location"].partition("?")[0] == PAGE
    done = [
        one.act
        for one in app.container.store.log.newest(200)
        if one.act.value.startswith("dispatch")
    ]
    assert sorted(one.value for one in done) == [
        "dispatch cancelled",
        "dispatch paused",
        "dispatch resumed",
    ]


def test_stopping_the_rest_says_first_what_it_does(app: Newsletter, going: DeskBrowser) -> None:
    accept(app)
    accept(app)
    asked = words(going.get(f"{PAGE}/cancel").text)
    assert "4 lezers hebben hem al." in asked
    assert "6 lezers krijgen hem dan niet." in asked
    assert "Dit kun je niet terugdraaien" in asked
    assert app.container.store.dispatches.find(1).state is DispatchState.GOING
    page = going.sent(f"{PAGE}/cancel").text
    assert "De rest wordt niet meer verstuurd." in words(page)
    assert (
        lead(page)
        == f"De rest van {TITLE} is gestopt; 4 in de map outbox. Er is geen mail de deur uit gegaan."
    )
    assert counts(page) == {"accepted": 4, "skipped": 6}
    assert acts(page) == set()
    assert going.get(f"{PAGE}/cancel").headers["location"] == PAGE, "nothing is left to ask"


def test_stopped_before_anybody_got_it_no_reader_is_counted(
    app: Newsletter, going: DeskBrowser
) -> None:
    page = going.sent(f"{PAGE}/cancel").text
    assert "is gestopt voordat iemand de brief kreeg." in lead(page)
    report = words(going.get(f"{PAGE}/report").text)
    assert "De brief is gestopt voordat iemand hem kreeg." in report


def test_before_stopping_those_under_way_are_counted_apart(
    app: Newsletter, going: DeskBrowser
) -> None:
    bram, page = signed_in(app, Role.EDITOR, "Bram"), f"{PAGE}/cancel"
    claimed(app)
    asked = lead(going.get(page).text)
    assert asked == (
        "Nog niemand heeft hem. Naar 2 lezers is hij onderweg; zij krijgen hem nog."
        " 8 lezers krijgen hem dan niet."
    )
    told = lead(bram.get(page).text)
    assert told == "Nog niemand heeft hem. Alleen wat dan al onderweg is, komt nog aan."
    accept(app)
    for browser in (going, bram):
        asked = lead(browser.get(page).text)
        assert asked == (
            "2 lezers hebben hem al. Naar 2 lezers is hij onderweg; zij krijgen hem nog."
            " 6 lezers krijgen hem dan niet."
        )
    for _ in range(3):
        accept(app)
    assert lead(going.get(page).text).endswith("Er is niemand meer die hem dan niet krijgt.")


def test_what_was_stopped_when_all_of_it_was_under_way_is_shown_as_sent(
    app: Newsletter, going: DeskBrowser
) -> None:
    shown_away(app)
    for _ in range(4):
        accept(app)
    claim = claimed(app)
    assert claim is not None
    going.post(f"{PAGE}/cancel")
    assert "De rest van" in lead(going.get(PAGE).text)
    assert app.container.store.ledger.note(claim, receipts(claim))
    app.rounds.make_at_once()
    page = going.get(PAGE).text
    assert lead(page) == f"{TITLE} is op zaterdag 7 maart om 13:00 naar 10 lezers gegaan."
    assert "gestopt" not in words(page)
    assert "gestopt" not in words(going.get(LIST).text)
    letter = words(going.get("/desk/issues/1").text)
    assert "Deze brief is op zaterdag 7 maart verstuurd." in letter
    assert "gestopt" not in letter
    with pytest.raises(DeskError, match="issue-dispatched-already"):
        app.approvals.approve("1", offline=True)


@pytest.mark.parametrize("act", ["pause", "cancel", "again"])
def test_of_what_is_done_the_page_says_that_nothing_was_changed(
    app: Newsletter, going: DeskBrowser, act: str
) -> None:
    app.rounds.make_at_once()
    answer = going.post(f"{PAGE}/{act}")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert lead(answer.text)
    assert [
        one for one in app.container.store.log.newest(200) if one.act.value.startswith("dispatch")
    ] == []


def test_under_other_settings_the_page_says_why_it_does_not_go_on(
    tmp_path: Path, app: Newsletter, going: DeskBrowser
) -> None:
    going.sent(f"{PAGE}/pause")
    toml = app.container.folder / "newsletter.toml"
    toml.write_text("[sender]\nreply_to = 'anders@example.nl'\n" + toml.read_text("utf-8"), "utf-8")
    later = a_publication(tmp_path / "own", SetClock())
    answer = signed_in(later, Role.EDITOR, "Bram").post(f"{PAGE}/resume")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert later.container.store.dispatches.find(1).state is DispatchState.PAUSED


def test_a_writer_looks_and_changes_nothing(app: Newsletter, going: DeskBrowser) -> None:
    hold(app)
    writer = signed_in(app, Role.WRITER, "Cato")
    page = writer.get(PAGE).text
    assert counts(page) == {"queued": 8, "held": 2}
    assert "<form" not in page.partition("<main")[2]
    assert acts(page) == set()
    assert "Een redacteur of eigenaar" in words(page)
    for act in ("pause", "resume", "cancel", "settle", "again"):
        assert writer.post(f"{PAGE}/{act}").status_code == 403
    assert writer.get(f"{PAGE}/cancel").status_code == 403


# in doubt


def batches(page: str) -> list[str]:
    return re.findall(r'name="batches" value="([\d.,]+)"', page)


def test_what_is_in_doubt_is_explained_and_settled(app: Newsletter, going: DeskBrowser) -> None:
    shown_away(app)
    hold(app)
    hold(app)
    page = going.get(PAGE).text
    assert "Van 4 mails is niet zeker of ze verstuurd zijn." in lead(page)
    assert "4 mails zijn onzeker" in words(page)
    assert "hem dubbel" in words(page)
    assert "Vraag het de verzenddienst" not in words(page), "it has nothing to ask"
    assert batches(page) == ["1.0,2.0", "1.0", "2.0"]
    one = going.sent(f"{PAGE}/settle", data={"batches": "1.0", "verdict": "sent"}).text
    assert counts(one) == {"queued": 6, "held": 2, "accepted": 2}
    other = going.sent(f"{PAGE}/settle", data={"batches": "2.0", "verdict": "again"}).text
    assert counts(other) == {"queued": 8, "accepted": 2}
    assert batches(other) == []


def test_of_what_the_provider_is_being_asked_about_it_is_said_that_nothing_was_changed(
    app: Newsletter, going: DeskBrowser
) -> None:
    hold(app)
    hold(app)
    doubts = app.container.store.doubts
    taken = doubts.take(LEASE, (1, 1))
    assert taken is not None
    page = going.sent(f"{PAGE}/settle", data={"batches": "1.0,2.0", "verdict": "again"}).text
    assert counts(page) == {"queued": 8, "held": 2}
    assert "Dat geldt niet voor allemaal: over een deel wordt op dit moment" in words(page)
    doubts.hold(taken.claim, "nobody can tell")
    page = going.sent(f"{PAGE}/settle", data={"batches": "1.0,2.0", "verdict": "sent"}).text
    assert counts(page) == {"queued": 8, "accepted": 2}
    assert "over een deel is intussen al beslist" in words(page)
    page = going.get(f"{PAGE}?done=settled-sent").text
    assert "Dat geldt niet voor allemaal" not in words(page)


def test_while_all_is_in_doubt_nobody_is_told_that_it_went_to_no_reader(
    app: Newsletter, going: DeskBrowser
) -> None:
    for _ in range(5):
        doubt(app)
    page = going.get(PAGE).text
    assert counts(page) == {"in doubt": 10}
    assert lead(page) == "Van 10 mails is niet zeker of ze verstuurd zijn."


def test_the_words_of_a_mail_server_name_no_reader(app: Newsletter, going: DeskBrowser) -> None:
    why = "450 4.2.0 <anna@example.org>: Recipient address rejected: Greylisted"
    store = app.container.store
    doubt(app)
    assert (found := store.doubts.take(LEASE))
    assert store.doubts.hold(found.claim, Message.in_own_words(why).to_text())
    assert store.dispatches.pause(1, Message.in_own_words(why).to_text())
    for path in (PAGE, "/desk"):
        page = html.unescape(going.get(path).text)
        assert "a…@example.org" in page
        assert "anna@" not in page


def test_who_comes_second_is_told_that_it_was_settled(app: Newsletter, going: DeskBrowser) -> None:
    hold(app)
    form = {"batches": "1.0", "verdict": "sent"}
    going.sent(f"{PAGE}/settle", data=form)
    answer = going.post(f"{PAGE}/settle", data=form | {"verdict": "again"})
    assert answer.status_code == 409
    assert counts(answer.text) == {"queued": 8, "accepted": 2}


@pytest.mark.parametrize(
    "form", [{}, {"batches": "1"}, {"batches": "1", "verdict": "maybe"}], ids=str
)
def test_without_a_choice_nothing_is_settled(
    app: Newsletter, going: DeskBrowser, form: dict[str, str]
) -> None:
    hold(app)
    answer = going.post(f"{PAGE}/settle", data=form)
    assert answer.status_code == 422
    assert "Kies wat er met deze mails is gebeurd." in words(answer.text)
    assert counts(answer.text) == {"queued": 8, "held": 2}


@pytest.mark.parametrize("typed", ["", "x", "1", "1;2", "1.9", "9" * 40, "-1", "²"])
def test_batches_that_nobody_can_read_settle_nothing(
    app: Newsletter, going: DeskBrowser, typed: str
) -> None:
    hold(app)
    answer = going.post(f"{PAGE}/settle", data={"batches": typed, "verdict": "sent"})
    assert answer.status_code == 409
    assert counts(answer.text) == {"queued": 8, "held": 2}


# refused


def test_the_refused_get_it_again_by_one_button(tmp_path: Path) -> None:
    with Sandbox(tmp_path / "log") as sandbox:
        app = with_refusals(tmp_path / "own", sandbox)
        browser = signed_in(app)
        before = taken(sandbox)
        page = browser.get(PAGE).text
        assert "Naar 2 van hen kan de brief opnieuw." in words(page)
        assert acts(page) == {"again"}
        answer = browser.post(f"{PAGE}/again")
        assert answer.headers["location"] == f"{LIST}/2?done=again"
        assert taken(sandbox) == before
        assert browser.post(f"{PAGE}/again").headers["location"] == f"{LIST}/2?done=again"
        newer = browser.get(f"{LIST}/2").text
        assert f"href='{PAGE}'" in newer
        assert [one.act for one in app.container.store.log.newest(200)].count(
            Act.DISPATCHED_AGAIN
        ) == 1


def test_of_a_stopped_letter_the_refused_wait_until_it_is_queued_again(
    app: Newsletter, going: DeskBrowser
) -> None:
    refuse(app)
    assert "again" in acts(going.get(PAGE).text)
    page = going.sent(f"{PAGE}/cancel").text
    assert acts(page) == set()
    assert "zodra hij weer is klaargezet" in words(page)
    assert going.post(f"{PAGE}/again").status_code == 422
    assert app.approvals.approve("1", offline=True).done
    assert acts(going.get(PAGE).text) == {"again"}


# notices


def test_notices_that_have_stopped_are_told_in_the_list_and_go_on(
    app: Newsletter, going: DeskBrowser
) -> None:
    full = Message("account-key-refused").to_text()
    app.container.store.dispatches.pause(NOTICES, full)
    page = going.get(LIST).text
    assert f'action="{LIST}/0/resume"' in page
    assert re.findall(rf'href="({LIST}/\d+)"', page) == [PAGE], "they are no letter"
    answer = going.post(f"{LIST}/0/resume")
    assert answer.headers["location"] == f"{LIST}?done=resumed"
    assert f'action="{LIST}/0/resume"' not in going.get(LIST).text
    for act in ("pause", "cancel", "again"):
        assert going.post(f"{LIST}/0/{act}").status_code in {303, 409, 422}


# who


def test_the_owner_sees_who_and_leads_to_each(app: Newsletter, going: DeskBrowser) -> None:
    accept(app)
    page = going.get(PAGE).text
    assert f'href="{PAGE}/people?state=accepted"' in page
    people = going.get(f"{PAGE}/people?state=accepted").text
    assert re.findall(r'<a href="/desk/readers/(\d+)">([^<]+)</a>', people) == [
        ("1", "lezer1@example.org"),
        ("2", "lezer2@example.org"),
    ]
    assert "2 lezers" in words(people)


def test_others_see_numbers_and_no_address(app: Newsletter, going: DeskBrowser) -> None:
    accept(app)
    for role, name in ((Role.EDITOR, "Bram"), (Role.WRITER, "Cato")):
        browser = signed_in(app, role, name)
        page = browser.get(PAGE).text
        assert counts(page) == {"queued": 8, "accepted": 2}
        assert "/people" not in page
        assert "lezer" not in re.sub("lezers?", "", words(page))
        assert browser.get(f"{PAGE}/people?state=accepted").status_code == 403


def test_who_is_shown_by_the_hundred(app: Newsletter) -> None:
    browser = signed_in(app)
    frozen(app, readers=[f"lezer{number}" for number in range(1, 104)])
    first = browser.get(f"{PAGE}/people?state=queued").text
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following is not None
    assert first.count("/desk/readers/") == 100
    rest = browser.get(html.unescape(following[1])).text
    assert rest.count("/desk/readers/") == 3
    assert 'rel="next"' not in rest


def test_an_erased_reader_has_a_number_and_no_page(app: Newsletter, going: DeskBrowser) -> None:
    accept(app)
    app.people.forget("lezer1@example.org")
    people = going.get(f"{PAGE}/people?state=accepted").text
    assert "gewiste lezer 1" in words(people)
    assert "/desk/readers/1" not in people
    doubt(app)
    assert "/desk/readers/3" in going.get(f"{PAGE}/people?state=in%20doubt").text
