"""Turns articles into weekly issues, and sends these to readers.

A publication is a folder with settings, ``issues/``, ``templates/`` and
``subscribers/``. This package serves any such folder. docs/architecture.md
describes its subpackages; ``newsletter.app`` connects them.
"""

__version__ = "0.1.0"
