"""The tools whose exports are recognised, by columns that only they write."""

from collections.abc import Collection, Mapping
from enum import Enum
from typing import Final

from newsletter.audience.importing.columns import Column, Form, Meaning
from newsletter.audience.importing.words import ImportedStatus


class Tool(Enum):
    """The tool that wrote a file, if its columns show it."""

    MAILCHIMP = "Mailchimp"
    MAILERLITE = "MailerLite"
    SUBSTACK = "Substack"
    GHOST = "Ghost"
    LISTMONK = "listmonk"
    MAILTRAIN = "Mailtrain"
    LAPOSTA = "Laposta"
    BREVO = "Brevo"
    MAILPOET = "MailPoet"
    KLAVIYO = "Klaviyo"
    HUBSPOT = "HubSpot"
    BUTTONDOWN = "Buttondown"
    KIT = "Kit"
    BEEHIIV = "Beehiiv"
    ACTIVECAMPAIGN = "ActiveCampaign"
    KEILA = "Keila"
    PHPLIST = "phpList"
    MAUTIC = "Mautic"
    NEWSLETTER_PLUGIN = "The Newsletter Plugin"
    GOOGLE_GROUPS = "Google Groups"
    NEWSLETTER = "newsletter"
    UNKNOWN = ""


# The first tool whose columns are all there. The more specific ones come first.
_MARKS: Final[tuple[tuple[Tool, frozenset[str]], ...]] = tuple(
    (tool, frozenset(names.split()))
    for tool, names in (
        (Tool.NEWSLETTER, "email standing rhythm joinedat"),
        (Tool.MAILCHIMP, "emailaddress leid euid"),
        (Tool.MAILCHIMP, "emailaddress memberrating"),
        (Tool.GHOST, "email subscribedtoemails"),
        (Tool.SUBSTACK, "email emaildisabled activesubscription"),
        (Tool.SUBSTACK, "email activesubscription expiry"),
        (Tool.SUBSTACK, "email stripeplan"),
        (Tool.LISTMONK, "uuid email attributes status"),
        (Tool.LISTMONK, "email attributes status"),
        (Tool.MAILPOET, "email liststatus globalstatus"),
        (Tool.MAILPOET, "email globalstatus"),
        (Tool.KLAVIYO, "email klaviyoid"),
        (Tool.KLAVIYO, "email emailmarketingconsent"),
        (Tool.HUBSPOT, "recordid email"),
        (Tool.HUBSPOT, "email marketingcontactstatus"),
        (Tool.HUBSPOT, "email unsubscribedfromallemail"),
        (Tool.BUTTONDOWN, "emailaddress subscribertype"),
        (Tool.BUTTONDOWN, "email subscribertype"),
        (Tool.BUTTONDOWN, "email creationdate unsubscriptiondate"),
        (Tool.BUTTONDOWN, "emailaddress creationdate unsubscriptiondate"),
        (Tool.KIT, "emailaddress firstname state createdat"),
        (Tool.KIT, "email firstname state createdat"),
        (Tool.KIT, "email firstname status subscribedat cancelledat"),
        (Tool.BEEHIIV, "email status subscriptiontier"),
        (Tool.BEEHIIV, "email status subscriptionpremiumtiers"),
        (Tool.BEEHIIV, "email status tier stripecustomerid"),
        (Tool.ACTIVECAMPAIGN, "email customeraccount status"),
        (Tool.ACTIVECAMPAIGN, "email contactid listid status"),
        (Tool.ACTIVECAMPAIGN, "email orgname sdate status"),
        (Tool.KEILA, "email firstname lastname data status"),
        (Tool.PHPLIST, "email listmembership"),
        (Tool.PHPLIST, "email isthisuserconfirmed"),
        (Tool.PHPLIST, "email isthissubscriberconfirmed"),
        (Tool.PHPLIST, "email bouncecount blacklisted"),
        (Tool.MAUTIC, "email isidentified"),
        (Tool.MAUTIC, "email dnc points"),
        (Tool.MAUTIC, "email preferredlocale points"),
        (Tool.MAILTRAIN, "email cid status"),
        (Tool.MAILTRAIN, "email firstname lastname status optinip"),
        (Tool.LAPOSTA, "emailadres aanmelddatum"),
        (Tool.LAPOSTA, "memberid email state"),
        (Tool.LAPOSTA, "email state signupdate"),
        (Tool.BREVO, "contactid email sms"),
        (Tool.BREVO, "contactid email doubleoptin"),
        (Tool.BREVO, "email smsblacklisted"),
        (Tool.BREVO, "email addedtime modifiedtime"),
        (Tool.MAILERLITE, "subscriber subscribed sent opens clicks"),
        (Tool.MAILERLITE, "email subscribed sent opens"),
        (Tool.MAILERLITE, "email name lastname subscribedon"),
        (Tool.NEWSLETTER_PLUGIN, "email status token"),
        (Tool.GOOGLE_GROUPS, "emailaddress groupstatus emailstatus emailpreference"),
    )
)
_UNUSED: Final = Meaning(may_speak=False)
_JOINED: Final = Meaning(Column.JOINED, is_certain=True)
# Headings that mean something else in one tool than they say.
_PARTICULAR: Final[Mapping[Tool, Mapping[str, Meaning]]] = {
    # there "Subscribed" is a moment, not a yes
    Tool.MAILERLITE: {"subscribed": _JOINED, "subscribedon": _JOINED},
    # these show who pays, not who reads
    Tool.SUBSTACK: dict.fromkeys(("activesubscription", "canceldate", "type"), _UNUSED)
    | {"startdate": _JOINED},
    # our own record of consent; "standing" has the outcome
    Tool.NEWSLETTER: dict.fromkeys(("consent", "consentat", "consentwording"), _UNUSED),
    Tool.BUTTONDOWN: {
        "type": Meaning(Column.STATUS, is_certain=True),
        "churndate": _UNUSED,
    },
    Tool.MAUTIC: {"dnc": Meaning(Column.LEFT, Form.TEXT, is_certain=True)},
    # whether the link in a mail was clicked, not an administrator; "confirmed" says who gets mail
    Tool.PHPLIST: dict.fromkeys(
        ("optedin", "didthisusermanuallyconfirm", "didthissubscribermanuallyconfirm"), _UNUSED
    )
    | {"subscribepage": _UNUSED},
    Tool.GOOGLE_GROUPS: {
        "emailpreference": Meaning(Column.STATUS, is_certain=True),
        "postingpermissions": _UNUSED,
    },
}
# Words that mean something in one tool alone.
_WORDS: Final[Mapping[Tool, Mapping[str, ImportedStatus]]] = {
    Tool.MAILTRAIN: {
        "1": ImportedStatus.SUBSCRIBED,
        "2": ImportedStatus.LEFT,
        "3": ImportedStatus.BOUNCED,
        "4": ImportedStatus.COMPLAINED,
    },
    # the numbers of its API's contact list status; no export could be looked at
    Tool.ACTIVECAMPAIGN: {
        "0": ImportedStatus.PENDING,
        "1": ImportedStatus.SUBSCRIBED,
        "2": ImportedStatus.LEFT,
        "3": ImportedStatus.BOUNCED,
    },
    # github.com/buttondown/openapi, enums.json, SubscriberType, 2026-11: "paused" still gets mail
    Tool.BUTTONDOWN: {
        **dict.fromkeys(
            ("regular", "premium", "gifted", "trialed", "paused"), ImportedStatus.SUBSCRIBED
        ),
        **dict.fromkeys(("churning", "churned", "pastdue"), ImportedStatus.SUBSCRIBED),
        **dict.fromkeys(("unactivated", "unpaid", "upcoming"), ImportedStatus.PENDING),
        "undeliverable": ImportedStatus.BOUNCED,
    },
    # the letters of its class TNP_User, 2026-11
    Tool.NEWSLETTER_PLUGIN: {
        "c": ImportedStatus.SUBSCRIBED,
        "s": ImportedStatus.PENDING,
        "u": ImportedStatus.LEFT,
        "b": ImportedStatus.BOUNCED,
        "p": ImportedStatus.COMPLAINED,
    },
    # statuses by their names alone: "inactive" is who unsubscribed
    Tool.BEEHIIV: {"inactive": ImportedStatus.LEFT, "needsattention": ImportedStatus.PENDING},
    # roles, and how a member gets mail; who wants none reads on the web
    Tool.GOOGLE_GROUPS: {
        **dict.fromkeys(("member", "manager", "owner"), ImportedStatus.SUBSCRIBED),
        **dict.fromkeys(
            ("email", "allemail", "eachemail", "digest", "abridged"), ImportedStatus.SUBSCRIBED
        ),
        **dict.fromkeys(("noemail", "none", "dontsendemail"), ImportedStatus.PENDING),
    },
}


def tool_of(headings: Collection[str]) -> Tool:
    """Return which tool wrote a file with these headings, as ``plain_name`` gives them."""
    return next((tool for tool, marks in _MARKS if marks <= set(headings)), Tool.UNKNOWN)


def particular_meaning(tool: Tool, heading: str) -> Meaning | None:
    """Return what a heading means in this tool, if that is not what it says."""
    return _PARTICULAR.get(tool, {}).get(heading)


def particular_words(tool: Tool) -> Mapping[str, ImportedStatus]:
    """Return what status words mean only in this tool."""
    return _WORDS.get(tool, {})
