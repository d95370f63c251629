"""What programs read of an import does not depend on the language, nor on who asks."""

from collections import Counter
from dataclasses import replace

from newsletter.app.subscriber_rows import ImportedColumns, ImportSummary
from newsletter.audience.importing.columns import Column
from newsletter.audience.importing.report import ImportReport
from newsletter.audience.importing.words import ImportedStatus
from newsletter.message import Message
from newsletter.model.audience import Arrival, SuppressionReason


def a_report() -> ImportReport:
    columns = (("Email", Column.ADDRESS), ("Voornaam", Column.FIRST_NAME))
    return ImportReport(tool="Laposta", columns=columns, unknown_columns=("Stad",))


def test_the_facts_name_every_count_and_every_column() -> None:
    report = replace(
        a_report(),
        arrivals=Counter({Arrival.NEW: 2}),
        leaves=Counter({SuppressionReason.LEFT: 1, SuppressionReason.COMPLAINED: 1}),
        kept_out=Counter({SuppressionReason.BOUNCED: 3}),
    )
    assert ImportSummary(report).facts() == {
        "new": 2,
        "known": 0,
        "has left": 0,
        "suppressed": 0,
        "leaves": 1,
        "leaves (complained)": 1,
        "stays": 0,
        "kept out (bounced)": 3,
        "not confirmed there": 0,
        "tool": "Laposta",
        "columns": ["address", "first name"],
        "headings": [
            {"heading": "Email", "as": "address"},
            {"heading": "Voornaam", "as": "first name"},
        ],
        "everyone": "subscribed",
        "unknown_columns": ["Stad"],
        "refused_rows": 0,
        "import": None,
    }


def test_what_it_came_to_names_only_what_there_was() -> None:
    report = replace(a_report(), leaves=Counter({SuppressionReason.COMPLAINED: 1}), pending=2)
    assert ImportSummary(report).outcome == (
        Message("import-leaves-for", count=1, why=SuppressionReason.COMPLAINED),
        Message("import-not-confirmed", count=2),
    )
    assert ImportSummary(a_report()).outcome == (Message("import-nobody"),)


def test_a_tag_that_may_tell_of_health_is_warned_about_once() -> None:
    report = replace(a_report(), tags={"burn-out", "rust"})
    assert ImportSummary(report).warnings == [Message("tag-tells-of-health", tag="burn-out")]


def test_columns_are_named_with_what_they_are_used_as() -> None:
    columns = ImportedColumns(replace(a_report(), everyone=ImportedStatus.LEFT))
    assert columns.used[1] == Message(
        "import-column-used", heading="Voornaam", column=Column.FIRST_NAME
    )
    assert columns.unused == ("Stad",)
    assert columns.everyone == Message("import-everyone", status=ImportedStatus.LEFT)
    assert ImportedColumns(a_report()).everyone is None
