import pytest

from newsletter.errors import DeskError
from newsletter.web.desk.typed_numbers import number_typed, whole_number


@pytest.mark.parametrize(
    ("text", "digits", "number"),
    [
        ("0", 6, 0),
        ("007", 6, 7),
        ("999999", 6, 999_999),
        ("1000000", 6, None),
        ("1000000", 9, 1_000_000),
        ("", 6, None),
        (" 7", 6, None),
        ("-7", 6, None),
        ("7.0", 6, None),
        ("٧", 6, None),
        ("²", 6, None),
    ],
)
def test_a_whole_number_is_a_few_ascii_digits(text: str, digits: int, number: int | None) -> None:
    assert whole_number(text, digits) == number


def test_what_was_typed_instead_of_a_number_is_shown_from_its_beginning() -> None:
    with pytest.raises(DeskError) as refusal:
        number_typed("x" * 100)
    assert (refusal.value.code, refusal.value.data["text"]) == ("number-unreadable", "x" * 40)
