"""The few words that matter to a reader by shape: one table, four languages.

All phrases are lower case with straight apostrophes; ``wording`` finds them in
text of any case, with any kind of space or apostrophe. A further language is one
more ``ArticleWords`` in ``WORDS``.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

Phrases: TypeAlias = str  #: written "one | two | three"
Kind: TypeAlias = Literal[
    "minutes",
    "reading",
    "questions",
    "faq",
    "conclusion",
    "summary",
    "see_also",
    "related",
    "subscribe",
    "mailing",
    "sign_off",
    "author",
    "about",
    "entry",
    "example",
    "sales",
    "asking",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleWords:
    """The phrases of one language, each field named for what it announces.

    Attributes:
        minutes: The unit of the reading time.
        reading: What may stand around it.
        questions: Begins the title of the opening questions.
        faq: Begins the title of the frequently asked questions.
        conclusion: Begins the heading of the last section.
        summary: A label before the intro, not part of it.
        see_also: Announces another piece by its title, before a colon.
        related: The whole title of a list of other pieces.
        subscribe: Begins a call to take the newsletter, wherever it stands.
        mailing: Marks such a call by the words in it, after the article's end.
        sign_off: Begins the farewell.
        author: Stands before a writer's name.
        about: Begins the title of a note on the writer.
        entry: A label before a question or an answer.
        example: A label before a colon that never makes a heading.
        sales: In a 💡 line without a question: it sells.
        asking: Begins a heading that asks, where a lone question might stand.
        common: Function words by which the language is known.
    """

    minutes: Phrases
    reading: Phrases
    questions: Phrases
    faq: Phrases
    conclusion: Phrases
    summary: Phrases
    see_also: Phrases
    related: Phrases
    subscribe: Phrases
    mailing: Phrases
    sign_off: Phrases
    author: Phrases
    about: Phrases
    entry: Phrases
    example: Phrases
    sales: Phrases
    asking: Phrases
    common: Phrases


_DUTCH = ArticleWords(
    minutes="min | minuut | minuten",
    reading="leestijd | lezen | leesduur | circa | ca | ongeveer | is | van",
    questions=(
        "drie vragen om | drie vragen voor | 3 vragen om | 3 vragen voor | twee vragen om | "
        "vier vragen om | vijf vragen om | vragen om bij stil te staan | "
        "vragen om even bij stil te staan | vragen voor jezelf"
    ),
    faq="veelgestelde vragen | veel gestelde vragen | vragen en antwoorden | faq",
    conclusion="conclusie | tot slot | slotwoord | samengevat | afsluitend | ten slotte",
    summary="samenvatting | inleiding | in het kort | introductie",
    see_also=(
        "lees meer in | lees meer over | lees ook | lees verder in | lees hier meer | "
        "meer lezen | zie ook | lees verder"
    ),
    related=(
        "ontdek meer | ontdek ook | ontdek meer artikelen | gerelateerde artikelen | "
        "gerelateerde berichten | andere artikelen | meer artikelen | "
        "dit vind je misschien ook interessant"
    ),
    subscribe=(
        "ontvang wekelijks | ontvang elke week | ontvang mijn nieuwsbrief | "
        "ontvang de nieuwsbrief | schrijf je in voor | schrijf je in op | meld je aan voor | "
        "abonneer je"
    ),
    mailing="nieuwsbrief | mailbox | inbox | afmelden kan | schrijf je in | meld je aan",
    sign_off=(
        "groet | groeten | groetjes | hartelijke groet | hartelijke groeten | warme groet | "
        "lieve groet | liefs | met vriendelijke groet | met warme groet | "
        "met hartelijke groet | met liefdevolle groet | alle goeds | tot volgende week | "
        "veel liefs"
    ),
    author="door | auteur | geschreven door | tekst",
    about="over de auteur | over de schrijver | over mij",
    entry="vraag | v | antwoord | a",
    example=(
        "voorbeeld | bijvoorbeeld | tip | oefening | een kleine oefening | let op | nb | "
        "opdracht | bron | bronnen"
    ),
    sales=(
        "cursus | training | e-book | ebook | boek nu | mijn boek | gratis | coachsessie | "
        "kennismaking | korting | workshop | traject | download | programma"
    ),
    asking="wat | hoe | waarom | wanneer | wie | welke | waar | is | kan | kun je | helpt",
    common=(
        "het | een | van | niet | dat | je | ik | wat | voor | met | zijn | maar | naar | "
        "ook | aan | jezelf | als | hoe"
    ),
)

_ENGLISH = ArticleWords(
    minutes="min | mins | minute | minutes",
    reading="read | reading | time | to | about | approx | the",
    questions=(
        "three questions | 3 questions | two questions to | four questions to | "
        "five questions to | questions to sit with | questions to pause | "
        "questions to reflect | questions for you"
    ),
    faq=(
        "frequently asked questions | frequent questions | faq | faqs | "
        "questions and answers | common questions"
    ),
    conclusion="conclusion | in conclusion | in closing | to conclude | closing thoughts",
    summary="summary | introduction | in short | tl;dr",
    see_also=(
        "read more in | read more about | read also | also read | see also | related reading | "
        "further reading | continue reading | read more | read next"
    ),
    related=(
        "discover more | explore more | related posts | related articles | more articles | "
        "you may also like | you might also like"
    ),
    subscribe=(
        "subscribe to | sign up for | get weekly | receive weekly | join my newsletter | "
        "join the newsletter"
    ),
    mailing="newsletter | inbox | mailbox | unsubscribe | subscribe | sign up",
    sign_off=(
        "best | best wishes | all the best | warmly | warm regards | warm wishes | "
        "kind regards | regards | love | with love | yours | sincerely | take care | "
        "until next week"
    ),
    author="by | author | written by | words by",
    about="about the author | about me",
    entry="question | q | answer | a",
    example="example | for example | tip | note | exercise | a small exercise | source | sources",
    sales=(
        "course | training | e-book | ebook | my book | book a | free | coaching session | "
        "discount | workshop | download | programme | program"
    ),
    asking="what | how | why | when | who | which | where | is | can | does",
    common=(
        "the | and | you | your | that | with | for | not | but | what | are | have | this | "
        "it | of | to | how | yourself"
    ),
)

_GERMAN = ArticleWords(
    minutes="min | minute | minuten",
    reading="lesezeit | lesedauer | lesen | zu | ca | etwa | zum",
    questions=(
        "drei fragen | 3 fragen | zwei fragen zum | vier fragen zum | fünf fragen zum | "
        "fragen zum innehalten | fragen zum nachdenken | fragen an dich"
    ),
    faq=(
        "häufige fragen | häufig gestellte fragen | oft gestellte fragen | "
        "fragen und antworten | faq"
    ),
    conclusion="fazit | zum schluss | schlusswort | abschließend | zusammengefasst",
    summary="zusammenfassung | einleitung | kurz gefasst | in kürze",
    see_also=(
        "lies mehr in | lies mehr über | lies auch | lesen sie auch | lesen sie mehr in | "
        "mehr dazu in | mehr lesen in | siehe auch | weiterlesen in | weiterlesen"
    ),
    related=(
        "mehr entdecken | entdecke mehr | ähnliche beiträge | ähnliche artikel | "
        "weitere artikel | weitere beiträge | das könnte dich auch interessieren | "
        "das könnte sie auch interessieren"
    ),
    subscribe=(
        "erhalte wöchentlich | erhalte jede woche | abonniere | abonnieren sie | "
        "melde dich für | melde dich an | melden sie sich für | trag dich"
    ),
    mailing="newsletter | postfach | abmelden | abonnieren | melde dich an | rundbrief",
    sign_off=(
        "herzliche grüße | herzlichst | liebe grüße | viele grüße | herzlichen gruß | "
        "herzlicher gruß | mit freundlichen grüßen | mit herzlichen grüßen | alles liebe | "
        "alles gute | deine | dein | bis nächste woche"
    ),
    author="von | autor | autorin | geschrieben von | text von",
    about="über den autor | über die autorin | über mich",
    entry="frage | f | antwort | a",
    example=(
        "beispiel | zum beispiel | tipp | hinweis | übung | eine kleine übung | quelle | quellen"
    ),
    sales=(
        "kurs | training | e-book | ebook | mein buch | meinem buch | gratis | kostenlos | "
        "kostenlose | coaching | rabatt | workshop | download | programm"
    ),
    asking="was | wie | warum | wann | wer | welche | wo | ist | kann | hilft",
    common=(
        "der | die | das | und | nicht | ist | du | dich | dir | ein | eine | auch | mit | "
        "wie | was | wenn | aber | für"
    ),
)

_FRENCH = ArticleWords(
    minutes="min | minute | minutes",
    reading="lecture | de | temps | environ | durée | lire | à",
    questions=(
        "trois questions | 3 questions | deux questions pour | quatre questions pour | "
        "cinq questions pour | questions pour s'arrêter | questions pour réfléchir | "
        "questions pour vous | questions pour toi"
    ),
    faq=(
        "questions fréquentes | questions fréquemment posées | foire aux questions | "
        "les questions fréquentes | questions et réponses | faq"
    ),
    conclusion="conclusion | en conclusion | pour conclure | pour finir | en guise de conclusion",
    summary="résumé | en résumé | en bref | introduction",
    see_also=(
        "à lire aussi | lire aussi | lisez aussi | à lire | en savoir plus dans | "
        "lire la suite dans | pour aller plus loin | voir aussi"
    ),
    related=(
        "découvrez aussi | découvrez plus | découvrir plus | en découvrir plus | à découvrir | "
        "articles similaires | articles liés | autres articles | vous aimerez aussi"
    ),
    subscribe=(
        "abonnez-vous | abonne-toi | inscrivez-vous | inscris-toi | recevez chaque semaine | "
        "reçois chaque semaine"
    ),
    mailing=(
        "newsletter | infolettre | lettre d'information | boîte mail | boîte de réception | "
        "désinscription | désabonner"
    ),
    sign_off=(
        "cordialement | bien cordialement | amicalement | bien amicalement | chaleureusement | "
        "bien à vous | bien à toi | avec toute mon amitié | avec douceur | affectueusement | "
        "tendrement | à bientôt | à la semaine prochaine"
    ),
    author="par | auteur | autrice | écrit par | texte de",
    about="à propos de l'auteur | à propos de l'autrice | à propos de moi | qui suis-je",
    entry="question | q | réponse | r",
    example=(
        "exemple | par exemple | conseil | astuce | remarque | exercice | un petit exercice | "
        "source | sources"
    ),
    sales=(
        "formation | stage | e-book | ebook | mon livre | gratuit | gratuite | gratuitement | "
        "coaching | réduction | atelier | télécharge | téléchargez | programme"
    ),
    asking="quoi | que | qu'est-ce | comment | pourquoi | quand | qui | quel | quelle | où | est-ce",
    common=(
        "le | la | les | et | vous | que | est | une | dans | pas | pour | qui | ce | mais | "
        "avec | sur | tu | votre"
    ),
)

WORDS: Mapping[str, ArticleWords] = MappingProxyType(
    {"nl": _DUTCH, "en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH}
)
_SAMPLE_CHARACTERS = 20_000  # enough to know a language by


def language_of(text: str) -> str:
    """The language whose function words are met most often; Dutch where none are."""
    met = Counter(re.findall(r"[^\W\d_]+", text[:_SAMPLE_CHARACTERS].casefold()))
    scores = {
        name: sum(met[word] for word in words.common.split(" | ")) for name, words in WORDS.items()
    }
    return max(scores, key=lambda name: scores[name])
