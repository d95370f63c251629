"""What goes into the vault comes out where it was put, escaped for that place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import TemplateError
from newsletter.model.edition import Field, FieldPlace, fill
from newsletter.rendering.sentinels import SENTINEL, Vault, clean
from tests.builders.refusals import refused

VALUES = {"greeting": "Dag,", "unsubscribe_url": "https://example.org/weg"}


def test_a_field_knows_whether_it_landed_in_a_text_or_in_an_attribute() -> None:
    vault = Vault()
    url = vault.merge("unsubscribe_url")
    chunks = vault.restore(f'<a href="{url}">{url}</a>')
    assert chunks == (
        '<a href="',
        Field("unsubscribe_url", FieldPlace.ATTRIBUTE),
        '">',
        Field("unsubscribe_url", FieldPlace.HTML),
        "</a>",
    )


def test_words_are_escaped_and_one_line_in_an_attribute() -> None:
    vault = Vault()
    words = vault.words("\"a\"\n<b> & 'c'")
    html = fill(vault.restore(f'<i title="{words}">{words}</i>'), VALUES)
    escaped = "&quot;a&quot;{}&lt;b&gt; &amp; &#x27;c&#x27;"
    assert html == f'<i title="{escaped.format(" ")}">{escaped.format(chr(10))}</i>'


@pytest.mark.parametrize(
    "where", ["<style>.a{{color:{}}}</style>", "<!-- {} -->", "<script>{}</script>"]
)
def test_words_in_a_style_a_script_or_a_comment_are_refused(where) -> None:
    vault = Vault()
    with refused(TemplateError, "cannot be made safe"):
        vault.restore(where.format(vault.words("a")))


def test_a_table_for_outlook_is_markup_like_any_other() -> None:
    vault = Vault()
    html = f'<!--[if mso | IE]><td title="{vault.words("a>b")}"><![endif]-->'
    assert vault.restore(html) == ('<!--[if mso | IE]><td title="a&gt;b"><![endif]-->',)


@pytest.mark.parametrize("altered", ["zzfield00000zz", "ZZFIELD00000ZZ", "zzFIELD0000", "zzField"])
def test_a_sentinel_that_came_through_altered_is_refused(altered) -> None:
    vault = Vault()
    vault.words("a")
    with refused(TemplateError, "altered on its way"):
        vault.restore(f"<p>{altered}</p>")


def test_a_sentinel_that_nobody_kept_is_refused() -> None:
    with refused(TemplateError, "in the template is reserved"):
        Vault().restore("<p>zzFIELD00000zz</p>")


def test_no_words_are_no_sentinel() -> None:
    assert Vault().words("") == ""
    assert Vault().words("\x00\x07") == ""


@given(st.lists(st.text(min_size=1), min_size=1, max_size=6))
def test_whatever_is_kept_comes_back_in_order_and_alone(texts) -> None:
    vault = Vault()
    sentinels = [vault.words(text) for text in texts]
    assert all(SENTINEL.fullmatch(each) for each in sentinels if each)
    (html,) = vault.restore("<p>" + "|".join(sentinels) + "</p>")
    from html import unescape

    kept = "|".join(clean(text) for text in texts)
    assert unescape(html) == f"<p>{kept}</p>" or "&" in kept  # an entity of the writer's own
    assert html.count("<") == 2


@given(st.text(alphabet=st.characters(), max_size=40))
def test_a_cleaned_text_can_be_written_and_cleaning_again_changes_nothing(text) -> None:
    once = clean(text)
    assert once.encode().decode() == once
    assert clean(once) == once
    assert "\r" not in once
