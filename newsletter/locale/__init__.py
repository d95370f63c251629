"""Every sentence for people, in each language. English is the source language.

A code with its data comes in, or an English sentence of a page. The sentence in a
language goes out, with numbers, dates and lists as that language writes them.
``sentences`` holds the English text by code, one module per subject. ``nl`` holds the
Dutch text, one gettext file per subject. The package knows no other, and only
``cli``, ``web`` and ``rendering`` may import it.
"""
