"""The one guarded way to the outside: addresses are checked before anything connects.

An address comes in; status and body go out, within limits of size and time.
"""
