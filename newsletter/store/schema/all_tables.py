"""The metadata with every table and index, each of which is known once its module is imported.

For what needs all of them, such as a restore. Anything else imports the tables that it uses.
"""

from newsletter.store.schema import desk, feeds, indexes, queueing, readers, sending, webhooks

modules = (desk, feeds, indexes, queueing, readers, sending, webhooks)
metadata = sending.metadata
