"""The newsletter's vocabulary: frozen values, standard library only, no I/O, no clock.

article     one piece as it came in, with its origin
quote       words found verbatim in the article, with their place
section     a titled part of an article: its paragraphs, its quote, its prompt
prompt      the question to the reader that closes a section (💡)
draw        to choose sections, quotes and prompts from an article and make issues of them
proposal    what an editor may accept: the issues of a drawing, or a piece of a feed
cutting     an article's sections divided into weeks, kept until issues are made of it
queue       the approved issues in the order in which they will go, one a slot
slot        one moment of sending on a local date, such as Sunday 08:00 Europe/Amsterdam
pin         an issue's own moment of sending, instead of a slot
skip        a date without an issue
hold        what makes a slot wait for an editor's yes
issue       the content of one number of the newsletter
earlier text an issue's text as it was before a save
finding     what a check or doctor has to say: a code with its data, severity and place
approval    what freezes an issue's edition under its hash
edition     an issue compiled with one template: HTML, text and headers with merge fields
merge field what differs per reader: greeting, unsubscribe link …
start       an editor's word to send now, revocable for a minute until it becomes a dispatch
decision    an editor's answer for the next slot: send, skip it, or the next issue first
dispatch    the decision to send one edition to one audience at one time
canary      the readers of a dispatch who get it first, while the others wait for reports
rehearsal   the whole dispatch of an issue in a copy of the database; nothing leaves
editor      a person with an account at the desk, as writer, editor or owner
log entry   who did what to what, written in the act's transaction; no addresses
audience    the confirmed subscribers that a dispatch goes to: all, or those with a tag
subscriber  a person who signed up, and their standing: pending, confirmed, paused, unsubscribed
recipient   a subscriber's address and merge fields, frozen when the dispatch is planned
email       bytes, or parts, ready for a provider
delivery    one edition on its way to one recipient
batch       the deliveries handed to the provider in one call, always the same ones
claim       a batch taken under a lease by one process
in doubt    of a batch: whether the provider accepted it is unknown
outcome     what became of a delivery: accepted, deferred, delivered, refused, bounced, complained
notice      one mail that is not an issue: confirmation, welcome, reminder
report      one webhook statement by a provider, before it is believed
bounce      the receiving host refused (hard: RFC 3463 5.x.x; soft/deferred: 4.x.x)
refusal     the provider would not take it
complaint   the reader pressed "spam" (ARF, RFC 5965)
suppression an order not to write to an address, with reason and date
unsubscribe the reader's wish, honoured at once; ends the subscription
provider    a company or server that sends email for us
ticker      what looks every half minute at what is due; holds no state
ports       the protocols of what a package needs and may not import

No module here may import a third-party package or another package of the newsletter.
"""
