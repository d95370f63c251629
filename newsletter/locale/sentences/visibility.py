"""Findings about what readers see of a finished mail, and what a template leaves out."""

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
}
