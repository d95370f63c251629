"""From issue to email: an issue and a template go in, an edition comes out; edition and recipient give an email.

Preview, test and dispatch get the same bytes, so this room knows no database,
no network and no clock.
"""
