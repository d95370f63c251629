"""What a reader sees of an email, and what an issue file has that an email does not show."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    # colours and sizes
    "text-faint": "{block} is hard to read {mode}: its contrast with the background is {contrast}, and at least {least} is needed.",
    "text-small": "{block} is only {size} px; make text at least {least} px.",
    "dark-text-missing": "{block} keeps its light-mode colour in dark mode and can hardly be read there; give it a dark-mode colour.",
    "dark-ground-missing": "{block} keeps its light background in dark mode; give that background a dark-mode colour.",
    # what must be seen
    "unsubscribe-missing": "The mail shows no link to unsubscribe.",
    "unsubscribe-hidden": "Readers cannot see the link to unsubscribe {mode}: {reason}.",
    "unsubscribe-missing-text": "The text part has no address to unsubscribe.",
    "contact-line-missing": "The mail does not show your contact line “{words}”.",
    "contact-line-hidden": "Readers cannot see your contact line “{words}” {mode}: {reason}.",
    "contact-line-missing-text": "The text part does not have your contact line “{words}”.",
    "preheader-lost": "The template leaves the preheader out of the mail.",
    "preheader-not-first": "The preheader comes after “{words}” in the mail, so inboxes show that instead; put it first in the body.",
    "preheader-shown": "The preheader can be seen in the letter itself {mode}; hide it with display:none in its style attribute.",
    # what the template leaves out
    "html-lacks-block": "The template leaves {block} out of the mail.",
    "text-lacks-block": "The template leaves {block} out of the text part.",
    "part-words": "the text '{words}'",
    # how the mail is displayed
    "mode-light": "in light mode",
    "mode-dark": "in dark mode",
    "mode-outlook-dark": "in Outlook's dark mode",
    "mode-no-styles": "in programs that drop the style block",
    "mode-outlook-windows": "in Outlook for Windows",
    # what hides it
    "hiding-display": "it has display:none",
    "hiding-visibility": "it has visibility:hidden",
    "hiding-opacity": "it is transparent",
    "hiding-size": "its letters are too small to be seen",
    "hiding-box": "the box around it has no room",
    "hiding-off-screen": "it is placed outside the window",
    "hiding-clipped": "it is clipped away",
    "hiding-colour": "it has nearly the colour of its background",
    "hiding-picture": "it is only a picture, which many programs do not load",
    "hiding-outlook": "it is kept from that program",
    # what an issue file has that an email does not show, for the editor to change
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
