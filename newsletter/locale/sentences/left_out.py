"""What a page shows that is no part of its article, by kind and number."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    "article-link-opaque": (
        "a link whose destination nobody can see: {address}; put the real address into the article"
    ),
    "article-left-out": "left out: {parts}",
    "left-out-kind-navigation": Plural("menu", "{count} menus"),
    "left-out-kind-contents": Plural("contents list", "{count} contents lists"),
    "left-out-kind-sign-up-form": Plural("sign-up form", "{count} sign-up forms"),
    "left-out-kind-form": Plural("form", "{count} forms"),
    "left-out-kind-sharing": Plural("sharing links", "{count} rows of sharing links"),
    "left-out-kind-related": Plural("related articles", "{count} lists of related articles"),
    "left-out-kind-tags": Plural("tags", "{count} rows of tags"),
    "left-out-kind-author": Plural("author box", "{count} author boxes"),
    "left-out-kind-comments": Plural("comments", "{count} stretches of comments"),
    "left-out-kind-footnote": Plural("1 footnote", "{count} footnotes"),
    "left-out-kind-caption": Plural("1 caption", "{count} captions"),
    "left-out-kind-picture": Plural("1 picture", "{count} pictures"),
    "left-out-kind-embedded": Plural("1 embedded post", "{count} embedded posts"),
    "left-out-kind-repeated": Plural("1 repeated text", "{count} repeated texts"),
    "left-out-kind-bookmark": Plural("1 bookmark", "{count} bookmarks"),
    "left-out-kind-shortcode": Plural("1 shortcode", "{count} shortcodes"),
    "left-out-kind-struck": Plural("1 struck text", "{count} struck texts"),
    "left-out-kind-symbol": Plural("1 symbol", "{count} symbols"),
    "left-out-kind-obfuscated": Plural("1 hidden email address", "{count} hidden email addresses"),
    "left-out-kind-header": Plural("page header", "{count} parts of the page header"),
    "left-out-kind-footer": Plural("page footer", "{count} parts of the page footer"),
    "left-out-kind-sidebar": Plural("sidebar", "{count} parts of the sidebar"),
    "left-out-kind-dialog": Plural("1 dialog", "{count} dialogs"),
    "left-out-kind-search": Plural("search field", "{count} search fields"),
    "left-out-kind-by-hand": Plural("1 part by hand", "{count} parts by hand"),
}
