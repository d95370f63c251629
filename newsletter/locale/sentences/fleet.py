"""Workers on several machines, and the queue that wakes them."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
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
