"""Articles become weekly issues, and weekly issues become mail that readers keep.

A publication is a folder with settings, ``issues/``, ``templates/`` and
``subscribers/``; this package serves any such folder. The rooms are drawn in
README.md; ``newsletter.app`` is where they meet.
"""

__version__ = "0.1.0"
