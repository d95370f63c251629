"""Every sentence for people, in each language. English is the source language.

Comes in: a code with its data, or an English sentence of a page. Goes out: the
sentence in a language, with numbers, dates and lists set as that language sets
them. ``sentences`` holds the English text by code, one module a subject;
``nl`` holds the Dutch one, one gettext file a subject. Knows no other room:
only ``cli``, ``web`` and ``rendering`` may import it.
"""
