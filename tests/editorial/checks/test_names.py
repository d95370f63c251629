"""Placeholders: a first name is filled in, and anything else is an error before it is mailed."""

import pytest

from newsletter.editorial.checks.body import check_quotation_marks, check_shortcodes
from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inbox import (
    check_names,
    check_preheader,
    check_subject,
    check_unfilled,
)
from newsletter.editorial.checks.subject import check_marks_in_lines
from newsletter.editorial.markdown_in import blocks_of
from newsletter.locale.speech import say
from newsletter.model.blocks import rich
from tests.editorial.checks.letters import a_letter, block_changed, issue_with

NOT_FILLED = {"text-unfilled", "first-name-misspelt"}
LINE = "Wie stil wordt, hoort weer wat er al was."


@pytest.mark.parametrize(
    "text",
    [
        "Dag {voornaam}", "Dag {naam|lezer}", "Dag {First_Name}", "Dag { name }", "Dag {{ name }}",
        "Dag {{first_name}}", "Dag *|FNAME|*", "Dag *|NAAM:|*", "Dag %first_name%", "Dag %recipient.name%", "Dag %FNAME%",
        "Dag {% if x %}", "Dag ${naam}", "Dag #{naam}", "Dag {contact.first name}", "Dag {first_name|a|b}",
        "Dag [naam]", "Dag%FNAME%", "50 %korting% bij https://voorbeeld.nl", "Zie voorbeeld.nl %naam%",
        'Dag {first_name, "lezer"}', "Dag [subscriber:firstname | default:lezer]", "Dag {first_name\u00a0}",
        "Dag {$name}", "Dag {!firstname}", "Dag {subtag:name}", "Dag {contactfield=firstname|jij}", "Dag <%= name %>",
        "Dag {!! $name !!}", "Dag ##naam##", "Dag ｛first_name｝", "Dag { first_name ,", "Dag «Voornaam»", "Dag [% naam %]",
        "Dag [jouw naam]", "Dag [firstname,fallback=jij]", "Kop {#kop}", "[!NOTE] Let op",
        "Dag %% mag dit? %%", "Dag {# mag dit? #}",
        "Een {++nieuw++} woord", "Een {--oud--} woord", "Een {~~oud~>nieuw~~} woord", "Een zin. {: .lead}",
        "::: warning", ":::", '!!! note "Let op"',
        "Hier komt nog", "Hier komt nog.", "Hier komt nog een foto van de boom", "hier komt nog tekst",
        "Hier komt nog …", "Hier komt nog...", "Hier komt nog: de boom", "En hier komt de tekst.",
    ],
)  # fmt: skip
def test_a_placeholder_that_nothing_fills_is_an_error(text: str) -> None:
    for issue in (
        issue_with(subject=text),
        issue_with(preheader=text),
        issue_with(title=text),
        block_changed(0, text=rich(text)),
    ):
        (found,) = check_unfilled(a_letter(issue=issue))
        assert (found.code in NOT_FILLED, found.severity.value) == (True, "error")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Dag {first_nam}", "{first_name}"),
        ("Dag {fist_name|lezer}", "{first_name|lezer}"),
        ("Dag {First_Name|}", "{first_name|}"),
        ("Dag {voornaam}", "{first_name}"),
        ("Dag {{ first_name }}", "{first_name}"),
        ("Dag *|FNAME|*", "{first_name}"),
        ("Dag %first_name%", "{first_name}"),
        ("Dag {first_name|a|b}", "{first_name|a}"),
        ("Dag [jouw naam]", "{first_name}"),
        ("Dag {first_name, hoe gaat het?", "{first_name}"),
    ],
)
def test_a_first_name_that_is_written_otherwise_is_asked_about(text: str, meant: str) -> None:
    (found,) = check_unfilled(a_letter(issue=block_changed(0, text=rich(text))))
    assert found.code == "first-name-misspelt"
    assert found.message.data["meant"] == meant
    assert f"Bedoel je {meant}?" in say(found.message, "nl")
    assert f"Did you mean {meant}?" in say(found.message, "en")


@pytest.mark.parametrize("text", ["Dag {achternaam}", "Dag {unsubscribe}", "[datum]", "{titel}"])
def test_any_other_placeholder_is_not_taken_for_a_first_name(text: str) -> None:
    (found,) = check_unfilled(a_letter(issue=block_changed(0, text=rich(text))))
    assert found.code == "text-unfilled"


@pytest.mark.parametrize(
    "text",
    [
        "50 % van de 30 % die",
        "100%",
        "10 %, of 20%?",
        "{first_name}, {first_name|} en {first_name|jij}",
        "{ }",
        "a {1} b",
        "Hier komt nog bij dat je moe bent.",
        "Wat hier komt nog te weten, is veel.",
        "Hier komt nogal wat bij kijken.",
        "Hier komt een foto van de boom.",
        "10%of%20",
        "Zie https://voorbeeld.nl/?q=a%cc%bb",
        "Zie www.voorbeeld.nl/%of%a",
        "Zie voorbeeld.nl/caf%c%a9",
        "De verzameling {a, b}",
        "Kies A|B|C of |AB",
        "Met «rust» en [hem] en 1#2 ##",
    ],
)
def test_a_percentage_or_a_first_name_is_no_such_placeholder(text: str) -> None:
    assert check_unfilled(a_letter(issue=block_changed(0, text=rich(text)))) == ()
    assert check_unfilled(a_letter(issue=issue_with(subject=text))) == ()


