"""The demonstration, and the sandbox."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "sandbox-not-started": "The sandbox cannot start: {reason}",
    "demo-folder-in-use": "{folder} holds something that no demo made; choose another folder.",
    "demo-pages-not-served": "The pages could not be served on this machine.",
}
