"""Templates: their mistakes, and why a reader gets a letter, for the footer."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "template-page-missing": "a template needs {pages} and theme.toml",
    "template-not-read": "Jinja2 cannot read it: {reason}",
    "template-not-filled-in": "Jinja2 cannot fill it in: {reason}",
    "template-part-missing": "'{name}' does not exist",
    "reserved-words-in-template": "'zzfield' and 'zzline' are reserved; choose other words",
    "reserved-word-in-template": "'{word}' in the template is reserved; choose another word",
    "too-many-texts": "the issue has more than {limit} pieces of text; make it shorter",
    "text-altered-by-layout": "a text was altered on its way through the layout: …{excerpt}…",
    "text-in-unsafe-place": "a text of the issue is in a style, a script or a comment, where it cannot be made safe: {markup}…",
    "attribute-garbled": "an attribute came out garbled: {markup}; write it in plain letters, or as an entity",
    "mjml-not-understood": "mrml does not understand it: {reason}",
    "notice-placeholder-unknown": "notices.{notice} asks for {placeholder}; only {known} can be used",
    "theme-missing": "the theme is missing; copy one from another template",
    "theme-not-toml": "is not TOML: {reason}",
    "theme-no-table": "{name} must be a table: [{name}]",
    "theme-key-unknown": "{table} has no '{key}', only {known}",
    "theme-key-misspelt": "{table} has no '{key}'; did you mean '{meant}'?",
    "theme-key-missing": "{table} lacks '{key}'",
    "theme-contrast-weak": (
        "{words} on {behind} has a contrast of {contrast}; words need {least}:1, so make one lighter"
        " or darker"
    ),
    "theme-contrast-weak-then": (
        "{words} on {behind} has a contrast of {contrast} {seen}; words need {least}:1, so make one"
        " lighter or darker"
    ),
    "colours-inverted": "when a mail program inverts colours",
    "lightness-inverted": "when a mail program inverts lightness",
    "theme-too-saturated": (
        "{key} has a saturation of {saturation} percent; above {most} percent it turns into a coloured band where a"
        " mail program makes the letter dark, so make it greyer"
    ),
    "theme-no-colour": "{key} is {value}; write a colour as '#rrggbb'",
    "theme-no-fonts": "{key} is {value}; write font names with commas between them, those with a space in single quotes",
    "theme-no-number": "{key} is {value}; write a number without a unit",
    "theme-out-of-range": "{key} is {value}; it reads well from {low} to {high}",
    "theme-no-paragraphs": "{key} must be a list of paragraphs",
    "theme-no-words": "{key} is {value}; write words",
    "mjml-never-closed": "<{tag}> is never closed",
    "mjml-foreign": "mrml cannot read {markup}…; leave it out",
    "mjml-loose-angle": "a < stands alone; write &lt;",
    "mjml-dashes-in-comment": "a comment contains --, which mrml cannot read; write {{# … #}} instead",
    "mjml-too-deep": "tags are nested {limit} deep, which mrml may not survive; make it flatter",
    "mjml-value-unquoted": "<{tag} {attribute}={value}> needs its value in quotation marks",
    "mjml-angle-in-style": "mj-style contains a <, which mrml cannot read; use another selector",
    "mjml-closes-nothing": "</{tag}> closes nothing",
    "mjml-not-closed-before": "<{tag}> is not closed before </{before}>, which mrml cannot read",
    "mjml-loose-text": "<{tag}> contains loose text: '{text}'; put it in an <mj-text>",
    "mjml-tag-unknown": "there is no <{tag}>",
    "mjml-tag-misspelt": "there is no <{tag}>; did you mean '{meant}'?",
    "mjml-attribute-unknown": "<{tag}> has no attribute '{attribute}'",
    "mjml-attribute-misspelt": "<{tag}> has no attribute '{attribute}'; did you mean '{meant}'?",
    "mjml-refused": "<{tag}>: {reason}",
    "mjml-no-include": "mrml cannot include here; write {{% include 'parts/…' %}}",
    "mjml-no-html-attributes": "mrml does not know it; write the attribute in an mj-raw or mj-text",
    "mjml-no-font": "our emails load no fonts; name system fonts in theme.toml",
    "mjml-no-preview": "it is set in white, which counts as spam; write a hidden preheader in an mj-raw",
    "mjml-only-at-top": "<{tag}> may only be the page itself",
    "mjml-not-at-top": "<{tag}> may not be the page itself, only within {homes}",
    "mjml-misplaced": "<{tag}> may not be within <{parent}>, only within {homes}",
    "mjml-value-wrong": '<{tag} {attribute}="{value}">: {wanted}',
    "mjml-several-classes": '<{tag} mj-class="{value}">: mrml takes the first class alone; name one',
    "mjml-several-css-classes": '<{tag} css-class="{value}">: mrml breaks the class for Outlook; name one',
    "mjml-wrapper-gap": "mrml ignores <mj-wrapper gap>; give the sections a padding",
    "mjml-wants-colour": "write a colour, such as #1a2b3c",
    "mjml-wants-truth": "write true or false",
    "mjml-wants-whole-number": "write a whole number",
    "mjml-wants-choice": "write one of {choices}",
    "mjml-wants-number": "write a number in {units}",
    "mjml-wants-several-numbers": "write one to four numbers in {units}",
    # what a template must show
    "template-leaves-out": "it leaves out {what}",
    "specimen-title": "the title",
    "specimen-paragraphs": "the paragraphs",
    "specimen-subheadings": "the subheadings",
    "specimen-lists": "the lists",
    "specimen-quotes": "the quotes",
    "specimen-quote-speaker": "who said a quote",
    "specimen-pictures": "the pictures",
    "specimen-cross-links": "the cross links",
    "specimen-prompts": "the prompts",
    "specimen-buttons": "the buttons",
    "specimen-questions": "the opening questions",
    "specimen-question-hints": "the hints of the questions",
    "specimen-postscript-question": "the question of a P.S.",
    "specimen-postscript-answer": "the answer of a P.S.",
    "specimen-sign-off": "the sign-off",
    "specimen-origin": "the origin",
    "specimen-care-line": "the line about care",
    "specimen-contact": "who sends it",
    # why a reader gets a letter
    "email-because-signed-up": "You get this letter because you signed up for {publication}.",
    "email-because-customer": "You get this letter because you are a customer of ours.",
    "email-because-asked": (
        "You get this letter because you told us before that you would like to receive"
        " {publication}."
    ),
}
