"""Copies of the database, the journal beside it, and what is made safe after going back to a copy."""
