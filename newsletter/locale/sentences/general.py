"""Sentences that every subject uses."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "in-own-words": "{words}",
    "at-place": "{place}: {problem}",
    "several-problems": "{problems}",
}
