"""The database: backups, restoring, what it refuses, and the workers that share it."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    "number-too-large": "Nothing has so large a number.",
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
    # refused
    "database-silent": "The database {database} does not answer: {reason}",
    "database-damaged": "The database {database} cannot be used: {reason}",
    "database-went-away": "The database {database} went away: {reason}",
    "database-locked": "The database stays locked; is another program holding it open?",
    "database-url-unreadable": (
        "“{text}” is not a database URL; write sqlite:///path or postgresql://user@host/name."
    ),
    "database-kind-unknown": (
        "“{kind}” databases are not known here; use sqlite:///path or postgresql://…"
    ),
    "database-no-file": (
        "The database must be a file, such as sqlite:///subscribers/newsletter.db."
    ),
    "database-too-new": (
        "The database {database} has version {version}, and this newsletter knows up to {newest};"
        " install the newer version of the newsletter that wrote it."
    ),
    "database-of-another-secret": (
        "This database was made with another secret, so suppressed addresses would not be"
        " recognised; put that one back, or behind the new one: NEWSLETTER_OLD_SECRETS."
    ),
    "postgresql-driver-missing": (
        "PostgreSQL needs its driver: pip install 'newsletter[postgresql]'"
    ),
    "postgresql-tool-missing": (
        "{tool} is missing; it comes with PostgreSQL's client (postgresql-client)."
    ),
    "postgresql-tool-failed": "{tool} failed: {reason}",
    "database-not-copied": "{source} cannot be copied to {target}: {reason}",
    "backup-not-writable": "The backup {path} cannot be written: {reason}",
    "backup-not-readable": "The backup {path} cannot be read: {reason}",
    "backup-of-something-else": "{path} is not a backup of this newsletter.",
    "backup-without-newsletter": "The backup holds no newsletter.",
    "journal-not-writable": "The journal {path} cannot be written: {reason}",
    "edition-missing": "There is no edition {edition}…; approve the issue again.",
    "edition-altered": ("Edition {edition}… was altered in the database; approve the issue again."),
    # workers on several machines, and the queue that wakes them
    "fleet-queue-missing": (
        "This database does not hold the fleet's queue yet; the first worker that starts creates it."
    ),
    "fleet-not-notified": "The workers could not be notified: {reason}.",
    "fleet-lost-database": "The worker lost its database: {reason}.",
    "fleet-lost-connection": "The worker lost its connection to the database.",
    "fleet-needs-postgresql": (
        "A fleet needs PostgreSQL, which every machine can reach; this database is another one."
    ),
    "fleet-needs-pgqueuer": (
        "A fleet needs the package PGQueuer, which comes with the extra newsletter[fleet]."
    ),
    "fleet-database-unreachable": "The worker cannot reach its database: {reason}.",
}
