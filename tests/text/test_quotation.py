import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.text.quotation import QuoteStyle, typeset, unpaired

NL, EN, DE, FR = QuoteStyle.NL, QuoteStyle.EN, QuoteStyle.DE, QuoteStyle.FR


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('Zij zei "stop" en ging.', "Zij zei “stop” en ging."),
        ('"Stop", zei zij.', "“Stop”, zei zij."),
        ('("stop")', "(“stop”)"),
        ('Een "eerste" en een "tweede".', "Een “eerste” en een “tweede”."),
        ("Zij zei \"hij riep 'stop' en ging\".", "Zij zei “hij riep ‘stop’ en ging”."),
        ('—"Stop."', "—“Stop.”"),
        ('"Stop"—en toen', "“Stop”—en toen"),
        ("Wat 'goed' is", "Wat ‘goed’ is"),
    ],
)
def test_straight_marks_are_paired_by_their_neighbours(written: str, expected: str) -> None:
    assert typeset(written, NL) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("foto's en auto's", "foto’s en auto’s"),
        ("'s Avonds is 't stil", "’s Avonds is ’t stil"),
        ("zo'n 'n mooie dag", "zo’n ’n mooie dag"),
        ("in de jaren '90 en '68", "in de jaren ’90 en ’68"),
        ("Kees' fiets", "Kees’ fiets"),
        ("'t Is 'mooi' hier", "’t Is ‘mooi’ hier"),
        (
            "'s Avonds zei hij 'goed' en 's morgens niet",
            "’s Avonds zei hij ‘goed’ en ’s morgens niet",
        ),
    ],
)
def test_an_apostrophe_is_always_a_curly_one(written: str, expected: str) -> None:
    assert typeset(written, NL) == expected


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (NL, "“a ‘b’ c”"),
        (EN, "“a ‘b’ c”"),
        (DE, "„a ‚b‘ c“"),
        (FR, "«\u202fa “b” c\u202f»"),
        (QuoteStyle.AS_WRITTEN, "\"a 'b' c\""),
    ],
)
def test_each_language_has_its_own_marks(style: QuoteStyle, expected: str) -> None:
    assert typeset("\"a 'b' c\"", style) == expected


@pytest.mark.parametrize(
    "text",
    ['Zij zei "stop en ging.', 'Zij zei stop" en ging.', 'a " b', '"', '"een" en "twee'],
)
def test_a_mark_without_its_pair_stays_and_is_found(text: str) -> None:
    assert '"' in typeset(text, NL)
    assert unpaired(text)


@pytest.mark.parametrize(
    "text", ['"stop"', "foto's", 'een scherm van 27" breed', "“stop”", 'https://a.nl/?q="x']
)
def test_nothing_is_found_where_no_pair_is_missing(text: str) -> None:
    assert not unpaired(text)


@pytest.mark.parametrize(
    "text", ["“stop”", "„zo“", "https://a.nl/'x'?q=\"y\"", "{first_name|'daar'}", "5 ' 3", ""]
)
def test_what_is_set_already_or_is_no_word_stays(text: str) -> None:
    assert typeset(text, NL) == text


@pytest.mark.parametrize(
    ("language", "style"),
    [("nl-BE", NL), ("EN", EN), ("de", DE), ("fr-CA", FR), ("sv", QuoteStyle.AS_WRITTEN)],
)
def test_the_marks_follow_the_language(language: str, style: QuoteStyle) -> None:
    assert QuoteStyle.of(language) is style


@given(st.text(alphabet="ab1 \"'.,-—“”\n", max_size=30))
def test_only_straight_marks_ever_change_and_setting_twice_changes_nothing(text: str) -> None:
    once = typeset(text, EN)
    assert len(once) == len(text)
    assert all(old == new or old in "\"'" for old, new in zip(text, once, strict=True))
