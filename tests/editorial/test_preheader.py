import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.editorial.preheader import Material, Preheader, preheaders
from newsletter.model.drawing import PreheaderReason
from newsletter.text.folding import fold_title
from newsletter.text.vocabulary import vocabulary

NL = vocabulary("nl")
QUOTE = "Wie stilstaat bij de dag, hoort wat er al die hele tijd in klonk."
FIRST = "Je zit aan tafel en je hoort de klok pas als hij stilvalt."
LATER = "Buiten rijdt er nog een bus voorbij, en daarna is het stil."
PROMPT = "Wanneer hoorde jij vandaag voor het laatst helemaal niets?"
LONG = "Als je de hele dag bezig bent om niemand in de weg te staan, merk je vaak pas laat in de avond dat je jezelf al uren geleden uit het oog verloor, en dat merk je nauwelijks."


def best(material: Material, subject: str = "") -> Preheader:
    return preheaders(material, NL, subject=subject)[0]


def test_the_quote_is_the_first_choice() -> None:
    material = Material(quotes=[QUOTE], texts=[f"{FIRST} {LATER}"], prompts=[PROMPT])
    assert best(material) == (QUOTE, PreheaderReason.QUOTE)


def test_of_a_quote_that_is_too_long_its_first_sentence_serves() -> None:
    material = Material(quotes=[f"{QUOTE} {LONG}"], texts=[f"{FIRST} {LATER}"])
    assert best(material) == (QUOTE, PreheaderReason.QUOTE_SENTENCE)


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (LONG, "Als je de hele dag bezig bent om niemand in de weg te staan…"),
        (LONG.replace(",", ";"), "Als je de hele dag bezig bent om niemand in de weg te staan…"),
        (LONG.replace(",", ":"), "Als je de hele dag bezig bent om niemand in de weg te staan…"),
        (LONG.replace("te staan", "naar"), PROMPT),  # would end on a dangling word
        (f"Ja, {LONG.replace(',', '')}", PROMPT),
    ],
)
def test_a_quote_of_one_long_sentence_is_cut_where_a_clause_ends(quote: str, expected: str) -> None:
    material = Material(quotes=[quote], texts=[f"{FIRST} {LATER}"], prompts=[PROMPT])
    assert best(material).text == expected


def test_without_a_quote_the_prompt_serves_then_the_questions_then_a_later_sentence() -> None:
    texts, title = [f"{FIRST} {LATER}"], "Drie vragen voor een stille dag"
    with_all = Material(texts=texts, prompts=[PROMPT], questions_title=title)
    assert best(with_all) == (PROMPT, PreheaderReason.PROMPT)
    titled = Material(texts=texts, questions_title=title)
    assert best(titled) == (f"{title}.", PreheaderReason.QUESTIONS_TITLE)
    short = Material(texts=texts, questions_title="Drie vragen")
    assert best(short) == (LATER, PreheaderReason.SENTENCE)


@pytest.mark.parametrize(
    "material",
    [
        Material(texts=[f"{FIRST} {LATER}"]),
        Material(quotes=[FIRST], texts=[f"{FIRST} {LATER}"]),
        Material(quotes=[FIRST.removesuffix(".")], texts=[FIRST, LATER]),
        Material(quotes=[f"{FIRST} {LONG}"], texts=[f"{FIRST} {LATER}"]),
    ],
)
def test_what_the_letter_begins_with_is_not_repeated(material: Material) -> None:
    assert best(material) == (LATER, PreheaderReason.SENTENCE)


def test_the_first_sentence_serves_only_where_there_is_nothing_else() -> None:
    assert best(Material(texts=[FIRST])) == (FIRST, PreheaderReason.FIRST_SENTENCE)
    assert preheaders(Material(), NL, subject="x") == ()


@pytest.mark.parametrize("subject", [QUOTE, QUOTE.upper(), QUOTE.removesuffix("."), QUOTE[:40]])
def test_a_preheader_differs_from_the_subject(subject: str) -> None:
    material = Material(quotes=[QUOTE], texts=[f"{FIRST} {LATER}"])
    assert best(material, subject).text == LATER


def test_no_alternative_repeats_another() -> None:
    found = preheaders(Material(quotes=[QUOTE], texts=[f"{FIRST} {LATER}"]), NL, subject="")
    assert [one.text for one in found] == [QUOTE, LATER, FIRST]


@settings(max_examples=60)
@given(st.lists(st.text(max_size=200), max_size=3), st.text(max_size=60))
def test_no_preheader_is_longer_than_an_inbox_shows(texts: list[str], subject: str) -> None:
    material = Material(quotes=texts[:1], texts=texts, prompts=texts[1:])
    for text, _ in preheaders(material, NL, subject=subject):
        assert len(text) <= 110
        assert fold_title(text) != fold_title(subject) or not fold_title(text)
