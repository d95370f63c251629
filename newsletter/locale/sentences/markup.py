"""What an issue file has that an email does not show, for the editor to change."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "markup-table": "An email cannot show the table that begins with “{text}”; write it as a list.",
    "markup-code": "“{text}” is written as code, which a letter does not show; remove the backticks around it.",
    "markup-footnote": "The footnote mark “{text}” leads nowhere in an email; say it in the sentence, or link to it.",
    "markup-struck": "“{text}” is struck through, which many mail programs and screen readers do not convey; remove it.",
    "markup-html": "“{text}” is HTML, which is left out; use Markdown instead, or write \\< if you mean the sign itself.",
    "markup-broken-link": (
        "The link in “{text}” cannot be read; write [words](https://…), with no space in the address"
        " or between the brackets."
    ),
    "markup-empty-link": "The words “{text}” are a link without an address; fill it in, or remove the brackets.",
    "markup-wordless-link": "The link to {text} has no words; write them between the square brackets.",
    "markup-reference": (
        "“{text}” takes its address from another line; write the address right after the words:"
        " [words](https://…)."
    ),
    "markup-underlined-heading": "The line “{text}” under a heading is left out; write ## before the heading instead.",
    "markup-glued-heading": "“{text}” is no heading yet: put a space after the ##.",
    "markup-task": "An email has no check boxes; remove “{text}”.",
    "markup-asterisks": (
        "“{text}” has asterisks that make nothing bold; put them right against the words, without a"
        " space between."
    ),
    "markup-open-note": (
        "The note that begins with “{text}” has no end, so everything after it is left out; close it"
        " with -->."
    ),
    "name-without-fallback": (
        "Readers who gave no first name get “{text}” here; write {{first_name|…}} with the words for them,"
        " or {{first_name|}} if it reads well without."
    ),
    "prompt-empty": "There is a 💡 without a question; write the question after it, or remove the line.",
    "shortcode-in-text": (
        "{block} has the shortcode “{text}”, which only your website fills in; remove it."
    ),
}
