"""First names for a greeting, ``Dag Anna,``, as typed and as found in lists.

If it is not certain that a word is a first name, there is none:
a letter without a greeting is better than one that greets ``Fam. Jansen``.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_LONGEST: Final = 60  # letters; a longer text is no first name
_LONGEST_TEXT: Final = 1000
_BETWEEN: Final = frozenset(" '’‘-‐‑")  # what joins the letters of one name


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What spreadsheets and programs write for a missing name, in several languages.
_PLACEHOLDERS: Final = _words(
    "null none nan nil undefined na nb nv nvt empty blank leeg leer vide unknown onbekend unbekannt"
    " inconnu geen keine aucun anonymous anoniem anonym anonyme test name naam nom firstname voornaam"
    " vorname prénom prenom subscriber abonnee abonnent abonné lezer leser reader lecteur user"
    " gebruiker nutzer info admin contact mail email true false ja nee yes no customer klant client kunde"
    " relatie guest gast member lid mitglied friend vriend sales support root webmaster lastname"
    " achternaam nachname xx xxx tbd tba sans"
    " niet not nicht kein unbenannt error asdf qwerty abc foo fname lname fullname deleted verwijderd"
    " gelöscht removed private privé privat onbekende naamloos naamlose nameless unnamed unbekannte inconnue"
    " noreply prospect firstlast yourname yourfirstname mijnnaam jenaam uwnaam jouwnaam firstandlastname"
    " voorenachternaam nieuweklant onbekendeklant verwijderdegebruiker facebookuser googleuser appleuser"
    " wordpressuser ohnenamen nnb nul"
)
_HOUSEHOLDS: Final = _words(
    "fam familie family famille gezin huishouden household ehepaar echtpaar eheleute couple erven ouders"
    " bewoner bewoners huize erfgenamen the"
)
_ORGANISATIONS: Final = _words(
    "bv nv vof gmbh ltd llc inc sarl stichting vereniging verein association praktijk bedrijf"
    " gemeente school basisschool hogeschool universiteit bibliotheek museum kerk parochie kliniek"
    " apotheek apotheke praxis kanzlei hotel restaurant cafe café bakkerij winkel kapsalon kantoor"
    " slagerij notaris huisartsen vve receptie verkoop boekhouding company team redactie secretariaat administratie afdeling"
)
_TITLES: Final = _words(
    "dhr heer meneer mijnheer hr mevr mevrouw mw mej mejuffrouw drs dr ir ing mr prof professor dokter ds dominee"
    " pastoor pater jhr jonkheer jkvr weledele sir dame lord lady mrs ms miss mx madam rev reverend"
    " herr herrn frau fräulein dipl dipling doktor mme mlle monsieur madame mademoiselle maître"
    " docteur med mag frl weduwe wed messrs captain capt les me zr zuster meester oma opa tante oom dear beste geachte hallo aan tav"
)
_DEGREES: Final = _words(
    "phd msc bsc ma ba mba md llm llb ma mphil dphil mpa emba med bed beng meng rn cpa rc aa jr sr"
    " junior senior ii iii iv esq dipling diplom magister licencié fcca cfa cfp pmp"
)
_CONJUNCTIONS: Final = frozenset({"en", "and", "und", "et", "&", "+", "/"})
_PARTICLES: Final = _words("van von de den der ter ten te vd vander vanden du des le la zum zur")
# These are first names too, and particles only in lower case: Ben Jansen, ben Ali.
_SMALL_PARTICLES: Final = _words("ben bin al el di da del della dos op in zu 't 's")
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_VOWELS: Final = frozenset("aeiouy")
_BUSINESS: Final = ("bedrijf", "kantoor", "studio", "praktijk", "winkel", "school", "advies")
_ARTICLE: Final = "de"  # of "de heer", which is a title in two words
_NO_FIRST_NAME: Final = _PLACEHOLDERS | _HOUSEHOLDS | _ORGANISATIONS | _TITLES


def first_name(text: str) -> str:
    """Return the name to greet with, on one line, or an empty text if it is none.

    A name has letters of any script with their marks, spaces, apostrophes and
    hyphens. A full stop may only end a word, so that no name is a link.
    """
    if text.isascii() and text.isalpha() and len(text) <= _LONGEST:
        return "" if text.casefold() in _PLACEHOLDERS else text  # nearly all of a million
    seen = "".join(map(_seen, unicodedata.normalize("NFC", text[:_LONGEST_TEXT])))
    # not a formula when it is exported to a spreadsheet again
    name = " ".join(seen.split()).lstrip("=+@'\"‘’“”„ ").rstrip("'\"‘’“”„ ")
    if not any(sign.isalpha() for sign in name) or len(name) > _LONGEST or not _is_name(name):
        return ""
    return "" if _plain(name) in _PLACEHOLDERS else name


def listed_first_name(cell: str, local_part: str = "") -> str:
    """Return the first name in a list's column of first names, without titles.

    Args:
        cell: As in the list.
        local_part: That of the person's address. A copy of it is no name.
    """
    return unless_copied(listed_name(cell), local_part)


def listed_name(cell: str) -> str:
    """Return the first name in a list's column of first names, in the case in which it is there."""
    if cell.isascii() and cell.istitle() and cell.isalpha() and 3 <= len(cell) <= _LONGEST:
        return "" if cell.casefold() in _NO_FIRST_NAME or cell in _PARTICLES else cell
    if "," in cell:
        return _first_in(cell)
    words = _single(cell)
    if not words:
        return ""
    titled = _titled(words)
    rest = _without_degrees(words[titled:])
    if len(rest) < (2 if titled else 1) or not _may_be_first(rest[0]):
        return ""
    return first_name(" ".join(rest))


