"""What other tools export: header rows, each with people in several states.

Each says where its header row was found and when. No export of those that say
"not seen" could be looked at: their rows are put together from the tool's names
of fields and states. Addresses are made up.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from newsletter.audience.importing.tools import Tool
from newsletter.audience.importing.words import ImportedStatus

IN, WAITS, LEFT, BOUNCED, COMPLAINED = ImportedStatus  # in the order of the enum


@dataclass(frozen=True)
class Export:
    """A file of a tool, and how its people stood there.

    Attributes:
        source: Where the header row was found.
        told: Of each row, in its order; ``None`` for a row that is refused.
        name: Of the file, where it matters.
        proof: What is kept of the first row's consent.
    """

    tool: Tool
    source: str
    file: str
    told: list[ImportedStatus | None] = field(default_factory=lambda: [IN])
    name: str = "readers.csv"
    proof: tuple[tuple[str, date | str], ...] = ()


MAILCHIMP = (
    "MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,GMTOFF,DSTOFF,TIMEZONE,CC,REGION"
)
SEEN = "5,2024-03-01 10:00:00,192.0.2.7,2024-03-01 10:05:00,192.0.2.7,1,0,Europe/Amsterdam,NL,ZH"
SIGNED_UP = (("signed-up", datetime(2024, 3, 1, 10, 5, tzinfo=UTC)),)
BOTH = (
    ("signed-up", datetime(2024, 3, 1, 10, 0, tzinfo=UTC)),
    ("confirmed", datetime(2024, 3, 1, 10, 5, tzinfo=UTC)),
)

EXPORTS = {
    "mailchimp, subscribed": Export(
        Tool.MAILCHIMP,
        "the three files of an audience export, as public importers keep them; 2026-11",
        f"Email Address,First Name,Last Name,{MAILCHIMP},LAST_CHANGED,LEID,EUID,NOTES,TAGS\n"
        f'anna@example.org,Anna,Vos,{SEEN},2024-03-02 10:00:00,1,a1,,"""Rust"",""Loslaten"""\n',
        name="subscribed_email_audience_export_1.csv",
        proof=BOTH,
    ),
    "mailchimp, unsubscribed": Export(
        Tool.MAILCHIMP,
        "the same",
        f"Email Address,First Name,{MAILCHIMP},UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,"
        "UNSUB_REASON,UNSUB_REASON_OTHER,LEID,EUID,NOTES,TAGS\n"
        f"a@example.org,Anna,{SEEN},2024-05-01 10:00:00,Brief 3,c1,normal_unsubscribe,,1,a,,\n"
        f"b@example.org,Bram,{SEEN},,,,manually unsubscribed,,2,b,,\n",
        [LEFT, LEFT],
        name="unsubscribed_email_audience_export_1.csv",
    ),
    "mailchimp, cleaned": Export(
        Tool.MAILCHIMP,
        "the same",
        f"Email Address,First Name,{MAILCHIMP},CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID,LEID,EUID\n"
        f"a@example.org,Anna,{SEEN},2024-05-01 10:00:00,Brief 3,c1,1,a\n",
        [BOUNCED],
        name="cleaned_email_audience_export_1.csv",
    ),
    "mailerlite, older": Export(
        Tool.MAILERLITE,
        "its classic export",
        "Subscriber,Sent,Opens,Clicks,Subscribed,Location\nanna@example.org,10,5,1,2024-03-01 10:05:00,NL\n",
        proof=SIGNED_UP,
    ),
    "mailerlite": Export(
        Tool.MAILERLITE,
        "not seen: fields and states by the names that its screens use",
        "Email,Name,Last name,Status,Subscribed on,Unsubscribed on,Opens\n"
        "anna@example.org,Anna,Vos,active,2024-03-01 10:05:00,,3\n"
        "b@example.org,,,unsubscribed,2024-03-01 10:05:00,2024-04-01 08:00:00,0\n"
        "c@example.org,,,unconfirmed,,,0\nd@example.org,,,bounced,,,0\ne@example.org,,,junk,,,0\n",
        [IN, LEFT, WAITS, BOUNCED, COMPLAINED],
        proof=SIGNED_UP,
    ),
    "substack": Export(
        Tool.SUBSTACK,
        "email_list.csv of its export, as public readers of it keep it; 2026-09",
        "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at\n"
        "anna@example.org,false,,other,false,2024-03-01T10:05:00.000Z,\n"
        "b@example.org,true,2026-12-01T00:00:00.000Z,yearly,true,2024-03-01T10:05:00.000Z,\n",
        [IN, LEFT],
        proof=SIGNED_UP,
    ),
    "substack, every column": Export(
        Tool.SUBSTACK,
        "the labels of its subscriber table, as public readers of that export keep them; 2026-11",
        "Email,Name,Stripe plan,Cancel date,Start date,Paid upgrade date,First paid date,Expiration date,Type,"
        "Can see paid content,Revenue,Emails received (6mo),Emails dropped (6mo),Last opened,Links clicked,"
        "Subscriptions gifted,Subscription source (free),Subscription source (paid),Activity,Group membership,Sections\n"
        "anna@example.org,Anna Vos,,,2024-03-01T10:05:00.000Z,,,,Free,0,$0.00,10,0,,3,0,import,,3,None,\n"
        "b@example.org,Bram,Yearly,2024-09-01T10:00:00.000Z,2024-03-01T10:05:00.000Z,,,,Paid,1,$50.00,9,0,,3,2,,,3,None,\n",
        [IN, IN],
        proof=SIGNED_UP,
    ),
    "ghost": Export(
        Tool.GHOST,
        "github.com/TryGhost/Ghost, members-csv, the default columns; 2026-11",
        "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,"
        "deleted_at,labels,tiers,gift_id\n"
        '1,anna@example.org,Anna Vos,,true,false,,2024-03-01T10:05:00.000Z,,"Rust,Loslaten",,\n'
        "2,b@example.org,Bram,,false,false,,2024-03-01T10:05:00.000Z,,,,\n"
        "3,c@example.org,Cor,,true,false,,2024-03-01T10:05:00.000Z,2024-04-01T10:05:00.000Z,,,\n"
        "4,d@example.org,Daan,,,false,,2024-03-01T10:05:00.000Z,,,,\n",
        [IN, LEFT, LEFT, None],
        proof=SIGNED_UP,
    ),
    "listmonk": Export(
        Tool.LISTMONK,
        "github.com/knadh/listmonk, cmd/subscribers.go, export; 2026-11",
        "uuid,email,name,attributes,status,created_at,updated_at\n"
        '0a,anna@example.org,Anna,"{""a"": 1}",enabled,2024-03-01 10:05:00+00:00,\n'
        "0b,b@example.org,Bram,{},disabled,2024-03-01 10:05:00+00:00,\n"
        "0c,c@example.org,Cor,{},blocklisted,2024-03-01 10:05:00+00:00,\n",
        [IN, LEFT, LEFT],
        proof=SIGNED_UP,
    ),
    "mailtrain": Export(
        Tool.MAILTRAIN,
        "its numbers: 1 subscribed, 2 unsubscribed, 3 bounced, 4 complained",
        "cid,email,first name,last name,status,created\n"
        "x1,anna@example.org,Anna,Vos,1,2024-03-01 10:05:00\nx2,b@example.org,,,2,\n"
        "x3,c@example.org,,,3,\nx4,d@example.org,,,4,\nx5,e@example.org,,,5,\n",
        [IN, LEFT, BOUNCED, COMPLAINED, None],
        proof=SIGNED_UP,
    ),
    "laposta": Export(
        Tool.LAPOSTA,
        "not seen: fields and states by the Dutch names that its screens use",
        "E-mailadres;Voornaam;Achternaam;Aanmelddatum;Bevestigingsdatum;Status;IP-adres\n"
        "anna@example.org;Anna;Vos;01-03-2024 10:00;01-03-2024 10:05;actief;192.0.2.7\n"
        "b@example.org;;;01-03-2024;;uitgeschreven;\nc@example.org;;;01-03-2024;;onbevestigd;\n"
        "d@example.org;;;01-03-2024;;cleaned;\n",
        [IN, LEFT, WAITS, BOUNCED],
        proof=BOTH,
    ),
    "brevo": Export(
        Tool.BREVO,
        "not seen: ADDED_TIME and MODIFIED_TIME by developers.brevo.com, request-contact-export (2026-11), flags by its import",
        "CONTACT ID,EMAIL,FIRSTNAME,LASTNAME,SMS,DOUBLE_OPT-IN,OPT_IN,EMAIL_BLACKLISTED,SMS_BLACKLISTED,"
        "ADDED_TIME,MODIFIED_TIME\n"
        "1,anna@example.org,Anna,Vos,,Yes,,false,true,01-03-2024 10:05:00,\n"
        "2,b@example.org,Bram,,,,,true,false,01-03-2024 10:05:00,\n"
        "3,c@example.org,Cor,,,No,,false,false,01-03-2024 10:05:00,\n",
        [IN, LEFT, WAITS],
        proof=SIGNED_UP,
    ),
    "mailpoet": Export(
        Tool.MAILPOET,
        "github.com/mailpoet/mailpoet, ImportExportFactory.php, getSubscriberFields; 2026-11",
        "Email,First name,Last name,Subscription IP,Subscription time,Confirmation time,"
        "Confirmation IP,List status,Global status\n"
        "anna@example.org,Anna,Vos,192.0.2.7,2024-03-01 10:00:00,2024-03-01 10:05:00,192.0.2.7,subscribed,subscribed\n"
        "b@example.org,Bea,Vos,,,,,subscribed,bounced\nc@example.org,Cor,Vos,,,,,unsubscribed,subscribed\n"
        "d@example.org,Daan,,,,,,unconfirmed,unconfirmed\ne@example.org,,,,,,,subscribed,inactive\n",
        [IN, BOUNCED, LEFT, WAITS, WAITS],
        proof=BOTH,
    ),
    "klaviyo": Export(
        Tool.KLAVIYO,
        "a list's export by help.klaviyo.com 115005078687, as public importers keep it; 2026-11",
        "Email,Klaviyo ID,First Name,Last Name,Phone Number,Address,City,State / Region,Country,Zip Code,"
        "Source,IP Address,Email Marketing Consent,Email Marketing Consent Timestamp,Last Active,"
        "Profile Created On,Date Added,SMS Marketing Consent,Email Suppressions\n"
        "anna@example.org,01,Anna,Vos,,Dorpsstraat 1,Delft,ZH,NL,1234,,,SUBSCRIBED,2024-03-01 10:05:00,,,,NEVER_SUBSCRIBED,[]\n"
        "b@example.org,02,,,,,,,,,,,UNSUBSCRIBED,,,,,,\nc@example.org,03,,,,,,,,,,,NEVER_SUBSCRIBED,,,,,,\n"
        "d@example.org,04,,,,,,,,,,,SUBSCRIBED,,,,,,\"['HARD_BOUNCE']\"\n"
        "e@example.org,05,,,,,,,,,,,SUBSCRIBED,,,,,,SPAM_COMPLAINT\n"
        "f@example.org,06,,,,,,,,,,,,,,,,,\n",
        [IN, LEFT, WAITS, BOUNCED, COMPLAINED, None],
        proof=SIGNED_UP,
    ),
    "hubspot": Export(
        Tool.HUBSPOT,
        "not seen: labels of its default contact properties",
        "Record ID,First Name,Last Name,Email,Contact owner,Lifecycle Stage,Lead Status,Create Date,"
        "Unsubscribed from all email,Opted out of email: Marketing Information,Invalid email address,"
        "Email hard bounce reason,Marketing contact status,Email Domain\n"
        "1,Anna,Vos,anna@example.org,redactie@example.org,subscriber,New,2024-03-01 10:05,,,,,Marketing contact,example.org\n"
        "2,,,b@example.org,redactie@example.org,,,,Yes,,,,Marketing contact,example.org\n"
        "3,,,c@example.org,redactie@example.org,,,,No,Yes,,,Marketing contact,example.org\n"
        "4,,,d@example.org,redactie@example.org,,,,,,true,,Marketing contact,example.org\n"
        "5,,,e@example.org,redactie@example.org,,,,,,,UNKNOWN_USER,Marketing contact,example.org\n"
        "6,,,f@example.org,redactie@example.org,,,,,,,,Non-marketing contact,example.org\n",
        [IN, LEFT, LEFT, BOUNCED, BOUNCED, WAITS],
        proof=SIGNED_UP,
    ),
    "buttondown": Export(
        Tool.BUTTONDOWN,
        "not seen: fields by its API; types by github.com/buttondown/openapi, enums.json, SubscriberType; 2026-11",
        "email_address,notes,tags,creation_date,subscriber_type,source,unsubscription_date,undeliverability_date\n"
        "anna@example.org,,rust,2024-03-01T10:05:00Z,regular,import,,\n"
        "b@example.org,,,2024-03-01T10:05:00Z,unsubscribed,,2024-04-01T10:05:00Z,\n"
        "c@example.org,,,2024-03-01T10:05:00Z,unactivated,,,\n"
        "d@example.org,,,2024-03-01T10:05:00Z,undeliverable,,,2024-04-01T10:05:00Z\n"
        "e@example.org,,,2024-03-01T10:05:00Z,removed,,,\nf@example.org,,,2024-03-01T10:05:00Z,premium,,,\n",
        [IN, LEFT, WAITS, BOUNCED, LEFT, IN],
        proof=SIGNED_UP,
    ),
    "kit": Export(
        Tool.KIT,
        "its columns as public importers keep them; states by developers.kit.com, subscribers; 2026-11",
        "first_name,email_address,state,created_at,tags\nAnna,anna@example.org,active,2024-03-01,rust\n"
        ",b@example.org,cancelled,2024-03-01,\n,c@example.org,bounced,2024-03-01,\n"
        ",d@example.org,complained,2024-03-01,\n,e@example.org,inactive,2024-03-01,\n",
        [IN, LEFT, BOUNCED, COMPLAINED, WAITS],
        proof=(("signed-up", date(2024, 3, 1)),),
    ),
    "beehiiv": Export(
        Tool.BEEHIIV,
        "its columns as public importers keep them; states by developers.beehiiv.com; 2026-11",
        "Email,Status,Created At,Subscription Tier\nanna@example.org,Active,2024-03-01 10:05:00,free\n"
        "b@example.org,Inactive,2024-03-01 10:05:00,free\nc@example.org,Pending,2024-03-01 10:05:00,free\n"
        "d@example.org,Invalid,2024-03-01 10:05:00,free\ne@example.org,Validating,,free\n",
        [IN, LEFT, WAITS, BOUNCED, WAITS],
        proof=SIGNED_UP,
    ),
    "beehiiv, with a publication's own tiers": Export(
        Tool.BEEHIIV,
        "github.com/TryGhost/migrate, mg-beehiiv-members, a fixture of its tests; 2026-11",
        "email,First Name,Last Name,status,tier,created_at,stripe_customer_id,Free Tier,Premium Tier,unsubscribed_at\n"
        "anna@example.org,Anna,Vos,active,free,2024-03-01 10:05:00 UTC,,Yes,No,\n"
        "b@example.org,,,inactive,free,2024-03-01 10:05:00 UTC,,Yes,No,\n"
        "c@example.org,,,pending,free,2024-03-01 10:05:00 UTC,,Yes,No,\n"
        "d@example.org,,,active,premium,2024-03-01 10:05:00 UTC,cus_1,No,Yes,2024-04-01 10:05:00 UTC\n",
        [IN, LEFT, WAITS, LEFT],
        proof=SIGNED_UP,
    ),
    "activecampaign": Export(
        Tool.ACTIVECAMPAIGN,
        "not seen: fields by the names that its screens use, numbers of states by its API",
        "Email,First Name,Last Name,Phone,Customer Account,Tags,Date Created,Status,IP Address\n"
        "anna@example.org,Anna,Vos,,,rust,2024-03-01 10:05:00,Active,192.0.2.7\n"
        "b@example.org,,,,,,,Unsubscribed,\nc@example.org,,,,,,,Unconfirmed,\n"
        "d@example.org,,,,,,,Bounced,\ne@example.org,,,,,,,2,\nf@example.org,,,,,,,1,\n",
        [IN, LEFT, WAITS, BOUNCED, LEFT, IN],
        proof=SIGNED_UP,
    ),
    "keila": Export(
        Tool.KEILA,
        "not seen: the contact's fields and three states in its source",
        "Email,First name,Last name,Data,Status,External ID\nanna@example.org,Anna,Vos,{},active,\n"
        "b@example.org,,,{},unsubscribed,\nc@example.org,,,{},unreachable,\n",
        [IN, LEFT, BOUNCED],
    ),
    "phplist": Export(
        Tool.PHPLIST,
        "github.com/phpList/phplist3, structure.php and actions/export.php; 2026-11",
        "Email\tIs this user confirmed\tIs this user blacklisted\tNumber of bounces on this user\tEntered\t"
        "Is this account disabled?\tList Membership\n"
        "anna@example.org\t1\t0\t0\t2024-03-01 10:05:00\t0\tBrief\nb@example.org\t1\t1\t0\t\t0\tBrief\n"
        "c@example.org\t0\t0\t0\t\t0\tBrief\nd@example.org\t1\t0\t2\t\t0\tBrief\n"
        "e@example.org\t1\t0\t0\t\t1\tBrief\n",
        [IN, LEFT, WAITS, None, LEFT],
        proof=SIGNED_UP,
    ),
    "phplist, imported people": Export(
        Tool.PHPLIST,
        "the same, of people whom an administrator confirmed",
        "Email\tIs this user confirmed\tIs this user blacklisted\tDid this user manually confirm\tEntered\t"
        "List Membership\n"
        "anna@example.org\t1\t0\t0\t2024-03-01 10:05:00\tBrief\nb@example.org\t0\t0\t0\t\tBrief\n",
        [IN, WAITS],
        proof=SIGNED_UP,
    ),
    "phplist, by the names of its table": Export(
        Tool.PHPLIST,
        "github.com/phpList/phplist3, structure.php, the table of users; 2026-11",
        "email,confirmed,blacklisted,optedin,bouncecount,entered,subscribepage,disabled\n"
        "anna@example.org,1,0,0,0,2024-03-01 10:05:00,0,0\nb@example.org,1,0,1,0,,2,1\n",
        [IN, LEFT],
        proof=SIGNED_UP,
    ),
    "google groups": Export(
        Tool.GOOGLE_GROUPS,
        "its member list, as public tests keep it, states by its help pages; 2026-11",
        "Email address,Nickname,Group status,Email status,Email preference,Posting permissions\n"
        "anna@example.org,,Owner,,All email,Allowed\nb@example.org,Bram,Member,,Digest,Not allowed\n"
        "c@example.org,,Member,Bouncing,All email,Allowed\nd@example.org,,Member,,No email,Allowed\n"
        "e@example.org,,Banned,,No email,Not allowed\nf@example.org,,Invited,,All email,Allowed\n",
        [IN, IN, BOUNCED, WAITS, LEFT, WAITS],
    ),
    "newsletter plugin": Export(
        Tool.NEWSLETTER_PLUGIN,
        "its class TNP_User in copies of the plugin on GitHub, 2026-11; the headings were not seen",
        '"Email";"Name";"Surname";"Gender";"Status";"Date";"Token"\n'
        '"anna@example.org";"Anna";"Vos";"f";"C";"2024-03-01 10:05:00";"x"\n'
        '"b@example.org";"";"";"n";"U";"";"x"\n"c@example.org";"";"";"n";"S";"";"x"\n'
        '"d@example.org";"";"";"n";"B";"";"x"\n"e@example.org";"";"";"n";"P";"";"x"\n',
        [IN, LEFT, WAITS, BOUNCED, COMPLAINED],
    ),
    "mautic": Export(
        Tool.MAUTIC,
        "not seen: aliases of its contact fields, with the do-not-contact column of its reports",
        "id,isIdentified,firstname,lastname,email,points,preferred_locale,dateAdded,dnc\n"
        "1,1,Anna,Vos,anna@example.org,3,nl,2024-03-01 10:05:00,\n2,1,,,b@example.org,0,,,Unsubscribed\n"
        "3,1,,,c@example.org,0,,,Bounced\n4,1,,,d@example.org,0,,,email\n5,1,,,e@example.org,0,,,0\n",
        [IN, LEFT, BOUNCED, LEFT, IN],
        proof=SIGNED_UP,
    ),
}
