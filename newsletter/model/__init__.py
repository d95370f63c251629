"""The newsletter's vocabulary: frozen values, standard library only, no I/O, no clock.

article     one piece as it came in, with its origin
quote       words found verbatim in the article, with their place
section     a titled part of an article: its paragraphs, its quote, its prompt
prompt      the question to the reader that closes a section (💡)
draw        to choose sections, quotes and prompts from an article and make issues of them
queue       the approved issues in the order in which they will go, one a slot
slot        one moment of sending on a local date, such as Sunday 08:00 Europe/Amsterdam
issue       the content of one number of the newsletter
edition     an issue compiled with one template: HTML, text and headers with merge fields
merge field what differs per reader: greeting, unsubscribe link …
dispatch    the decision to send one edition to one audience at one time
rehearsal   the whole dispatch of an issue in a copy of the database, of which nothing leaves
audience    the confirmed subscribers that a dispatch goes to: all, or those with a tag
subscriber  a person who signed up, and their standing: pending, confirmed, paused, unsubscribed
recipient   a subscriber's address and merge fields, frozen when the dispatch is planned
email       bytes, or parts, ready for a provider
delivery    one edition on its way to one recipient
batch       the deliveries handed to the provider in one call, for ever the same ones
outcome     what became of a delivery: accepted, deferred, delivered, refused, bounced, complained
notice      one mail that is not an issue: confirmation, welcome, reminder
report      one webhook statement by a provider, before it is believed
bounce      the receiving host refused (hard: RFC 3463 5.x.x; soft/deferred: 4.x.x)
refusal     the provider would not take it
complaint   the reader pressed "spam" (ARF, RFC 5965)
suppression an order not to write to an address, with reason and date
unsubscribe the reader's wish, honoured at once; ends the subscription
provider    a company or server that sends email for us

No module here may import a third-party package or another package of the newsletter.
"""
