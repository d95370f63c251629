"""The findings of the doctor, and what is needed before mail can be sent."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    "diagnosis-line": "{sign} {about}: {what}",
    "examined-settings": "settings",
    "examined-provider": "provider",
    "examined-sender": "sender",
    "examined-real-mail": "before real mail can leave",
    "examined-contact": "contact",
    "examined-privacy-page": "privacy page",
    "examined-secret": "secret",
    "examined-database": "database",
    "examined-rounds": "rounds",
    "examined-reports": "reports",
    "examined-dispatches": "dispatches",
    "examined-slots": "slots",
    "examined-backup": "backup",
    "examined-disk": "disk",
    "examined-tracking": "tracking",
    "examined-webhooks": "webhooks",
    "examined-readers": "readers",
    "examined-held-readers": "held readers",
    "examined-letterbox": "letterbox",
    "examined-tags": "tags",
    "examined-template": "template",
    "examined-issues": "issues",
    "examined-approved": "approved",
    # fine
    "provider-ready": "{provider} is ready",
    "mail-stays-in-outbox": "mail stays on this machine, in the outbox",
    "mail-stays-at-sandbox": "mail stays on this machine, at its sandbox",
    "links-can-be-signed": "links can be signed",
    "database-fine": Plural("{database}, {count} reader", "{database}, {count} readers"),
    "domains-not-taken": Plural(
        "{path} names {count} domain that is not taken",
        "{path} names {count} domains that are not taken",
    ),
    "issues-readable": "{count} can be read and rendered",
    # to be decided
    "hold-without-editors": (
        "[schedule] hold lets nothing go without a yes, and no account can give one; only the"
        " terminal can"
    ),
    "hold-without-mail": (
        "[schedule] hold lets nothing go without a yes, and with remind_before at 0 nobody is"
        " mailed for it"
    ),
    "canary-without-reports": (
        "[dispatch] canary makes most readers wait until bounces and complaints are reported, and nothing"
        " reports any here: {provider} calls no webhook, and [letterbox] reads no mail; set up one of"
        " them, or turn canary off"
    ),
    "mailbox-read-nowhere": (
        "[sender] unsubscribe_mailbox is set and [letterbox] does not read it, so no letter offers unsubscribing by mail"
    ),
    "rounds-late": (
        "nothing was completed since {since}: the newsletter is not running, or its log says what stops it"
    ),
    "rounds-failing": "since {since} this fails: {steps}; the log says why",
    "round-steps": "{first}, {others}",
    "round-step-reading-reports": "reading reports",
    "round-step-reading-letters": "reading letters",
    "round-step-settling-doubts": "settling doubts",
    "round-step-watching": "watching for trouble",
    "round-step-starting": "starting what is due",
    "round-step-series": "the series",
    "round-step-handing-over": "handing over",
    "round-step-chores": "daily chores",
    "round-step-reminders": "reminders",
    "reports-unread": Plural(
        "{count} call or letter of the last 30 days could not be read completely",
        "{count} calls or letters of the last 30 days could not be read completely",
    ),
    # what makes it ill
    "newsletter-well": "the newsletter runs and is well",
    "newsletter-not-running": "the newsletter is not running on this machine",
    "pages-not-answering": "the pages at {address} do not answer within five seconds",
    "process-not-ready": (
        "the newsletter at {address} says that it is ill: its database is silent or out of date, or its rounds are late"
    ),
    "issue-due-unsent": "issue {issue} is due and cannot be sent: {reason}",
    "dispatch-stuck": "dispatch {dispatch} has been waiting for a decision since {since}",
    "dispatch-obstructed": (
        "since {since} nothing of dispatch {dispatch} has been sent; it is retried automatically: {reason}"
    ),
    "notices-obstructed": (
        "since {since} no confirmations or other notices have been sent; they are retried automatically: {reason}"
    ),
    "reports-behind": Plural(
        "{count} report of the provider has been waiting to be read for over a quarter of an hour; if"
        " it is not read soon, the log says why",
        "{count} reports of the provider have been waiting to be read for over a quarter of an hour; if"
        " their number does not fall, the log says why",
    ),
    "letterbox-unread": (
        "since {since} readers cannot unsubscribe by mail, and returned mail is not noticed ({reason}); look at [letterbox]"
    ),
    "reports-ceased": (
        "no report of the provider was accepted since {since}, and dispatch {dispatch} went out"
        " after that: bounces and complaints are not noticed; look at the webhook at the provider,"
        " and at its secret here"
    ),
    "backup-old": "the newest backup was made on {made}, more than three days ago",
    "backup-of-the-future": (
        "the newest backup is dated {made}, which is still to come: the clock was wrong then, so"
        " make one now"
    ),
    "folder-gone": (
        "the publication's folder {folder} cannot be found any more ({reason}): stop the newsletter,"
        " put the folder or its disk back, and start it again"
    ),
    "journal-gone": (
        "the journal {path} is gone, by which a restored backup learns who left since: put it back, or"
        " restart the newsletter, which begins another, and make a backup then"
    ),
    "journal-blocked": (
        "nobody can unsubscribe, because the journal {path} cannot be written ({reason}): it must"
        " belong to the user who runs the newsletter, on a disk with room"
    ),
    "disk-nearly-full": "only {percent} percent of the disk with {folder} is free; make room there",
    "readers-held": Plural(
        "{count} gets nothing: {provider} refuses them by its own list and does not say why ({where})",
        "{count} get nothing: {provider} refuses them by its own list and does not say why ({where})",
    ),
    "readers-held-somewhere": Plural(
        "{count} gets nothing: {provider} refuses them by its own list and does not say why (see its site)",
        "{count} get nothing: {provider} refuses them by its own list and does not say why (see its site)",
    ),
    "tracking-left-on": (
        "{provider} reported opens or clicks within the last 30 days: disable both there, because"
        " the privacy page says that neither is recorded; the reports themselves were dropped"
    ),
    "letterbox-private": (
        "{key} is the mailbox {address}, where readers' private answers arrive: a program would"
        " read them and mark them as read; use a mailbox of its own"
    ),
    "contact-without-address": (
        "contact names no street address: anyone who offers a service online must say where they are"
        " established (BW 3:15d); add street, number and town"
    ),
    "contact-without-number": (
        "contact names no KvK number: anyone in the Dutch trade register must put it in letters and"
        " announcements, emails too, except in advertising (Handelsregisterwet 2007, article 27);"
        " add it, such as KvK 12345678"
    ),
    "replies-waiting": "waiting in people's own words: {count}",
    "approved-outdated": Plural(
        "issue {issues} was approved under other settings: {difference}",
        "issues {issues} were approved under other settings: {difference}",
    ),
    "approved-differently": Plural(
        "issue {issues} was approved under other settings: {difference}; it is sent like that unless approved again",
        "issues {issues} were approved under other settings: {difference}; they are sent like that unless approved again",
    ),
    # the privacy page
    "privacy-controller-missing": (
        "[privacy] controller is empty: say who decides about readers' data (name and place); GDPR"
        " article 13 asks for it"
    ),
    "privacy-recipients-missing": (
        "[[privacy.recipients]] is missing: name each company that gets readers' data, at least the"
        " one that sends the mails; GDPR article 13 asks for it"
    ),
    "privacy-safeguard-missing": (
        "[[privacy.recipients]] {name} keeps the data outside the EEA ({country}), and its safeguard"
        " is empty: say what protects the data there, such as standard contractual clauses; GDPR"
        " article 13 asks for it"
    ),
    # before real mail can leave
    "base-url-private": (
        "base_url is {address}: readers cannot unsubscribe there; set it to the public https address of the pages"
    ),
    "base-url-unreachable": (
        "readers cannot unsubscribe at base_url: {reason}; are the pages running there?"
    ),
    "base-url-refuses-one-click": (
        "base_url answers a one-click POST with {status}, not 200; a redirect or a login in front"
        " of /unsubscribe is not allowed"
    ),
    "secret-temporary": (
        "NEWSLETTER_SECRET is not set: links in mails cannot be signed for good; put 32 random"
        " characters into .env"
    ),
    "contact-missing": (
        'contact is empty: the law asks who sends this and how to reach them; set contact = ["Name",'
        ' "Street 1, Town"]'
    ),
    "sender-name-missing": (
        "[sender] name is empty: readers open mail from a name they know; set yours"
    ),
    "sender-address-missing": ("[sender] address is not set; take one on a domain of your own"),
    "sender-domain-shared": (
        "[sender] address is at {domain}, where nobody else may send; take one on a domain of your"
        " own"
    ),
    "reply-to-missing": (
        "[sender] reply_to is not set: readers answer these letters; set an address that you read"
    ),
    "reply-to-unread": (
        "[sender] reply_to is {address}: readers' answers would be lost; set an address that you"
        " read"
    ),
    "proof-under-way": (
        "Whether mail from your domain arrives is still being checked. Press the"
        " button again in a minute."
    ),
    "proof-failed": "The check of whether mail from your domain arrives was interrupted. Try again in a minute.",
    "mail-not-read-back": (
        "nobody has looked at a mail as it arrives: send one to yourself, save it there as a file"
        " (.eml), and have it read"
    ),
    "provider-not-asked": "{provider} could not be asked: {reason}",
    # how provider check says it
    "better-if": "· {finding}",
    "wrong-is": "✗ {finding}",
    "fine-is": "✓ {fine}",
    "chosen-provider-ready": "the provider is ready",
    "arrived-signed": "it arrived signed, and the signature covers its unsubscribe headers",
}
