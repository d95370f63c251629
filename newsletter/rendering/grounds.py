"""Why a reader gets the letter, in the publication's language; a sentence for each ground."""

from collections.abc import Mapping
from typing import assert_never

from newsletter.model.audience import Ground
from newsletter.rendering.plain_text import wrap
from newsletter.rendering.settings import LetterSettings

_WORDS: Mapping[str, Mapping[Ground, str]] = {
    "nl": {
        Ground.SIGNED_UP: "Je krijgt deze brief omdat je je hebt aangemeld voor {publication}.",
        Ground.CUSTOMER: "Je krijgt deze brief omdat je klant bij ons bent.",
        Ground.ASKED_ELSEWHERE: "Je krijgt deze brief omdat je ons eerder liet weten dat je {publication} wilt ontvangen.",
    },
    "en": {
        Ground.SIGNED_UP: "You get this letter because you signed up for {publication}.",
        Ground.CUSTOMER: "You get this letter because you are a customer of ours.",
        Ground.ASKED_ELSEWHERE: "You get this letter because you told us before that you would like to receive {publication}.",
    },
}


def why(letter: LetterSettings, ground: Ground) -> str:
    """Return the footer's sentence, in lines that fit a plain text; HTML reads the line ends as spaces."""
    language = letter.imprint.language.partition("-")[0].lower()
    sentence = _own(letter, ground) or _WORDS.get(language, _WORDS["en"])[ground]
    return wrap(sentence.replace("{publication}", letter.imprint.publication))


def _own(letter: LetterSettings, ground: Ground) -> str:
    """The sentence that the settings give; empty for none."""
    match ground:
        case Ground.SIGNED_UP:
            return letter.voice.why
        case Ground.CUSTOMER:
            return letter.voice.why_customer
        case Ground.ASKED_ELSEWHERE:
            return letter.voice.why_asked_elsewhere
        case _:
            assert_never(ground)
