"""Who may use the desk: accounts, passwords, signing in, and sessions.

Addresses, passwords and tokens come in, and editors and sessions of the model go out.
The package knows no SQL, no page and no email. What it needs of these is declared in ``ports``.
"""
