"""The bell: rings for slots and chores and holds no truth.

Knows only what to call and how often; the database says what is due.
"""
