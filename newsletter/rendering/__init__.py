"""Turns an issue into an edition with a template, and an edition into emails.

Preview, test and dispatch get the same bytes, so this package knows no database,
no network and no clock.
"""
