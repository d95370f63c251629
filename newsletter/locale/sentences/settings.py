"""A publication's settings, and a new publication."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    "publication-made": "Made a publication in {folder}.",
    "publication-settings": "  {path}: its settings, each explained",
    "publication-secret": (
        "  {path}: the secret that signs every link; keep it, and keep it to yourself"
    ),
    "publication-next": "Next, see what is still missing, and add an article:",
    "publication-next-here": "Next, see what is still missing, and add an article:",
    "publication-there-already": (
        "{path} is there already; choose a new folder. Nothing was changed."
    ),
    "publication-is-here": (
        "This folder already has a publication. Change its settings in {path}, or choose another"
        " folder for a new one. Nothing was changed."
    ),
    "publication-is-there": (
        "{folder} already has a publication. Change its settings in {path}, or choose another"
        " folder for a new one. Nothing was changed."
    ),
    "publication-needs-folder": (
        "{path} is not a folder; choose another name for the publication. Nothing was changed."
    ),
    "language-not-offered": "The language “{text}” is not offered; choose from {known}.",
    "portrait-missing": "[sender] portrait is {file}, which is not there; put the picture there, or remove the key",
    "portrait-unfit": "[sender] portrait: {file} {problem}",
    "secret-not-set": (
        "NEWSLETTER_SECRET is not set; put 32 random characters into the environment or .env, and"
        " keep them: links in mails that went out depend on them"
    ),
    "fleet-not-enabled": (
        "[fleet] enabled is false: workers are not notified; set it to true for every process of"
        " the publication"
    ),
    # read
    "settings-not-utf-8": "{file}: is not UTF-8; save it as UTF-8 in your editor",
    "settings-not-toml": '{file}: is not TOML: {reason}; a key is written like name = "Words between quotes", once',
    "publication-not-here": "{folder} is not a publication: it has no newsletter.toml",
    "settings-wrong": "{where} {problem}",
    "setting-wrong": "{where} {key}: {problem}",
    "recipient-key-empty": "{key} is empty",
    "recipient-country-malformed": (
        "country {text} is not two capital letters, as ISO 3166-1 has them: NL, IE, US …"
    ),
    "setting-missing": "{where} has no '{key}'; it must be set",
    "setting-unknown": "{where} has no '{key}', only {known}",
    "setting-misspelt": "{where} has no '{key}', only {known}; did you mean '{meant}'?",
    "table-unknown": "{where} is not a known table; known are {known}",
    "table-misspelt": "{where} is not a known table; known are {known}; did you mean [{meant}]?",
    "variable-in-file": ".env",
    "variable-in-environment": "the environment",
    "variable-unknown": "{where}: {key} is not a setting",
    "variable-misspelt": "{where}: {key} is not a setting; did you mean {meant}?",
    "value-fits-nothing": "{value} fits nothing",
    "value-no-list": "needs a list such as [{value}]",
    "value-no-table": "needs a table with keys and values",
    "value-no-choice": "{value} is none of {known}",
    "value-no-text": "needs text in quotes, not {value}",
    "value-no-whole-number": "needs a whole number, not {value}",
    "value-no-number": "needs a number, not {value}",
    "value-no-truth": "needs true or false, not {value}",
    "value-no-duration": "needs a time with its unit, such as '6 h', '30 s' or '2 d'; not {value}",
    "value-too-long": "{value} is too long a time; write a shorter one",
    "value-no-time-zone": "{value} is not a time zone; write it like 'Europe/Amsterdam'",
    "language-malformed": "language: '{text}' is not like 'nl' or 'en'",
    "ping-url-malformed": "ping_url is no http or https address",
    "metrics-extra-missing": "metrics need the extra newsletter[metrics]; install it with pip",
    "metrics-token-short": "token needs at least {shortest} characters; otherwise it could be guessed",
    "network-malformed": "allowed: '{text}' is not an IP address or network, such as 127.0.0.1 or 10.0.0.0/8",
    "base-url-malformed": "base_url: '{text}' is not like https://brief.example.nl",
    "base-url-sign-wrong": "base_url: '{text}' holds a sign that may not be used there; letters, digits and -._~/:[]% may",
    "base-url-ends-in-slash": "base_url: leave out the slash at the end of '{text}'",
    "proxy-malformed": "trusted_proxies: '{text}' is not an IP address or network, such as 127.0.0.1 or 10.0.0.0/8",
    "timeout-outlives-lease": "[provider.{provider}] timeout ({timeout}) must be shorter than half of [dispatch] lease ({lease}); make the lease longer",
    "slot-not-weekly": "'{text}' is not a weekly slot; write a day and a time, such as 'sun 08:00' or 'zo 08:00'",
    "slots-on-one-day": "slots: {slots} are on the same day; keep one of them",
    "grace-negative": "grace: a negative time would hold every issue; write '0 min' or more",
    "remind-before-out-of-range": "remind_before: write a time from '0 min' to '7 d'",
    "fleet-threads-out-of-range": "threads must be 1 or more, calls_at_once 0 or more",
    "fleet-heartbeat-too-short": "[fleet] heartbeat ({heartbeat}) is too short: a worker that is busy for a moment would count as dead, and its batches would go to another; at least {least}",
    "fleet-times-out-of-range": "heartbeat must be 1 s or more, poll 0.1 s or more",
    "fetch-within-not-positive": "within must be above 0, such as '10 s'",
    "fetch-limits-not-positive": "size_bytes and parallel must be at least 1",
    "fetch-redirects-out-of-range": "redirects must be between 0 and 20",
    "client-misspelt": "[checks.clients] has no '{client}'; did you mean '{meant}'?",
    "client-unknown": "[checks.clients] has no '{client}', only {known}",
    "client-weight-negative": "clients: the weight of '{client}' must be 0 or more",
    "client-weights-all-zero": "clients: at least one mail program needs a weight above 0",
    "report-from-share-out-of-range": "report_from_share must be between 0 and 1, such as 0.01",
    "preheader-limits-crossed": "preheader_shortest must be above 0, and not above preheader_longest",
    "subject-length-not-positive": "subject_length must be at least 1",
    "spam-limits-crossed": "spam_hint must not be above spam_limit",
    "setting-below-one": "{key} must be at least 1",
    "setting-not-positive": "{key} must be above 0; leave it out for no limit",
    "warm-up-below-one": "warm_up needs numbers of at least 1",
    "lease-too-short": "lease must be at least '1 s'",
    "look-again-too-short": "look_again must be at least '0.1 s'",
    "series-since-no-date": "since: '{text}' is not a date; write it like '2026-03-01'",
    "series-half-set": "set both issues and since, or neither",
    "series-issue-twice": "an issue is named twice",
    "provider-unknown": "there is no provider '{name}', only {known}",
    "provider-incomplete": "the provider '{name}' that is installed lacks {missing}",
    "provider-key-missing": "{provider}: {setting} is not set; copy it from the provider's site into .env as {variable}",
    "provider-key-damaged": "{provider}: {setting} holds characters that no key has; copy it once more",
    "mailgun-domain-missing": "mailgun: [provider.mailgun] domain is not set; it is the sending domain at Mailgun",
    "scaleway-project-missing": "scaleway: project_id is not set; the console shows it",
    "ses-access-key-missing": "ses: access_key is not set; Amazon shows it with the secret",
    "ses-extra-missing": "ses needs the extra newsletter[ses]",
    "letterbox-set-twice": "set maildir or imap_host, not both",
    "smtp-host-missing": "smtp: host is not set; it is the mail server's name",
    "smtp-unencrypted-elsewhere": "smtp: without tls only a server on this machine may be used",
    "smtp-password-missing": "smtp: there is a user but no password",
    "smtp-oauth-incomplete": (
        "smtp: OAuth needs user, oauth_tenant, oauth_client and oauth_secret, all four"
    ),
    "smtp-bounces-malformed": "smtp: bounces '{mailbox}' is not a mailbox",
    "smtp-bounces-too-long": (
        "smtp: bounces '{mailbox}' is too long: at most {limit} characters may come before the @,"
        " because each mail adds its own name there and hosts take 64 in all"
    ),
    "dkim-incomplete": "smtp: DKIM needs dkim_selector, dkim_domain and dkim_key, all three",
    "dkim-extra-missing": "smtp: DKIM needs the extra newsletter[dkim]",
    "dkim-key-unusable": "smtp: dkim_key is not a private key that can sign: {reason}",
    # what an owner changes at the desk
    # what the form at the desk calls its fields
    "own-label-name": "Name of the newsletter",
    "own-label-tagline": "A line under the name",
    "own-label-sender": "Your name",
    "own-label-reply-to": "Where answers arrive",
    "own-label-contact": "Who sends the letter, and how to reach you",
    "own-label-portrait": "A picture of you",
    "own-label-slots": "When a letter goes out",
    "own-label-greeting": "Greeting",
    "own-label-greeting-without-name": "Greeting of somebody whose name is not known",
    "own-label-sign-off": "Sign-off",
    "own-label-reply-line": "Invitation to write back",
    "own-label-care-line": "Where to turn for help",
    "own-label-controller": "Who is responsible for the data",
    "own-label-privacy-contact": "How to reach you about it",
    "own-label-officer": "Data protection officer",
    "own-label-authority": "Where a reader can complain",
    "own-label-copies": "Within how many days erased data is gone everywhere",
    "own-label-recipients": "Companies that get readers’ data",
    "own-label-hosts": "Your own site",
    "own-field-empty": "Fill this in.",
    "own-field-long": "This is too long; at most {limit} characters fit on a line.",
    "own-field-lines": "These are too many lines; use at most {limit}.",
    "own-field-days": "Write a whole number of days, from 1 to {limit}.",
    "own-field-while-sending": (
        "A letter is being sent, and this is in every email. Change it once that letter has"
        " gone to everybody, or the rest of it has been cancelled."
    ),
    "own-recipients-many": "There are too many companies; at most {limit} fit here.",
    "own-recipient-nameless": "Fill in the name of this company, or empty all its fields.",
    "own-recipient-taskless": "Fill in what {name} does with the data.",
    "own-recipient-country": (
        "Write in two letters, such as NL or US, in which country {name} keeps the data."
    ),
    "own-recipient-long": "This is too long; at most {limit} characters fit in a field.",
    "own-answers-unread": "Readers' answers would be lost there; write an address that you read.",
    "greeting-place-unknown": (
        "Only {{first_name}} is filled in; readers would see {place} exactly as it is here."
    ),
    "greeting-place-none": "Nothing is filled in here; readers would see {place} exactly as it is.",
    "settings-not-editable": (
        "The settings file has {keys} in a form that cannot be changed here, so nothing was"
        " changed. The administrator of the server can change it in the file."
    ),
    # addresses that tests of issues go to
    "saved-address-there": "{address} is among the addresses already.",
    "saved-addresses-full": "There are {limit} addresses already; remove one first.",
    "saved-address-suppressed": "No email may go to {address}, so no test either.",
    "saved-address-asked-enough": (
        "This cannot be asked again this week, so that nobody gets question upon question. The mail that went out still works; otherwise try again in a week."
    ),
    "saved-address-gone": "That address is no longer among the addresses for tests.",
    "tests-too-many": "That is too many tests in one hour. Try again in an hour.",
    "tests-sent-to-some": "The test went to only {sent} of the {count} addresses: {reason}",
    "settings-not-written": "The settings could not be saved: {reason}. Nothing was changed.",
}