def unfilled(body: str) -> tuple[Finding, ...]:
    """What is not filled in, in a letter with this body."""
    read = blocks_of(body, 10)
    issue = issue_with(blocks=tuple(one for one, _ in read), lines=tuple(at for _, at in read))
    return check_unfilled(a_letter(issue=issue))


@pytest.mark.parametrize("written", ["{}", "Lees {} nu.", "- {}", "💡 Zie {}?", "P.S. **Nog?** {}"])
@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("https://www.example.com/?n={first_name}&e=*|EMAIL|*", "{first_name}"),
        ("https://www.example.com/?n={first_name|}", "{first_name|}"),
        ("https://www.example.com/?e=*|EMAIL|*", "*|EMAIL|*"),
        ("https://www.example.com/{{naam}}", "{{naam}}"),
        ("mailto:{adres}", "{adres}"),
        ("https://www.example.com/[naam]", "[naam]"),
    ],
)
def test_a_placeholder_in_an_address_is_an_error(written: str, address: str, text: str) -> None:
    (found,) = unfilled("Eerst.\n\n" + written.replace("{}", f"[je pagina]({address})"))
    assert (found.code, found.line) == ("text-unfilled", 12)
    assert found.message.data["text"] == text


@pytest.mark.parametrize("words", ["Je pagina →", "Lees meer: Je pagina"])
def test_a_placeholder_in_the_address_of_a_button_or_cross_link_is_an_error(words: str) -> None:
    label = words.removeprefix("Lees meer: ")
    (found,) = unfilled(words.replace(label, f"[{label}](https://www.example.com/?e=*|EMAIL|*)"))
    assert found.code == "text-unfilled"


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.com/?a=%cc%bb",
        "https://www.example.com/10%of%20",
        "https://www.example.com/todo",
        "https://www.example.com/?a[]=1&b[1]=2",
        "https://www.example.com/rust_(stilte)",
    ],
)
def test_a_sign_that_an_address_may_have_is_no_placeholder(address: str) -> None:
    assert unfilled(f"Lees [je pagina](<{address}>) nu.") == ()


@pytest.mark.parametrize("text", ["Dag *|FNAME|*,", "*|NAAM|* dag", "Dag **|FNAME:X|**"])
def test_a_placeholder_whose_asterisks_are_emphasis_is_an_error(text: str) -> None:
    (found,) = unfilled(text)
    assert found.code in NOT_FILLED


@pytest.mark.parametrize("text", ["Rood|blauw|groen", "Het |verschil| is A|BC|D"])
def test_bars_between_words_are_no_placeholder(text: str) -> None:
    assert unfilled(text) == ()


@pytest.mark.parametrize(
    "subject", ["5 * 3 * 2", "Vragen & antwoorden; rust", "Ik <3 rust", "voor__naam__"]
)
def test_signs_that_mark_nothing_are_sent_as_they_are(subject: str) -> None:
    assert check_marks_in_lines(a_letter(issue=issue_with(subject=subject))) == ()


def test_a_shortcode_is_not_also_an_unpaired_quotation_mark() -> None:
    inputs = a_letter(issue=block_changed(0, text=rich('Zie [gallery ids="1"] nu.')))
    assert check_quotation_marks(inputs) == ()
    assert [one.code for one in check_shortcodes(inputs)] == ["shortcode-in-text"]


def test_the_length_of_a_subject_is_that_of_the_longest_name() -> None:
    issue = issue_with(subject="{first_name|}, heb je vandaag even een minuut?")
    assert check_subject(a_letter(issue=issue, longest_name=10)) == ()
    (found,) = check_subject(a_letter(issue=issue, longest_name=40))
    assert (found.code, found.message.data["length"]) == ("subject-long", 40 + 33)


def test_the_length_of_a_preheader_is_that_of_the_shortest_and_the_longest() -> None:
    short = issue_with(preheader="{first_name|Jij} en de stilte van nu.")
    assert [one.code for one in check_preheader(a_letter(issue=short))] == ["preheader-short"]
    long = issue_with(preheader=f"{{first_name|}}, {LINE} {LINE}")
    assert [one.code for one in check_preheader(a_letter(issue=long, longest_name=40))] == [
        "preheader-long"
    ]
    assert check_preheader(a_letter(issue=long, longest_name=8)) == ()


def test_a_name_without_a_fallback_says_how_it_reads_without() -> None:
    issue = block_changed(0, text=rich("Dit is voor {first_name}."))
    (found,) = check_names(a_letter(issue=issue))
    assert (found.code, found.severity.value, found.line) == ("name-without-fallback", "hint", 12)
    assert found.message.data["text"] == "Dit is voor."
    for text in ("Dit is voor {first_name|}.", "Dit is voor {first_name|jou}."):
        assert check_names(a_letter(issue=block_changed(0, text=rich(text)))) == ()


@pytest.mark.parametrize("bit", ["[x ", "{{", "[[", "*|a ", "{%", "{a|", "[naam,", "<%"])
def test_a_text_full_of_beginnings_without_an_end_is_read_through(bit: str) -> None:
    # a size that looking for each end anew does not survive; there is no clock in it
    text = bit * 30_000
    assert check_unfilled(a_letter(issue=block_changed(0, text=rich(text)))) == ()
