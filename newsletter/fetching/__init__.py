"""The one guarded way to the outside: addresses are checked before anything connects.

An address comes in; status and body go out, within limits of size and time.
Every hop is resolved first, every resolved address must be a public one, and
the connection goes to the very address that was checked. Knows nothing of what
is fetched, nor why.
"""
