"""Readers and their data: addresses, tokens, imports, consent and preferences.

Text that people typed comes in, and checked values go out. The package knows neither issues
nor providers, and no SQL.
"""
