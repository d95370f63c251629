"""The metadata with every table. A table is known only once the module that defines it is imported.

For what needs all of them, such as a restore. Anything else imports the tables that it uses.
"""

from newsletter.store.schema import desk, feeds, readers, sending, webhooks

modules = (desk, feeds, readers, sending, webhooks)
metadata = sending.metadata
