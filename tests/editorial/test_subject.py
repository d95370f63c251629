import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.editorial.subject import LIMIT, bare, candidates, subjects, without_label
from newsletter.editorial.words import count, ends_on, sentences, shortened
from newsletter.model.drawing import SubjectReason
from newsletter.text.vocabulary import vocabulary

NL = vocabulary("nl")
QUOTE = "Wie stilstaat bij de dag, hoort wat er al die hele tijd in klonk."


def subject(
    heading: str | None, *quotes: str, texts: tuple[str, ...] = (), language: str = "nl"
) -> str:
    words = vocabulary(language)
    return subjects(candidates(heading, quotes, texts, (), words), words)[0].text


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Rust in je lijf — een begin dat klein mag zijn", "Rust in je lijf"),
        ("Rust in je lijf – een begin", "Rust in je lijf"),
        ("Rust in je lijf - een begin", "Rust in je lijf"),
        ("Rust in je lijf: een begin", "Rust in je lijf"),
        ("Rust in je lijf | een begin", "Rust in je lijf"),
        ("Slapen — wat je lijf er ’s nachts mee doet", "Wat je lijf er ’s nachts mee doet"),
        ("Conclusie: Naar een zachter ritme — elke dag opnieuw", "Naar een zachter ritme"),
        ("Tot slot – ruimte voor wat klopt", "Ruimte voor wat klopt"),
        ("3. Waarom je adem stokt", "Waarom je adem stokt"),
        ("Stap 2: Leg je telefoon weg", "Leg je telefoon weg"),
        ("Oefening 3: de lege stoel", "De lege stoel"),
        ("Inzicht 1 — Je houding spreekt vanzelf mee", "Je houding spreekt vanzelf mee"),
        ("#4 Leg je telefoon weg", "#4 Leg je telefoon weg"),
        ("🌿 Ruimte om te ademen", "Ruimte om te ademen"),
        ("Wat houdt je tegen?", "Wat houdt je tegen?"),
        ("Zelfzorg in de winter", "Zelfzorg in de winter"),
        ("Ademruimte", "Ademruimte"),
        ("24 uur zonder scherm", "24 uur zonder scherm"),
        ("Burn-out-klachten bij ouders", "Burn-out-klachten bij ouders"),
        ("Werken van 9:00 tot 17:00", "Werken van 9:00 tot 17:00"),
        (
            "De kunst van het — wachten op een trein die nooit komt",
            "Wachten op een trein die nooit komt",
        ),
    ],
)
def test_a_subject_is_the_part_of_the_heading_that_says_it(heading: str, expected: str) -> None:
    assert subject(heading) == expected


@pytest.mark.parametrize(
    ("language", "heading", "expected"),
    [
        ("en", "Conclusion: A softer pace — day by day", "A softer pace"),
        ("en", "Step 3 — Put your phone away", "Put your phone away"),
        ("de", "Fazit: Ein sanfterer Rhythmus – Tag für Tag", "Ein sanfterer Rhythmus"),
        ("de", "Schritt 2: Leg das Telefon weg", "Leg das Telefon weg"),
        ("fr", "En résumé : un rythme plus doux", "Un rythme plus doux"),
        ("fr", "Étape 1 : Respirer avant de répondre", "Respirer avant de répondre"),
    ],
)
def test_labels_and_steps_are_dropped_in_four_languages(
    language: str, heading: str, expected: str
) -> None:
    assert subject(heading, language=language) == expected


def test_a_heading_too_long_for_the_inbox_gives_way_to_the_quote() -> None:
    heading = "Waarom wij ons tijdens lange vergaderingen zo zelden durven uit te spreken"
    assert subject(heading, "Zwijgen is ook een antwoord.") == "Zwijgen is ook een antwoord"
    assert (
        subject(heading, QUOTE + " En dat is al veel voor één gewone dag.")
        == "Wie stilstaat bij de dag…"
    )


def test_a_heading_that_is_only_a_label_gives_way_to_the_quote() -> None:
    assert subject("Conclusie", "Rust is een keuze.") == "Rust is een keuze"


def test_without_heading_and_quote_the_first_short_sentence_stands_for_the_text() -> None:
    text = f"{'Heel ' * 20}lang is deze zin. Soms is stil zijn genoeg. En soms ook niet."
    assert subject(None, texts=(text,)) == "Soms is stil zijn genoeg"