def first_of(full_name: str, local_part: str = "") -> str:
    """Return the first name in a full name, or an empty text if it is not certain.

    ``de Vries, Anna`` and ``Drs. Anna de Vries, PhD`` are Anna; ``De heer
    Jansen``, ``A. de Vries`` and ``Jan en Anna Jansen`` have none.

    Args:
        full_name: As in the list.
        local_part: That of the person's address. A copy of it is no name.
    """
    return unless_copied(_first_in(full_name), local_part)


def unless_copied(name: str, local_part: str) -> str:
    """Return a name in normal case, or an empty text if it is a copy of an address's local part."""
    return "" if name and name == local_part.lower() else _written(name)


def _first_in(full_name: str) -> str:
    """Return the first name in a full name, in the case in which it is there."""
    if not full_name or _plain(full_name) in _PLACEHOLDERS:
        return ""
    parts = [words for part in full_name.split(",") if (words := _single(part))]
    if len(parts) < sum(bool(part.strip()) for part in full_name.split(",")):
        return ""
    people = [words for words in parts if not _is_appended(words)]
    if not people:
        return ""
    given = people[0] if len(people) == 1 else people[1]
    titled = _titled(given)
    needs_surname = titled or (len(people) == 1 and any(_titled(words) for words in parts))
    rest = given[titled:]
    if len(rest) < (2 if needs_surname and len(people) == 1 else 1) or not _may_be_first(rest[0]):
        return ""
    is_surname_first = len(rest) == 2 and _INITIALS.fullmatch(rest[1])  # "Jansen A."
    if is_surname_first or any(word.casefold() in _CONJUNCTIONS for word in given):
        return ""
    return first_name(rest[0])


def _seen(sign: str) -> str:
    """Return a sign as shown: invisible ones are removed, line breaks are spaces."""
    category = unicodedata.category(sign)
    if category == "Cf":
        return ""
    if unicodedata.decomposition(sign).startswith("<wide>"):  # from an East Asian keyboard
        return unicodedata.normalize("NFKC", sign)
    return " " if category[0] in "CZ" else sign


def _is_name(text: str) -> bool:
    """Return whether the text has only characters of names."""
    for place, sign in enumerate(text):
        if sign in _BETWEEN or unicodedata.category(sign)[0] in "LM":
            continue
        ends_a_word = place > 0 and (place + 1 == len(text) or text[place + 1] == " ")
        if sign != "." or not ends_a_word or unicodedata.category(text[place - 1])[0] not in "LM":
            return False
    return True


def _plain(word: str) -> str:
    return re.sub(r"[\W_]+", "", word.casefold())


def _single(text: str) -> Sequence[str]:
    """Return the words of one person's name, or none for a household or organisation."""
    words = text.split()
    plain = [_plain(word) for word in words]
    if any(
        word in _HOUSEHOLDS or word in _ORGANISATIONS or word.endswith(_BUSINESS) for word in plain
    ):
        return ()
    titles = any(word in _TITLES for word in plain)
    joined = any(word.casefold() in _CONJUNCTIONS for word in words)
    return () if titles and joined else words


def _titled(words: Sequence[str]) -> int:
    """Return how many leading words are titles."""
    count = 0
    while count < len(words) and (
        _plain(words[count]) in _TITLES or _is_leading_degree(words[count:])
    ):
        count += 1
    two = [_plain(word) for word in words[count : count + 2]]
    if two == [_ARTICLE, "heer"]:
        return count + 2 + _titled(words[count + 2 :])
    # "M." is Monsieur before a full name, and an initial everywhere else
    if not count and len(words) > 2 and words[0] == "M." and _may_be_first(words[1]):
        return 1
    return count


def _is_leading_degree(words: Sequence[str]) -> bool:
    """Return whether the first word is a degree written before a name, as in ``BSc Anna Bos``."""
    is_cased_so = not (words[0].islower() or words[0].istitle())
    return len(words) > 1 and is_cased_so and _plain(words[0]) in _DEGREES


def _is_appended(words: Sequence[str]) -> bool:
    """Return whether a part between commas has only degrees, titles or particles."""
    plain = [_plain(word) for word in words]
    return all(word in _DEGREES or word in _TITLES or word in _PARTICLES for word in plain)


def _without_degrees(words: Sequence[str]) -> Sequence[str]:
    while len(words) > 1 and _plain(words[-1]) in _DEGREES and words[-1] != words[-1].lower():
        words = words[:-1]
    return words


def _may_be_first(word: str) -> bool:
    """Return whether a word can be a first name.

    Initials, abbreviations and parts of a surname cannot.
    """
    letters = word.strip(".-'’")
    if word.casefold() in _PARTICLES or word in _SMALL_PARTICLES or word.endswith("."):
        return False
    is_cased = letters.lower() != letters.upper()
    is_short = len(set(letters.casefold())) == 1 or (len(letters) == 2 and letters.isupper())
    if is_cased and (
        is_short or (letters.isascii() and letters.isupper() and not _has_vowel(letters))
    ):
        return False
    if letters.rpartition("-")[2] in _PARTICLES:  # the start of "Jansen-de Vries"
        return False
    return _plain(word) not in _NO_FIRST_NAME


def _has_vowel(letters: str) -> bool:
    return not _VOWELS.isdisjoint(letters.casefold())


def _written(name: str) -> str:
    """Return a name in normal case if it is all capitals or all lower case."""
    if not (name.isupper() or name.islower()):
        return name
    return " ".join(
        f"IJ{word[2:].lower()}" if word[:2].casefold() == "ij" else word.title()
        for word in name.split()
    )
