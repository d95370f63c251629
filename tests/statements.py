"""Compiled statements, shared by the databases of a test process.

SQLAlchemy keeps them with an engine, and most tests open a database of their own:
compiling the same statements anew took a quarter of such a test.
"""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy import create_engine as original

from newsletter.store import engines


def share() -> None:
    """Let every engine of a kind of database use the dialect and the statements of the first."""
    first: dict[tuple[str, str], Engine] = {}

    def create_engine(*given: Any, **options: Any) -> Engine:
        engine = original(*given, **options)
        kind = (engine.dialect.name, engine.dialect.driver)
        if kind in first:
            # the statements are kept by dialect
            engine.dialect = first[kind].dialect
            engine._compiled_cache = first[kind]._compiled_cache
        else:
            # after SQLAlchemy's own listener, which completes the dialect
            event.listen(engine.pool, "connect", lambda *_: first.setdefault(kind, engine))
        return engine

    engines.create_engine = create_engine