def test_the_last_resort_is_cut_between_words_and_not_after_a_function_word() -> None:
    heading = "Hoe je in drie kleine stappen leert omgaan met de druk van een overvolle agenda"
    assert subject(heading) == "Hoe je in drie kleine stappen leert omgaan met de druk…"
    assert subject("Wat er gebeurt wanneer je te lang over je eigen grenzen heen gaat voor") == (
        "Wat er gebeurt wanneer je te lang over je eigen grenzen…"
    )


def test_what_has_no_words_that_fit_still_has_a_subject() -> None:
    assert subject("x" * 90) == "Om even bij stil te staan"
    assert subject("🌿") == "Om even bij stil te staan"


def test_two_issues_never_have_the_same_subject() -> None:
    words = vocabulary("nl")
    found = candidates("Rust in je lijf — een begin", [QUOTE], (), (), words)
    assert subjects(found, words, taken=frozenset({"rust in je lijf"}))[0].text == "Een begin"


def test_there_are_two_alternatives_besides() -> None:
    found = subjects(candidates("Rust in je lijf — een begin", [QUOTE], (), (), NL), NL)
    assert [one.text for one in found] == [
        "Rust in je lijf",
        "Een begin",
        "Wie stilstaat bij de dag…",
    ]


HEADINGS = st.lists(
    st.sampled_from(
        [
            *["de", "van", "een", "met", "rust", "adem", "lijf", "ruimte"],
            "Conclusie:",
            "—",
            ":",
            "3.",
            "Stap 2:",
            "en",
            "burn-out",
            "x" * 70,
            "?",
        ]
    ),
    max_size=16,
).map(" ".join)


@settings(max_examples=150)
@given(
    st.one_of(st.none(), HEADINGS, st.text(max_size=90)),
    st.lists(st.one_of(HEADINGS, st.text(max_size=120)), max_size=2),
)
def test_every_subject_fits_and_ends_on_a_whole_word(
    heading: str | None, quotes: list[str]
) -> None:
    source = " ".join([heading or "", *quotes, NL.pause]).casefold()
    for text, _ in subjects(candidates(heading, quotes, quotes, (), NL), NL):
        assert 0 < len(text) <= LIMIT
        assert not (text.endswith("…") and ends_on(text, NL.dangling + NL.linking))
        last = text.rstrip("….").split(" ")[-1].casefold()
        assert any(
            word.rstrip(".,:;!?–—-…").endswith(last.rstrip(".,:;!?–—-…")) for word in source.split()
        )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Een. Twee! Drie?", ["Een.", "Twee!", "Drie?"]),
        ("Dat is bijv. zo. En dit o.a. ook.", ["Dat is bijv. zo.", "En dit o.a. ook."]),
        ('Zij zei: "Stop." Toen was het stil.', ['Zij zei: "Stop."', "Toen was het stil."]),
        ("Het werd avond. ’s Morgens was het weg.", ["Het werd avond.", "’s Morgens was het weg."]),
        (
            "Om 9.30 uur begon het. 10 mensen kwamen.",
            ["Om 9.30 uur begon het.", "10 mensen kwamen."],
        ),
        ("Wacht… en toen niet meer. Klaar", ["Wacht… en toen niet meer."]),
        ("Neem het volgende:", []),
        ("Volgens J. de Vries klopt het. Echt.", ["Volgens J. de Vries klopt het.", "Echt."]),
    ],
)
def test_sentences_end_where_a_reader_hears_them_end(text: str, expected: list[str]) -> None:
    assert list(sentences(text, NL)) == expected


def test_a_bullet_is_no_word() -> None:
    assert count("• een – twee 3") == 3


def test_what_fits_is_not_shortened() -> None:
    assert shortened("Rust van de", 20, NL) == "Rust van de"


def test_numbers_and_labels_go_only_where_words_remain() -> None:
    assert bare("Stap 2", NL) == "Stap 2"
    assert bare("1. Conclusie: rust", NL) == "Rust"


