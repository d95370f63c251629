"""The few words that matter when an article becomes issues, in nl, en, de and fr, in one table."""

from collections.abc import Iterable
from dataclasses import dataclass


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """One language's words.

    Attributes:
        labels: What only says which part of the piece a heading stands over.
        steps: Words that number a heading: ``Stap 2: …``.
        dangling: Words that no phrase can end on: articles, conjunctions.
        linking: Words that a phrase which was cut must not end on, besides:
            prepositions, pronouns and auxiliaries that ask for what was cut off.
        abbreviations: Words whose full stop ends no sentence.
        read_more: How a cross link begins; the first is what we write.
        questions: A title for opening questions that have none.
        pause: A subject for a piece of which no words fit.
    """

    labels: tuple[str, ...]
    steps: tuple[str, ...]
    dangling: frozenset[str]
    linking: frozenset[str]
    abbreviations: frozenset[str]
    read_more: tuple[str, ...]
    questions: str
    pause: str


_DUTCH = Vocabulary(
    labels=(
        "conclusie",
        "inleiding",
        "introductie",
        "samenvatting",
        "tot slot",
        "slot",
        "ten slotte",
        "kortom",
        "afsluiting",
        "nawoord",
        "oefening",
        "tip",
        "voorbeeld",
    ),
    steps=("stap", "deel", "les", "tip", "fase", "hoofdstuk", "week", "dag"),
    dangling=_words(
        "de een 'n en of maar want omdat doordat zodat hoewel terwijl als wanneer te der des met het van naar tussen tijdens vanaf"
    ),
    linking=_words(
        "het 't dat die dit deze wie wat waar hoe dan toen er van voor in op aan bij naar uit over door om tot tegen"
        " tussen onder zonder per rond tijdens vanaf sinds je jouw mijn zijn haar hun ons onze uw ik jij hij zij ze"
        " we wij u is was ben bent waren wordt worden werd heeft hebt heb had kan kun kunt kunnen mag moet moeten wil"
        " zal zou zouden niet geen ook nog al zo heel meer steeds elke elk ieder iedere"
    ),
    abbreviations=_words(
        "bijv bv o.a d.w.z dwz m.a.w e.d enz nr ca dr drs ir mr mevr dhr prof jl blz t.o.v t.a.v m.b.t i.p.v z.s.m a.u.b"
    ),
    read_more=("Lees meer", "Lees meer in", "Lees ook", "Lees verder", "Lees hier meer"),
    questions="Om even bij stil te staan",
    pause="Om even bij stil te staan",
)

_ENGLISH = Vocabulary(
    labels=(
        "conclusion",
        "in conclusion",
        "introduction",
        "summary",
        "in summary",
        "to conclude",
        "finally",
        "closing",
        "afterword",
        "exercise",
        "tip",
        "example",
        "key takeaways",
        "takeaway",
    ),
    steps=("step", "part", "lesson", "tip", "phase", "chapter", "week", "day"),
    dangling=_words("the a an and or but because although while when if than whether as of"),
    linking=_words(
        "that this these those which who what where how then there for in on at by to from with into over through"
        " about between under without per during since until your my his her its our their i you he she it we they"
        " is are was were be been being has have had can could may might must shall should will would do does did"
        " not no also still so very more every each"
    ),
    abbreviations=_words("e.g i.e etc mr mrs ms dr prof st vs no approx ca cf"),
    read_more=("Read more", "Read more in", "Read also", "Read on", "Also read", "Keep reading"),
    questions="To pause over",
    pause="To pause over",
)

_GERMAN = Vocabulary(
    labels=(
        "fazit",
        "einleitung",
        "einführung",
        "zusammenfassung",
        "schluss",
        "zum schluss",
        "schlusswort",
        "übung",
        "tipp",
        "beispiel",
        "nachwort",
    ),
    steps=("schritt", "teil", "lektion", "tipp", "phase", "kapitel", "woche", "tag"),
    dangling=_words(
        "der die das den dem des ein eine einen einem einer eines und oder aber denn weil obwohl während wenn als ob"
        " dass"
    ),
    linking=_words(
        "wer was wo wie dann da für in im am an auf bei beim zu zum zur von vom mit nach aus über durch um bis gegen"
        " zwischen unter ohne pro seit dein deine deinen deinem deiner mein meine sein seine ihr ihre unser unsere"
        " euer ich du er sie es wir man ist sind war waren bin bist wird werden wurde hat hast habe haben hatte kann"
        " kannst können darf muss musst müssen will soll sollte würde nicht kein keine auch noch so sehr mehr jede"
        " jeder jedes"
    ),
    abbreviations=_words("z.b d.h u.a usw bzw ca dr prof nr hr fr evtl ggf vgl sog inkl"),
    read_more=(
        "Mehr dazu",
        "Mehr lesen",
        "Mehr lesen in",
        "Lies mehr",
        "Lies mehr in",
        "Lies auch",
        "Weiterlesen",
        "Weiterlesen in",
    ),
    questions="Zum Innehalten",
    pause="Zum Innehalten",
)

_FRENCH = Vocabulary(
    labels=(
        "conclusion",
        "en conclusion",
        "introduction",
        "résumé",
        "en résumé",
        "pour conclure",
        "épilogue",
        "exercice",
        "astuce",
        "exemple",
        "conseil",
    ),
    steps=("étape", "partie", "leçon", "conseil", "astuce", "phase", "chapitre", "semaine", "jour"),
    dangling=_words(
        "le la les l' un une des du de d' au aux et ou mais car parce puisque quoique lorsque quand si que à"
    ),
    linking=_words(
        "qui quoi où comment dont puis en dans sur sous par pour avec sans chez vers entre pendant depuis jusqu'à"
        " contre mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces je tu il elle on"
        " nous vous ils elles est sont était être suis es a as ai ont avait peut peux doit dois veut va ne pas plus"
        " aussi encore très chaque"
    ),
    abbreviations=_words("p.ex ex etc m mm mme mlle dr pr env cf no st"),
    read_more=(
        "Lire aussi",
        "À lire",
        "À lire aussi",
        "Lire la suite",
        "Lisez aussi",
        "En savoir plus",
        "Lire plus dans",
    ),
    questions="Pour s’arrêter un instant",
    pause="Pour s’arrêter un instant",
)

_LANGUAGES = {"nl": _DUTCH, "en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH}


def vocabulary(language: str) -> Vocabulary:
    """The words of a language by its tag (``nl``, ``nl-BE``); of another language, the Dutch ones."""
    return _LANGUAGES.get(language.partition("-")[0].lower(), _DUTCH)


def in_any_language(pick: str) -> Iterable[str]:
    """The entries of one list in all languages, such as every way to begin a cross link."""
    return dict.fromkeys(entry for words in _LANGUAGES.values() for entry in getattr(words, pick))
