"""Make the sentence of a message, in a language."""

from collections.abc import Mapping

from newsletter.locale import values
from newsletter.locale.catalogue import choose, translations
from newsletter.locale.sentences import Found, Plural, by_code
from newsletter.message import Message


def say(message: Message, language: str) -> str:
    """Return the sentence of a message.

    Args:
        message: What is to be said.
        language: Such as ``nl``; English where there are no sentences in it.

    Returns:
        The sentence. A message that another version stored may have no sentence in
        this one: then its code and data.
    """
    language, data = choose(language), message.data
    try:
        sentence = translated(by_code()[message.code], data, language)
        return sentence.format_map(
            {name: values.written(value, language, say) for name, value in data.items()}
        )
    except KeyError:
        return str(message)


def translated(found: Found, data: Mapping[str, object], language: str) -> str:
    """Return a sentence in a language, with its values still in braces."""
    catalogue = translations(language, found.subject)
    match found.sentence:
        case Plural(one, many, number):
            count = data[number]
            if not isinstance(count, int):
                raise TypeError(f"{number} is {count!r}; a plural needs a whole number")
            return catalogue.ngettext(one, many, count)
        case str() as sentence:
            return catalogue.gettext(sentence)
