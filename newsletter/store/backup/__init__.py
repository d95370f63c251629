"""Backups, the journal next to the database, and what is made safe after restoring a copy."""
