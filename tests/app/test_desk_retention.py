"""What the desk no longer needs is deleted."""

from datetime import timedelta
from pathlib import Path

from newsletter.app.desk_retention import tidy_desk
from tests.app.builders import SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.app.test_sign_in import claimed


def test_old_sessions_and_links_are_deleted_and_the_log_stays_two_years(
    tmp_path: Path, clock: SetClock
) -> None:
    app = a_publication(tmp_path / "own", clock, EDITOR)
    assert app.desk.sign_in.sessions.find(claimed(app)) is not None
    app.desk.editors.link(app.desk.editors.all()[0].id)
    clock.at += timedelta(days=31)
    tidy_desk(app.container)
    with app.container.store.database.read() as connection:
        for table in ("sessions", "sign_in_links"):
            assert not connection.exec_driver_sql(f"SELECT * FROM {table}").all()
    assert len(app.container.store.log.newest(200)) == 3
    clock.at += timedelta(days=730)
    tidy_desk(app.container)
    assert app.container.store.log.newest(200) == ()
