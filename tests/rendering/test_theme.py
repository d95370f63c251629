"""A theme is checked key by key, and an error names the key and what to write."""

from pathlib import Path

import pytest

from newsletter.errors import TemplateError
from newsletter.rendering.theme import read_theme
from newsletter.text.colour import contrast, luminance, rgb
from tests.builders.refusals import refused, words_of
from tests.rendering.builders import TEMPLATES

GOOD = (TEMPLATES / "helder-moment" / "theme.toml").read_text(encoding="utf-8")


def a_theme(folder: Path, *changes: tuple[str, str]) -> Path:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / "theme.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_theme_as_it_stands_is_read() -> None:
    theme = read_theme(TEMPLATES / "helder-moment" / "theme.toml")
    assert theme.measures.width == 600
    assert theme.picture_width == 536
    assert theme.notices["confirm"].button == "Ja, stuur mij de brief"
    assert theme.notices["welcome"].after == ()


def test_a_measure_in_whole_pixels_may_be_written_with_a_point(tmp_path) -> None:
    width = read_theme(a_theme(tmp_path, ("width = 600", "width = 600.0"))).picture_width
    assert (width, type(width)) == (536, int)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'accent = "#974426"',
            'acent = "#974426"',
            "[light] has no 'acent'; did you mean 'accent'?",
        ),
        ('accent = "#974426"', "", "[light] lacks 'accent'"),
        ('accent = "#974426"', 'accent = "brown"', "light.accent is 'brown'; write a colour"),
        (
            'accent = "#974426"',
            'accent = "#e9a98f"',
            "light.accent on light.paper has a contrast of",
        ),
        (
            'paper = "#f7f5f2"',
            'paper = "#faf7f2"',
            "light.paper has a saturation of 44 percent; above 25 percent",
        ),
        (
            'tint = "#f7f4f1"',
            'tint = "#fbf4ed"',
            "light.tint has a saturation of 64 percent; above 30 percent",
        ),
        ('paper = "#141312"', 'paper = "#20160c"', "dark.paper has a saturation of 45 percent"),
        ("width = 600", 'width = "600px"', "measures.width is '600px'; write a number"),
        ("width = 600", "width = true", "measures.width is True; write a number"),
        ("width = 600", "width = 599.5", "measures.width is 599.5; write a whole number of pixels"),
        ("width = 600", "width = nan", "measures.width is nan; write a whole number of pixels"),
        ("width = 600", "width = 900", "measures.width is 900; it reads well from 480 to 640"),
        ("text_size = 18", "text_size = 12", "measures.text_size is 12"),
        ('outlook = "Georgia"', 'outlook = "\\"Georgia\\""', "fonts.outlook is"),
        ('unsubscribe = "Afmelden"', "unsubscribe = 3", "words.unsubscribe is 3; write words"),
        ("[notices.welcome]", "[notices.welkom]", "[notices] has no 'welkom'"),
        ('text = ["De vo', 'text = "x"\nafter = ["De vo', "notices.reminder.text must be a list"),
        ("[fonts]", "[fonts", "is not TOML"),
        ("[measures]", "[measuers]", "has no 'measuers'; did you mean 'measures'?"),
    ],
)
def test_a_mistake_is_told_by_its_key(tmp_path, old, new, said) -> None:
    with pytest.raises(TemplateError) as told:
        read_theme(a_theme(tmp_path, (old, new)))
    assert said in words_of(told.value)
    assert str(tmp_path / "theme.toml") in words_of(told.value)


def test_a_missing_theme_says_what_to_do(tmp_path) -> None:
    with refused(TemplateError, "copy one from another template"):
        read_theme(tmp_path / "theme.toml")


def test_contrast_is_counted_as_the_guidelines_count_it() -> None:
    assert contrast(rgb("#000000"), rgb("#ffffff")) == pytest.approx(21)
    assert contrast(rgb("#777777"), rgb("#ffffff")) == pytest.approx(4.48, abs=0.01)
    assert luminance(rgb("#ffffff")) == pytest.approx(1)


@pytest.mark.parametrize("name", ["helder-moment", "brief"])
def test_words_stand_out_in_light_in_dark_and_when_forced_round(name) -> None:
    theme = read_theme(TEMPLATES / name / "theme.toml")
    assert [*theme.light.weak_pairs(), *theme.dark.weak_pairs()] == []


def test_words_that_fade_only_in_a_forced_dark_are_told_as_such(tmp_path) -> None:
    with refused(TemplateError, "when a mail program inverts lightness; words"):
        read_theme(a_theme(tmp_path, ('accent = "#974426"', 'accent = "#0000b0"')))
