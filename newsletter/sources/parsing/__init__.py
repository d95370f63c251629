"""Parsing of Markdown and HTML into pieces, with their line numbers."""
