"""The database: backups, restoring, what it refuses, and the workers that share it."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    "number-too-large": "There is nothing with such a large number.",
    "backup-made": "Backed up to {path}; it holds addresses, so keep it to yourself.",
    "newsletter-retired": "From now on nothing is sent from here.",
    "newsletter-moved": (
        "this database was backed up to continue elsewhere; restore that backup there, or allow sending again if it stays here after all"
    ),
    "backups-deleted": Plural(
        "Deleted {count} older backup; the newest stay, at most {kept}.",
        "Deleted {count} older backups; the newest stay, at most {kept}.",
    ),
    "backup-folder-is-file": (
        "{path} is a file; name a folder, so that older backups in it can be deleted."
    ),
    "backup-not-replaced": (
        "{path} is there already, and is no backup. It was not replaced; choose another name."
    ),
    "backup-none-in-folder": "There is no backup in {folder}.",
    # what restoring would do
    "backup-sound": "{path} is complete and undamaged: its checksum is right.",
    "backup-sound-without-label": (
        "{path} is undamaged. It has no checksum, so whether it was altered is not known."
    ),
    "backup-written": "It was made on {made} by newsletter {version}.",
    "backup-holds": (
        "Readers in it: {readers}; approved issues: {approved}; issues sent: {dispatches}."
    ),
    "backup-older": Plural(
        "Its database is older than this version needs: {count} migration follows when it is restored.",
        "Its database is older than this version needs: {count} migrations follow when it is restored.",
    ),
    "restoring-departed": Plural(
        "By the journal {count} person left since, and will leave again.",
        "By the journal {count} people left since, and will leave again.",
    ),
    "restoring-taken-back": Plural(
        "By the journal {count} reader came by an import that was undone since, and will be removed again.",
        "By the journal {count} readers came by an import that was undone since, and will be removed again.",
    ),
    "restoring-dispatched": Plural(
        "By the journal {count} issue went out since, and will not go out again.",
        "By the journal {count} issues went out since, and will not go out again.",
    ),
    "restoring-in-doubt": Plural(
        "{count} batch was not finished then, and will be in doubt.",
        "{count} batches were not finished then, and will be in doubt.",
    ),
    "restoring-adds-nothing": "The journal has nothing that is not in it.",
    "restoring-without-journal": (
        "The journal of this backup is not here, so who left since is not known: after restoring it,"
        " nothing goes out until you say so. Put the newest journal.log in the folder subscribers first."
    ),
    "replaced-kept": "The database as it was is kept in {path}.",
    "replaced-not-kept": "The database as it was could not be kept: {reason}",
    "restore-unfinished": "A restore was interrupted; restore the same backup again.",
    "backup-restored": "Restored {path}.",
    "restored-departed": Plural(
        "{count} reader left since, by the journal, and has left again.",
        "{count} readers left since, by the journal, and have left again.",
    ),
    "restored-remembered": Plural(
        "{count} person joined and left since, by the journal, and no import brings them back.",
        "{count} people joined and left since, by the journal, and no import brings them back.",
    ),
    "restored-taken-back": Plural(
        "{count} reader came by an import that was undone since, by the journal, and is removed again.",
        "{count} readers came by an import that was undone since, by the journal, and are removed again.",
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
        "Nothing goes out: the journal of this backup is missing, so who left since is not known. Import the provider's unsubscribes, bounces and complaints, then allow sending again."
    ),
    "nothing-on-hold": "Nothing is held; mail goes out as usual.",
    "hold-released": "Mail goes out again.",
    # upgrading
    "upgrade-version": "This is newsletter {version}.",
    "upgrade-database": "The database has version {revision}.",
    "upgrade-without-database": "There is no database yet; it is made when it is first needed.",
    "upgrade-waiting": Plural(
        "{count} migration is waiting: {names}.", "{count} migrations are waiting: {names}."
    ),
    "upgrade-not-needed": "The database is up to date.",
    "upgrade-backed-up": "The newest backup was made on {made}.",
    "upgrade-never-backed-up": "No backup was made with this newsletter yet.",
    "upgrade-processes": "Processes that have the database open: {processes}.",
    "upgrade-done": Plural(
        "The database is up to date: {count} migration was made.",
        "The database is up to date: {count} migrations were made.",
    ),
    # refused
    "database-silent": (
        "The database {database} does not answer ({reason}). See whether its server runs, or whether"
        " another program keeps its file locked."
    ),
    "database-full": (
        "Nothing can be written to the database {database}: its disk is full ({reason}). Make room there."
    ),
    "database-barred": (
        "The database {database} cannot be opened or written ({reason}). See whether its folder is "
        "there, and whether this account may read and write both."
    ),
    "database-gone": (
        "The database {path} is gone. Stop the newsletter, put the file back or restore a backup, and"
        " start it again. To begin with an empty one, delete {path}-lock as well."
    ),
    "database-damaged": (
        "The database {database} is damaged, or another file is in its place ({reason}). Stop the"
        " newsletter and restore a backup."
    ),
    "database-went-away": "The database {database} went away: {reason}.",
    "database-in-use": (
        "Other processes have the database open: {processes}. Stop the newsletter and its workers"
        " first, and try again."
    ),
    "database-being-restored": "The database is being replaced by a backup at this moment.",
    "not-migrated-without-backup": (
        "The database was not upgraded, because it could not be backed up first: {reason}"
    ),
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
        " install the newer version of the newsletter that wrote it, or restore a backup from before"
        " the upgrade."
    ),
    "database-of-another-secret": (
        "This database was made with another secret, so suppressed addresses would not be"
        " recognised; put that one back, or behind the new one: NEWSLETTER_OLD_SECRETS."
    ),
    "postgresql-driver-missing": (
        "PostgreSQL needs its driver, which comes with the extra newsletter[postgresql]."
    ),
    "postgresql-tool-missing": (
        "{tool} is missing; it comes with PostgreSQL's client (postgresql-client)."
    ),
    "postgresql-tool-too-old": (
        "{tool} here is older than the server; install PostgreSQL's client (postgresql-client) in"
        " the server's version."
    ),
    "postgresql-tool-failed": "{tool} failed: {reason}",
    "database-not-copied": "{source} cannot be copied to {target}: {reason}",
    "backup-not-writable": "The backup {path} cannot be written: {reason}",
    "backup-not-readable": "The backup {path} cannot be read: {reason}",
    "backup-of-something-else": "{path} is not a backup of this newsletter.",
    "backup-altered": (
        "{path} does not match its checksum: it was altered or damaged. Take an older backup."
    ),
    "backup-damaged": "{path} is damaged: {reason}. Take an older backup.",
    "backup-label-unreadable": (
        "The checksum in {path} cannot be read; remove that file to do without it."
    ),
    "backup-too-new": (
        "{path} was made by a newer version: its database has version {version}, and this newsletter"
        " knows up to {newest}; install the newer version first."
    ),
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
