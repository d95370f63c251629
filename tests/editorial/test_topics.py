from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.editorial.letter import short_answer
from newsletter.editorial.topics import Topic, matches, pieces, scores
from newsletter.editorial.words import count
from newsletter.model.article import FaqEntry
from newsletter.text.vocabulary import vocabulary

NL = vocabulary("nl")
TEXTS = {
    "slapen": "Een donkere slaapkamer laat je dieper slapen, ook als je wakker lag.",
    "werken": "Je collega vraagt om een rapport, en de vergadering begint vroeg.",
    "wandelen": "Het bospad ruikt naar regen; onder je schoenen kraken takjes.",
    "koken": "De soep pruttelt zachtjes terwijl de uien in boter glazig worden.",
    "lezen": "Op bladzijde twintig legt de hoofdpersoon haar koffer neer.",
}
SLEEP = FaqEntry("Hoe donker moet een slaapkamer zijn?", "Zo donker dat je dieper slaapt.")
WALK = FaqEntry("Welke schoenen draag je op een bospad?", "Schoenen die tegen regen kunnen.")
COOK = FaqEntry("Worden uien in boter zoeter?", "Ja, als de boter zachtjes pruttelt.")


def topics(*names: str, **of: dict[str, bool]) -> list[Topic]:
    every = names or tuple(TEXTS)
    return [Topic(heading=name, text=TEXTS[name], **of.get(name, {})) for name in every]


def found(
    entries: list[FaqEntry], *, about: str = "", among: list[Topic] | None = None
) -> list[tuple[int, int]]:
    return [(one.entry, one.issue) for one in matches(entries, among or topics(), about, NL)]


@pytest.mark.parametrize(("entry", "issue"), [(SLEEP, 0), (WALK, 2), (COOK, 3)])
def test_a_question_goes_with_the_issue_on_its_topic(entry: FaqEntry, issue: int) -> None:
    assert found([entry]) == [(0, issue)]


@pytest.mark.parametrize(
    "entry",
    [
        FaqEntry("Wat kost een abonnement?", "Twaalf euro."),
        FaqEntry("Hoe en waarom dan?", "Omdat het zo is."),
        FaqEntry("Wat is dat?", "Dat is dit."),
        FaqEntry("", "Niets."),
    ],
)
def test_a_question_on_no_topic_goes_nowhere(entry: FaqEntry) -> None:
    assert found([entry]) == []


def test_a_question_that_fits_two_issues_alike_goes_with_neither() -> None:
    twice = [Topic(heading="a", text=TEXTS["slapen"]), *topics("werken", "wandelen", "koken")]
    assert found([SLEEP], among=twice) == [(0, 0)]
    assert found([SLEEP], among=[*twice, Topic(heading="b", text=TEXTS["slapen"])]) == []


def test_neighbouring_issues_never_both_have_one_and_an_issue_has_one_at_most() -> None:
    assert sorted(found([SLEEP, WALK])) == [(0, 0), (1, 2)]
    both = found([WALK, COOK])  # issues 2 and 3: the better pair stays
    assert len(both) == 1
    assert len(found([SLEEP, SLEEP])) == 1


def test_the_better_pair_comes_first_whatever_the_order_of_the_questions() -> None:
    (one,) = found([WALK, COOK])
    (other,) = found([COOK, WALK])
    assert one[1] == other[1]


def test_what_stands_beside_the_opening_questions_or_was_just_answered_is_not_asked() -> None:
    assert found([SLEEP], among=topics(slapen={"has_questions": True})) == []
    asked = Topic(heading="Hoe donker moet je slaapkamer zijn", text=TEXTS["slapen"])
    assert found([SLEEP], among=[asked, *topics()[1:]]) == []


def test_what_the_whole_piece_is_about_tells_no_issue_from_another() -> None:
    assert found([SLEEP], about=f"{SLEEP.question} {SLEEP.answer} Slapen") == []


def test_a_question_about_help_may_go_with_the_button_though_another_issue_fits_as_well() -> None:
    ask = FaqEntry("Wie geeft hulp bij slapen in een donkere slaapkamer?", "Een slaapcoach.")
    two = [*topics(), Topic(heading="Slot", text=TEXTS["slapen"], has_button=True)]
    (match,) = matches([ask], two, "", NL)
    assert (match.issue, match.is_help) == (5, True)
    plain_ask = FaqEntry(ask.question.replace("hulp", "raad"), ask.answer)
    assert matches([plain_ask], two, "", NL) == ()


def test_inflected_and_compound_words_share_pieces() -> None:
    assert set(pieces("slaapkamers", NL)) & set(pieces("kamer", NL))
    assert list(pieces("Voor het, een 12 de", NL)) == []
    assert list(pieces("rust", NL)) == ["_rust", "rust_"]


@settings(max_examples=60)
@given(
    st.lists(st.builds(FaqEntry, st.text(max_size=60), st.text(max_size=60)), max_size=4),
    st.lists(
        st.builds(
            lambda h, t: Topic(heading=h, text=t), st.text(max_size=20), st.text(max_size=80)
        ),
        max_size=5,
    ),
)
def test_every_score_is_a_cosine_and_no_two_neighbours_are_matched(
    entries: list[FaqEntry], issues: list[Topic]
) -> None:
    assert all(0 <= one <= 1.0000001 for row in scores(entries, issues, "", NL) for one in row)
    taken = sorted(match.issue for match in matches(entries, issues, "", NL))
    assert all(after - before > 1 for before, after in pairwise(taken))


SENTENCE = "Dit is een zin van tien woorden in het Nederlands."


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (" ".join([SENTENCE] * 6), 60),  # as it is
        (" ".join([SENTENCE] * 7), 60),  # the first six
        (f"{SENTENCE} {SENTENCE} {'Heel ' * 50}lang.", 20),
        (f"{SENTENCE} {'Heel ' * 60}lang.", 0),  # one sentence is too little
        (f"{'Heel ' * 61}lang.", 0),
        ("", 0),
    ],
)
def test_a_long_answer_is_cut_to_its_first_whole_sentences(answer: str, kept: int) -> None:
    short = short_answer(answer, NL)
    assert count(short) == kept
    assert short in answer
