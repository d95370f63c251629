"""The core of sending: who gets what, handed over once, and with what outcome.

A frozen audience and an edition come in. Receipts and outcomes go out. The package knows no
provider by name, no SQL and no template.
"""
