"""The heart: who gets what, handed over once, and what became of it.

A frozen audience and an edition come in; receipts and outcomes go out. Knows no
provider by name, no SQL and no template.
"""
