"""Adding one, in the database, whoever else is doing so at that moment."""

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def add_one(connection: Connection, table: Table, column: str = "count", **key: int | str) -> int:
    """Count once more under this primary key; how many it makes."""
    row = {**key, column: 1}
    if connection.dialect.name == "sqlite":
        lite = sqlite.insert(table).values(**row)
        statement: Any = lite.on_conflict_do_update(
            index_elements=list(key), set_={column: table.c[column] + 1}
        )
    else:
        post = postgresql.insert(table).values(**row)
        statement = post.on_conflict_do_update(
            index_elements=list(key), set_={column: table.c[column] + 1}
        )
    return int(connection.execute(statement.returning(table.c[column])).scalar_one())