@pytest.mark.parametrize(
    ("language", "heading", "expected", "reason"),
    [
        # the part before the dash is a clause
        ("nl", "Wat stilte met je doet — rust en ruimte", "Wat stilte met je doet", "before"),
        ("nl", "Waarom je steeds ja zegt — hoe je stopt", "Waarom je steeds ja zegt", "before"),
        ("en", "How silence works — a quiet guide", "How silence works", "before"),
        ("de", "Warum Stille hilft — ein leiser Weg", "Warum Stille hilft", "before"),
        ("fr", "Comment vient le calme — un chemin", "Comment vient le calme", "before"),
        # only the part behind it is one
        ("nl", "De stilte — zodra je haar hoort", "Zodra je haar hoort", "behind"),
        ("nl", "Zonder haast: hoe je leert wachten", "Hoe je leert wachten", "behind"),
        ("en", "Silence | what it asks of you", "What it asks of you", "behind"),
        ("de", "Stille – wenn alles schweigt", "Wenn alles schweigt", "behind"),
        ("fr", "Le silence — ce qu’il demande, quand il dure", "Le silence", "plain"),
        ("fr", "Le silence — quand il dure", "Quand il dure", "behind"),
        # the part before it says little
        ("nl", "Het belang van rust — een uur zonder plan", "Een uur zonder plan", "flat"),
        ("nl", "Bewust worden van je adem — van kort naar lang", "Van kort naar lang", "flat"),
        ("en", "The process of rest — one hour without plans", "One hour without plans", "flat"),
        ("de", "Der Umgang mit Lärm – eine Stunde ohne Plan", "Eine Stunde ohne Plan", "flat"),
        ("fr", "L’importance du repos — une heure sans plan", "Une heure sans plan", "flat"),
        # neither: the part before it stands
        ("nl", "Rust als houvast — en waarom dat werkt", "Rust als houvast", "plain"),
        ("nl", "Wat nu — rust in huis", "Wat nu", "plain"),  # two words are no clause
        ("nl", "Het belangrijkste — een uur zonder plan", "Het belangrijkste", "plain"),
        ("nl", "Het belang van rust — elke dag", "Het belang van rust", "plain"),
        ("en", "Whatever comes next — rest at home", "Whatever comes next", "plain"),
    ],
)
def test_of_a_heading_in_two_parts_the_more_telling_one_is_the_subject(
    language: str, heading: str, expected: str, reason: str
) -> None:
    words = vocabulary(language)
    found = subjects(candidates(heading, (), (), (), words), words)[0]
    reasons = {
        "before": SubjectReason.CLAUSE_BEFORE,
        "behind": SubjectReason.CLAUSE_BEHIND,
        "flat": SubjectReason.FLAT_OPENING,
        "plain": SubjectReason.BEFORE,
    }
    assert found == (expected, reasons[reason])


def test_a_clause_that_is_too_long_for_the_inbox_leaves_the_part_before_it() -> None:
    heading = "Moe zijn — wat er in je hoofd gebeurt als je jarenlang doorgaat zonder één pauze"
    assert subject(heading) == "Moe zijn"


def test_the_other_part_of_the_heading_is_the_first_alternative() -> None:
    for heading, other in [
        ("De stilte in huis — hoe je haar hoort", "De stilte in huis"),
        ("Hoe je haar hoort — de stilte in huis", "De stilte in huis"),
        ("Het belang van rust — een uur zonder plan", "Het belang van rust"),
        ("Rust in je lijf — een begin", "Een begin"),
    ]:
        assert subjects(candidates(heading, (), (), (), NL), NL)[1].text == other


@pytest.mark.parametrize(
    ("language", "heading", "title"),
    [
        ("nl", "Conclusie: naar een zachter ritme — elke dag", "Naar een zachter ritme — elke dag"),
        ("nl", "Tot slot – ruimte voor wat klopt", "Ruimte voor wat klopt"),
        ("en", "Conclusion: a softer pace", "A softer pace"),
        ("de", "Fazit: Ein sanfterer Rhythmus", "Ein sanfterer Rhythmus"),
        ("fr", "En résumé : un rythme plus doux", "Un rythme plus doux"),
        ("nl", "Conclusie", "Conclusie"),
        ("nl", "Conclusies trekken: een kunst", "Conclusies trekken: een kunst"),
        ("nl", "Rust: een begin", "Rust: een begin"),
        ("nl", "3. Waarom je adem stokt", "Waarom je adem stokt"),
        ("nl", "2) ‘Nee’ is een zin", "‘Nee’ is een zin"),
        ("nl", "4. Conclusie: rust", "Rust"),
        ("nl", "5 vragen voor jezelf", "5 vragen voor jezelf"),
        ("nl", "10. november", "10. november"),
        ("nl", "3.", "3."),
    ],
)
def test_a_title_loses_the_number_and_the_label_before_it(
    language: str, heading: str, title: str
) -> None:
    assert without_label(heading, vocabulary(language)) == title
