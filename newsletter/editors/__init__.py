"""Who may use the desk: accounts, passwords, signing in, and sessions.

Addresses, passwords and tokens come in; editors and sessions of the model go out. The
room knows no SQL, no page and no email: what it needs of those is declared in ``ports``.
"""
