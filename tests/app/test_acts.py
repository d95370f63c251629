"""What an editor does is written into the log, within what its columns hold."""

from newsletter.app import Newsletter
from newsletter.app.acts import note
from newsletter.model.editor import Act, Editor


def test_an_act_is_logged_with_who_did_it_and_what_is_too_long_is_cut_off(
    drawn: Newsletter, gerda: Editor
) -> None:
    note(drawn.container, Act.ISSUE_SAVED, "issue " + "1" * 500, gerda, before="a" * 300)
    entry = drawn.container.store.log.newest(200)[0]
    assert (entry.act, entry.editor, entry.at) == (
        Act.ISSUE_SAVED,
        gerda.id,
        drawn.container.now(),
    )
    assert (len(entry.thing), len(entry.before), entry.after) == (200, 100, "")
