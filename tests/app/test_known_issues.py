"""What is known of issues whose files cannot be read, so that nothing is drawn twice."""

from functools import partial

from newsletter.app import Newsletter, known_issues


def test_an_issue_with_a_text_that_cannot_be_read_still_uses_its_sections(app: Newsletter) -> None:
    name = app.articles.add(app.container.folder / "rust.txt").name
    path, *_ = app.issues.draw([name]).written
    head, _, _ = path.read_text("utf-8").rpartition("---\n")
    path.write_text(f"{head}---\n\n{'xyz ' * 20_000}\n", "utf-8")
    known = app.issues.known()
    assert known.unread == ()
    unread, *readable = sorted(known.issues, key=lambda issue: issue.number)
    assert unread.blocks == ()
    assert unread.sections
    assert all(issue.blocks for issue in readable)
    proposed = app.desk.drawing.propose(name)
    assert [one for one in proposed.issues if not one.is_drawn] == []
    assert proposed.left == frozenset()


def test_of_an_issue_without_front_matter_nothing_is_known_but_its_number(app: Newsletter) -> None:
    name = app.articles.add(app.container.folder / "rust.txt").name
    written = app.issues.draw([name]).written
    written[0].write_text("---\nnumber: x\n", "utf-8")
    assert app.issues.known().unread == (1,)
    proposed = app.desk.drawing.propose(name)
    assert proposed.unread == (1,)
    [again] = [one for one in proposed.issues if not one.is_drawn]
    assert again.number == len(written) + 1


def test_of_the_issues_before_one_the_latest_come_first_and_none_that_cannot_be_read(
    app: Newsletter,
) -> None:
    name = app.articles.add(app.container.folder / "rust.txt").name
    written = app.issues.draw([name]).written
    before = partial(known_issues.before, app.issues.folder, app.issues.read)
    last = len(written)
    everything = list(range(last, 0, -1))
    assert [one.number for one in before(last + 1, 99)] == everything
    assert [one.number for one in before(last + 1, 2)] == everything[:2]
    assert [one.number for one in before(2, 99)] == [1]
    assert before(1, 99) == ()
    written[-1].write_text("---\nnumber: x\n", "utf-8")
    assert [one.number for one in before(last + 1, 99)] == everything[1:]
