"""The database: backups, restoring, and what it refuses."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    "backup-made": "Backed up to {path}; it holds addresses, so keep it to yourself.",
    "backup-folder-missing": "There is no folder {folder}; make it first.",
    "backup-restored": "Restored {path}.",
    "restored-departed": Plural(
        "{count} reader left since, by the journal, and has left again.",
        "{count} readers left since, by the journal, and have left again.",
    ),
    "restored-remembered": Plural(
        "{count} person joined and left since, by the journal, and no import brings them back.",
        "{count} people joined and left since, by the journal, and no import brings them back.",
    ),
    "restored-dispatched": Plural(
        "{count} issue went out since, by the journal, and will not go out again.",
        "{count} issues went out since, by the journal, and will not go out again.",
    ),
    "restored-in-doubt": Plural(
        "{count} batch was not finished and is in doubt.",
        "{count} batches were not finished and are in doubt.",
    ),
    "restored-without-journal": (
        "Nothing goes out: the journal of this backup is missing, so who left since is not known."
        " Import the provider's unsubscribes, bounces and complaints, then let mail go out again."
    ),
    "nothing-on-hold": "Nothing is held; mail goes out as usual.",
    "hold-released": "Mail goes out again.",
}
