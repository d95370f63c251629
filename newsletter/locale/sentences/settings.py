"""A publication's settings, and a new publication."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "publication-made": "Made a publication in {folder}.",
    "publication-settings": "  {path}: its settings, each explained",
    "publication-secret": (
        "  {path}: the secret that signs every link; keep it, and keep it to yourself"
    ),
    "publication-next": "Next, see what is still missing, and add an article:",
    "publication-there-already": (
        "{path} is there already; choose a new folder. Nothing was changed."
    ),
    "language-not-offered": "The language “{text}” is not offered; choose from {known}.",
    "secret-not-set": (
        "NEWSLETTER_SECRET is not set; put 32 random characters into the environment or .env, and"
        " keep them: links in mails that went out depend on them"
    ),
    "fleet-not-enabled": (
        "[fleet] enabled is false: no bell is rung for workers; set it to true for every process of"
        " the publication"
    ),
}
