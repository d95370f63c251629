"""Emails go out and reports come back: one module a provider, both directions, found by name.

Batches come in, receipts and reports go out, in our words. Knows no database
and no schedule.
"""
