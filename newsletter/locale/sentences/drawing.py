"""What drawing chose for an issue, and why."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "issue-chosen": (
        "Issue {issue}: subject: {subject}; preheader: {preheader}; P.S.: {post_script}."
    ),
    # where the subject comes from
    "subject-reason-whole-heading": "the whole heading",
    "subject-reason-clause-before": "the part before the dash, a clause",
    "subject-reason-clause-behind": "the part behind the dash, a clause",
    "subject-reason-flat-opening": ("the part behind the dash, as the part before it says little"),
    "subject-reason-before": "the part before the dash",
    "subject-reason-behind": "the part behind the dash",
    "subject-reason-quote": "the quote",
    "subject-reason-sentence": "a short sentence of the text",
    "subject-reason-other-words": "the question to the reader or the article's title",
    "subject-reason-shortened": "shortened, as nothing fits whole",
    "subject-reason-fixed": "fixed words, as nothing fits",
    # where the preheader comes from
    "preheader-reason-quote": "the quote",
    "preheader-reason-quote-sentence": "the first sentence of the quote",
    "preheader-reason-quote-clause": "the beginning of the quote",
    "preheader-reason-prompt": "the question to the reader",
    "preheader-reason-questions-title": "the title of the opening questions",
    "preheader-reason-sentence": "a later sentence of the text",
    "preheader-reason-question": "an opening question",
    "preheader-reason-shortened": "shortened, as nothing fits whole",
    "preheader-reason-first-sentence": "the first sentence, as there is nothing else",
    "preheader-reason-none": "none, as there are no words for it",
    # the P.S., or why there is none
    "post-script-reason-topic": "a question on the same topic",
    "post-script-reason-help": "a question about help, with the button",
    "post-script-reason-no-match": "none, as no question clearly fits",
    "post-script-reason-opening-questions": "none beside the opening questions",
    "post-script-reason-no-faq": "none, as the article has no suitable question",
    "post-script-reason-issue-before": "none, as the issue before it has one",
}
