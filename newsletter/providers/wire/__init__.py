"""Shared parts of all providers: HTTP calls, answers, merging and events.

No module here is a provider. A provider is one module in the folder above.
"""
