"""What went wrong when something outside was read; said after the address."""

from newsletter.locale.sentences import Plural, Sentences

SENTENCES: Sentences = {
    "fetch-no-host": "there is no host named “{host}”",
    "fetch-private-network": "“{host}” leads into a private network",
    "fetch-not-https": "only https is fetched",
    "fetch-no-address": "this is not a web address: {reason}",
    "fetch-scheme-missing": "this is not a web address that starts with https://",
    "fetch-with-password": "there is a name or password before the host; leave it out",
    "fetch-status": "the answer has status {status}",
    "fetch-redirects-too-often": Plural(
        "it redirects more than {count} time",
        "it redirects more than {count} times",
    ),
    "fetch-too-large": Plural(
        "it is larger than {count} byte",
        "it is larger than {count} bytes",
    ),
    "fetch-redirect-nowhere": "it redirects to “{location}”, which is no address",
    "fetch-packed-unasked": "the answer is encoded as {coding}, which was not asked for",
    "fetch-unpacking-failed": "the answer cannot be unpacked: {reason}",
    "fetch-no-answer": "there was no answer in time",
    "fetch-certificate-bad": "the certificate is not valid: {reason}",
    "fetch-unreachable": "it cannot be reached: {reason}",
}
