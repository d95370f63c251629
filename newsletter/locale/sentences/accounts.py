"""An account at a provider: what it lacks, and why a dispatch pauses because of it."""

from newsletter.locale.sentences import Sentences

SENTENCES: Sentences = {
    # why a dispatch pauses
    "pause-with-answer": "{reason} ({answer})",
    "account-key-refused": (
        "the key is not accepted; put the right key into the settings and resume the dispatch"
    ),
    "account-key-or-region-wrong": (
        "the key is not accepted; put the right key into the settings and resume the dispatch;"
        " also check the region in the address"
    ),
    "account-key-or-account-region-wrong": (
        "the key is not accepted; put the right key into the settings and resume the dispatch;"
        " also check that the region is the account's"
    ),
    "account-key-or-rights-wrong": (
        "the key is not accepted; put the right key into the settings and resume the dispatch;"
        " also check the region and the key's permissions"
    ),
    "account-key-restricted": "this key can only be used for sending",
    "account-sender-unconfirmed": (
        "the sender's address or domain is not verified at the provider; verify it there and resume"
        " the dispatch"
    ),
    "account-credits-spent": (
        "the credits are used up; buy more or wait until they are renewed, and resume the dispatch"
    ),
    "account-quota-spent": (
        "the provider's quota is used up; resume the dispatch when there is room again"
    ),
    "account-may-not-send": "the account may not send, or no longer; contact the provider",
    "account-in-sandbox": (
        "the account is still in the sandbox; ask the provider to enable it for sending"
    ),
    "account-mail-too-large": (
        "the issue is too large for the provider; make it smaller, approve it again and resume the"
        " dispatch"
    ),
    "account-mail-refused": (
        "the provider refuses our mail, and not because of the reader; remove the cause that it"
        " names and resume the dispatch"
    ),
    "account-address-wrong": (
        "the provider does not answer at this address; check the region, the domain and the address"
        " in the settings"
    ),
    "account-options-too-large": "headers and options are {size} bytes; the limit is 16 KB",
    "account-headers-too-many": "{count} headers; the limit is {limit}",
    "account-header-not-ascii": "the header {header} is not pure ASCII",
    "account-headers-not-allowed": (
        "the subscription at MailerSend does not allow own headers, so there is no unsubscribe"
        " button either"
    ),
    "account-stream-missing": "the message stream in the settings does not exist at Postmark",
    "account-set-missing": "the configuration set in the settings does not exist or is paused",
    "account-clock-wrong": "this machine's clock is wrong",
    # what an account lacks
    "account-domain-unconfirmed": "no domain is verified at {provider} ({status})",
    "account-without-domain": "no domain is verified at MailerSend",
    "account-without-identity": "no domain or address is verified at SES (Verified identities)",
    "account-no-active-sender": "no sender is verified at Mailjet (Active)",
    "account-domain-inactive": (
        "the domain {domain} is {state} at Mailgun, not active; publish the DNS records that"
        " Mailgun shows"
    ),
    "account-domain-unknown": "unknown",
    "account-webhook-off": "the webhook for {event} is not enabled at {provider}",
    "account-webhook-named-off": "the webhook '{name}' is not enabled at {provider}",
    "account-event-off": "the event '{name}' is not enabled at SendGrid",
    "account-event-unreported": "{event} is not reported by {set}",
    "account-hook-secret-missing": (
        "{variable} is missing in .env: without it no report is accepted"
    ),
    "account-public-key-missing": (
        "[provider.sendgrid] public_key is missing: without this key no report is accepted"
    ),
    "account-topics-or-password-missing": (
        "topics or hook_password is missing: without both no report is accepted"
    ),
    "account-topics-missing": ("topics is missing: without an SNS topic no report is accepted"),
    "account-set-not-named": "configuration_set is missing: without it nothing is reported",
    "account-key-may-not-send": "the key may not send; give it “Mail Send” at SendGrid",
    "account-server-in-sandbox": "the server is a sandbox (Sandbox): nothing is delivered",
    "account-stream-no-broadcast": (
        "'{stream}' is not a broadcast stream at Postmark; create one of that name"
    ),
    "account-tracking-unconfirmed": (
        "disable the tracking of opens and clicks at Brevo (Transactional, Settings), then set"
        " tracking_is_off = true in the settings"
    ),
    "account-opens-tracked": (
        "Resend tracks opens for {domain}; disable that at Domains, this domain, Configuration"
    ),
    "account-clicks-tracked": (
        "Resend tracks clicks for {domain}; disable that at Domains, this domain, Configuration"
    ),
    "account-domain-tracks-opens": (
        "{provider} tracks opens for {domain}; disable that in the domain's settings there"
    ),
    "account-domain-tracks-clicks": (
        "{provider} tracks clicks for {domain}; disable that in the domain's settings there"
    ),
    "account-domain-adds-unsubscribe": (
        "{provider} adds an unsubscribe link of its own to mail of {domain}; disable that in the"
        " domain's settings there, or remove own_unsubscribe"
    ),
    "account-event-tracked": (
        "{event} is tracked in {set}; disable that at Configuration sets, {set}, Event destinations"
    ),
    # what a provider does its own way
    "account-tracks-per-account": (
        "Brevo tracks opens and clicks per account and not per mail: keep it disabled there, at"
        " Transactional, Settings"
    ),
    "account-tracks-per-domain": (
        "Resend tracks opens and clicks per domain and not per mail: keep it disabled there, at"
        " Domains, your domain, Configuration"
    ),
    "account-tracks-per-set": (
        "SES tracks opens and clicks where the configuration set says so; each of our mails"
        " disables it, but keep it disabled there as well, at Configuration sets, Event destinations"
    ),
    "account-writes-list-id": (
        "Mailjet writes a List-Id of its own and does not allow ours; readers who filter by List-Id"
        " must use Mailjet's"
    ),
    "account-headers-by-subscription": (
        "MailerSend accepts own headers, List-Unsubscribe included, only with a subscription that"
        " allows them (Professional or higher); otherwise it refuses the mail"
    ),
    "account-writes-unsubscribe-headers": (
        "on a broadcast stream Postmark writes the List-Unsubscribe headers itself and reports who"
        " unsubscribes (SubscriptionChange); ours are left out. Better to use ours: ask their"
        " support for “manage unsubscribes on your own”, then set own_unsubscribe = true"
    ),
    "headers-not-taken": ("{provider} does not take all headers; mails go without {headers}"),
    # a mail server
    "account-route-writes-unsubscribe-headers": (
        "on a broadcast route Lettermint writes the List-Unsubscribe headers itself and reports who"
        " unsubscribes; ours are left out. Better to use ours: ask their support to let you disable"
        " the hosted unsubscribe, then set own_unsubscribe = true"
    ),
    "account-bulk-writes-unsubscribe-headers": (
        "on the bulk stream Mailtrap writes the List-Unsubscribe headers itself and reports who"
        " unsubscribes; ours are left out. To send ours, disable the automatic unsubscribe link of"
        " the domain there, then set own_unsubscribe = true"
    ),
    "relay-writes-unsubscribe-headers": (
        "on a broadcast stream Postmark writes the List-Unsubscribe headers itself and reports who"
        " unsubscribes (SubscriptionChange); ask their support for “manage unsubscribes on your"
        " own”, so that only ours are used, then set own_unsubscribe = true"
    ),
    "relay-tracks-by-itself": (
        "{provider} tracks opens and clicks as its own settings say, whatever an email asks for:"
        " keep both disabled there"
    ),
    "smtp-oauth-only": (
        "this server accepts no password, only OAuth (XOAUTH2); at Microsoft 365 an application can"
        " log in (oauth_tenant, oauth_client and oauth_secret), elsewhere choose another server or"
        " another provider"
    ),
    "smtp-oauth-refused": (
        "no token for the mail server: the application, its secret or its rights are wrong (at"
        " Microsoft Entra); change that and resume the dispatch"
    ),
    "smtp-oauth-without-token": "the answer of the address that gives tokens holds none",
    "smtp-oauth-login-refused": (
        "the server does not accept the application's token for this mailbox; check the permission"
        " SMTP.SendAsApp with the administrator's consent, the application's right to the mailbox"
        " and that SMTP is enabled for it, and resume the dispatch"
    ),
    "smtp-oauth-not-offered": (
        "{host}, port {port} does not offer a login by OAuth (XOAUTH2); use a password or another"
        " server"
    ),
    "smtp-login-refused": (
        "the server does not accept user and password; change the settings and resume the dispatch"
        " (sometimes an app password is needed)"
    ),
    "smtp-login-wanted": (
        "the server requires a login, and user is not set; change the settings and resume the"
        " dispatch"
    ),
    "smtp-certificate-wrong": (
        "the certificate of {host} is not valid; check that host is the name in it, and ask the"
        " server's administrator for a valid certificate"
    ),
    "smtp-starttls-missing": (
        '{host}, port {port} does not offer STARTTLS; use port 465 with security = "tls", or port'
        " 587"
    ),
    "smtp-tls-from-start": (
        '{host}, port {port} uses TLS from the start (like port 465); set security = "tls"'
    ),
    "smtp-tls-not-from-start": (
        '{host}, port {port} starts without TLS (like port 587); set security = "starttls"'
    ),
    "smtp-login-unknown": (
        "{host}, port {port} offers no login method that we know; leave user empty or use another"
        " port"
    ),
    "smtp-without-reply": "no answer from the mail server: {words} ({stage})",
    "smtp-letters-not-taken": (
        "smtputf8 is on, but this server does not offer SMTPUTF8: addresses with letters such as é"
        " before the @ are refused; set smtputf8 = false"
    ),
    "smtp-user-missing": (
        "the server offers a login (AUTH) and user is not set; without a login it will probably"
        " refuse all mail: set user in the settings and password in .env"
    ),
    # the outbox
    "outbox-not-writable": "{folder} cannot be written to",
    "outbox-locked": "the folder {folder} cannot be written to: {reason}",
    "outbox-not-written": "writing does not work yet: {reason}",
}
