"""Lists of readers at the desk: what stops one, and on what ground people get the letter."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "list-too-large": "The file is larger than 10 MB; divide it into several files.",
    "list-kind-missing": "Say who is in the file.",
    "list-gone": "This list is no longer here; upload the file again.",
    "list-busy": "This list is being read at the moment.",
    "list-another-busy": (
        "Another list is being imported at the moment. Nothing of this one has been imported; try"
        " again in a minute."
    ),
    "list-not-previewed": "See first what the list comes to.",
    "list-broken-off": (
        "This was interrupted before it was finished. What was imported until then stays. Press the button again: nobody is added twice."
    ),
    "list-ground-missing": "Say how these people got your letter.",
    "list-ground-unknown": (
        "Nobody has been imported and nobody gets mail: without a ground the law does not allow it,"
        " and mail that nobody asked for is soon marked as spam. Find out where these people come"
        " from, or ask them yourself to sign up on your page."
    ),
    "list-ground-customers": (
        "These people are customers, and could refuse when their address was collected and in every"
        " letter since (Tw 11.7 lid 3)"
    ),
}
