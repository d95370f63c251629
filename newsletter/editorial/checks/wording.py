"""Every sentence that a check may say, with its severity, in the editor's languages; here and nowhere else."""

from dataclasses import dataclass
from typing import TypeAlias

from newsletter.editorial.checks.finding import Finding, Severity
from newsletter.editorial.checks.inspected import Language

ERROR, HINT, NOTE = Severity.ERROR, Severity.HINT, Severity.NOTE
Fact: TypeAlias = str | int | float


@dataclass(frozen=True, slots=True)
class Wording:
    """One rule's severity and sentence; facts stand in braces, ``{block}`` names the block."""

    severity: Severity
    nl: str
    en: str

    def told(self, language: Language) -> str:
        """The sentence in a language."""
        return self.nl if language == "nl" else self.en


def say(
    code: str, language: Language, *, block: str = "", line: int | None = None, **facts: Fact
) -> Finding:
    """A finding in the editor's words, with a capital at its start."""
    wording = WORDINGS[code]
    told = {name: number(fact, language) for name, fact in facts.items()}
    message = wording.told(language).format(block=block, **told)
    return Finding(wording.severity, code, message[:1].upper() + message[1:], block, line)


def number(fact: Fact, language: Language) -> str:
    """A fact as it is read: a number with the language's decimal sign."""
    if not isinstance(fact, float):
        return str(fact)
    return f"{fact:g}".replace(".", "," if language == "nl" else ".")


WORDINGS: dict[str, Wording] = {
    # the inbox
    "subject-missing": Wording(
        ERROR,
        "De brief heeft nog geen onderwerp.",
        "The letter has no subject yet.",
    ),
    "subject-long": Wording(
        HINT,
        "Het onderwerp telt {length} tekens; na {limit} snijden veel mailprogramma's het af.",
        "The subject has {length} characters; many mail programs cut it after {limit}.",
    ),
    "preheader-missing": Wording(
        ERROR,
        "De brief heeft nog geen preheader: de regel die in de inbox op het onderwerp volgt.",
        "The letter has no preheader yet: the line that follows the subject in the inbox.",
    ),
    "preheader-short": Wording(
        HINT,
        "De preheader telt maar {length} tekens; tussen {shortest} en {longest} vult hij de regel.",
        "The preheader has only {length} characters; {shortest} to {longest} fill the line.",
    ),
    "preheader-long": Wording(
        HINT,
        "De preheader telt {length} tekens; na {longest} wordt hij afgesneden.",
        "The preheader has {length} characters; it is cut after {longest}.",
    ),
    "preheader-repeats": Wording(
        HINT,
        "De preheader zegt hetzelfde als het onderwerp; zeg daar liever iets dat nieuwsgierig maakt.",
        "The preheader says the same as the subject; rather say something that invites to read.",
    ),
    "unfilled": Wording(
        ERROR,
        "{block} is nog niet ingevuld: “{text}”.",
        "{block} is not filled in yet: “{text}”.",
    ),
    "name-gap": Wording(
        ERROR,
        "Wie geen voornaam opgaf, leest in {where} een gat: “{text}”.",
        "Readers who gave no first name see a gap in {where}: “{text}”.",
    ),
    "greeting-missing": Wording(
        ERROR,
        "Wie geen voornaam opgaf, krijgt geen aanhef; stel de aanhef zonder naam in.",
        "Readers who gave no first name get no greeting; set the greeting without a name.",
    ),
    # quotes
    "article-missing": Wording(
        ERROR,
        "Het artikel {article} waaruit deze brief komt, is er niet, dus zijn citaten zijn niet na te gaan.",
        "The article {article} that this letter comes from is not there, so its quotes cannot be checked.",
    ),
    "quote-not-verbatim": Wording(
        ERROR,
        "{block} staat niet woordelijk in {article}; neem de woorden precies over, of haal het weg.",
        "{block} is not in {article} word for word; copy the words exactly, or remove it.",
    ),
    # pictures
    "alt-missing": Wording(
        ERROR,
        "{block} heeft geen alt-tekst; zeg in een paar woorden wat erop te zien is.",
        "{block} has no alt text; say in a few words what it shows.",
    ),
    "alt-says-nothing": Wording(
        HINT,
        "{block} heeft “{alt}” als alt-tekst; zeg liever wat erop te zien is.",
        "{block} has “{alt}” for alt text; rather say what it shows.",
    ),
    # links
    "link-empty": Wording(
        ERROR,
        "{block} leidt nergens heen: het adres is leeg of alleen “#”.",
        "{block} leads nowhere: its address is empty or just “#”.",
    ),
    "link-relative": Wording(
        ERROR,
        "{block} heeft een onvolledig adres: “{url}”; begin het met https://.",
        "{block} has an incomplete address: “{url}”; start it with https://.",
    ),
    "link-malformed": Wording(
        ERROR,
        "{block} heeft een adres dat niet klopt: “{url}”.",
        "{block} has an address that is not well-formed: “{url}”.",
    ),
    "link-scheme": Wording(
        ERROR,
        "{block} begint met “{scheme}:”, en dat opent een mailprogramma niet; gebruik https://.",
        "{block} starts with “{scheme}:”, which mail programs do not open; use https://.",
    ),
    "link-not-https": Wording(
        ERROR,
        "{block} is niet beveiligd: “{url}”; gebruik https://.",
        "{block} is not secure: “{url}”; use https://.",
    ),
    "link-private": Wording(
        ERROR,
        "{block} leidt naar een adres dat lezers niet kunnen bereiken: “{url}”.",
        "{block} leads to an address that readers cannot reach: “{url}”.",
    ),
    "link-nameless": Wording(
        ERROR,
        "Een link naar {url} heeft geen tekst, dus niemand ziet of hoort waar hij heen leidt.",
        "A link to {url} has no text, so nobody sees or hears where it leads.",
    ),
    "link-vague": Wording(
        HINT,
        "{block} zegt niet waar hij heen leidt; noem wat de lezer er vindt.",
        "{block} does not say where it leads; name what the reader finds there.",
    ),
    "address-unknown": Wording(
        HINT,
        "{block} heeft nog geen adres en blijft daarom uit de mail; vul het aan in issues/links.toml.",
        "{block} has no address yet and is left out of the mail; fill it in in issues/links.toml.",
    ),
    "link-dead": Wording(
        ERROR,
        "{block} is dood: {url} geeft {detail}.",
        "{block} is dead: {url} gives {detail}.",
    ),
    "link-unknown-site": Wording(
        ERROR,
        "{block} leidt naar een site die niet bestaat: {url}.",
        "{block} leads to a site that does not exist: {url}.",
    ),
    "link-unsafe": Wording(
        ERROR,
        "{block} geeft lezers een waarschuwing: het certificaat van {url} klopt niet.",
        "{block} gives readers a warning: the certificate of {url} does not hold.",
    ),
    "link-refused": Wording(
        ERROR,
        "{block} is niet te volgen: {url} leidt naar een privénetwerk of is niet beveiligd.",
        "{block} cannot be followed: {url} leads into a private network or is not secure.",
    ),
    "link-blocked": Wording(
        HINT,
        "{block} laat geen programma's toe ({detail}); kijk zelf even of {url} werkt.",
        "{block} turns programs away ({detail}); see for yourself whether {url} works.",
    ),
    "link-silent": Wording(
        HINT,
        "{block} gaf geen antwoord ({detail}); kijk zelf even of {url} werkt.",
        "{block} gave no answer ({detail}); see for yourself whether {url} works.",
    ),
    "links-not-looked-at": Wording(
        NOTE,
        "De links zijn niet bezocht.",
        "The links were not visited.",
    ),
    # weight and shape
    "html-too-large": Wording(
        ERROR,
        "De mail is {size} kB; boven {limit} kB kapt Gmail hem af. Kort de brief in.",
        "The mail is {size} kB; Gmail cuts it above {limit} kB. Shorten the letter.",
    ),
    "html-large": Wording(
        HINT,
        "De mail is {size} kB; boven {limit} kB kapt Gmail hem af.",
        "The mail is {size} kB; Gmail cuts it above {limit} kB.",
    ),
    "styles-too-large": Wording(
        ERROR,
        "De stijlen van het sjabloon zijn {size} kB; boven {limit} kB gooit Gmail ze weg.",
        "The template's styles are {size} kB; above {limit} kB Gmail drops them.",
    ),
    "nested-at-rule": Wording(
        ERROR,
        "Het sjabloon heeft {inner} binnen {outer}; Gmail gooit dan alle stijlen weg.",
        "The template has {inner} inside {outer}; Gmail then drops all styles.",
    ),
    "colour-with-spaces": Wording(
        ERROR,
        "Het sjabloon schrijft een kleur als {value}; schrijf komma's, anders gooit Gmail de stijl weg.",
        "The template writes a colour as {value}; write commas, or Gmail drops the style.",
    ),
    "doctype-missing": Wording(
        ERROR,
        "De mail begint niet met <!doctype html>; mailprogramma's tekenen hem dan anders.",
        "The mail does not start with <!doctype html>; mail programs then draw it differently.",
    ),
    "lang-missing": Wording(
        ERROR,
        "De taal (lang) ontbreekt op {where}; een schermlezer spreekt de tekst dan verkeerd uit.",
        "The language (lang) is missing on {where}; a screen reader then mispronounces the text.",
    ),
    "dir-missing": Wording(
        ERROR,
        "De leesrichting (dir) ontbreekt op {where}.",
        "The reading direction (dir) is missing on {where}.",
    ),
    "title-missing": Wording(
        ERROR,
        "De mail heeft geen titel (<title>) voor wie hem in de browser opent of laat voorlezen.",
        "The mail has no title (<title>) for who opens it in the browser or has it read aloud.",
    ),
    "heading-one": Wording(
        ERROR,
        "De mail heeft {count} hoofdkoppen (h1); het moet er één zijn.",
        "The mail has {count} main headings (h1); there must be one.",
    ),
    "heading-skips": Wording(
        ERROR,
        "Op {block} volgt meteen een kop van niveau {level}; sla geen niveau over.",
        "{block} is followed by a heading of level {level}; do not skip a level.",
    ),
    "table-role": Wording(
        ERROR,
        'Een opmaaktabel{near} heeft geen role="presentation"; een schermlezer telt dan cellen voor.',
        'A layout table{near} has no role="presentation"; a screen reader then counts out cells.',
    ),
    "picture-unspoken": Wording(
        ERROR,
        "Een beeld in het sjabloon ({src}) heeft geen alt-attribuut.",
        "A picture in the template ({src}) has no alt attribute.",
    ),
    "residue": Wording(
        ERROR,
        "In {where} staat iets dat ingevuld had moeten worden: “{text}”.",
        "In {where} stands something that should have been filled in: “{text}”.",
    ),
    "third-party": Wording(
        ERROR,
        "De mail haalt bij het openen iets van {host}; dat verraadt je lezers aan een ander.",
        "On opening, the mail fetches something from {host}; that gives your readers away.",
    ),
    "active-content": Wording(
        ERROR,
        "De mail bevat <{tag}>; mailprogramma's verwijderen dat of houden de mail tegen.",
        "The mail has <{tag}>; mail programs remove it or hold the mail back.",
    ),
    # leaving, and who sends
    "unsubscribe-missing": Wording(
        ERROR,
        "De mail toont geen link om je af te melden.",
        "The mail shows no link to unsubscribe.",
    ),
    "unsubscribe-missing-text": Wording(
        ERROR,
        "De tekstversie heeft geen adres om je af te melden.",
        "The text part has no address to unsubscribe.",
    ),
    "header-missing": Wording(
        ERROR,
        "De kopregel {header} ontbreekt; Gmail en Yahoo eisen die van nieuwsbrieven.",
        "The header {header} is missing; Gmail and Yahoo demand it of newsletters.",
    ),
    "one-click-not-https": Wording(
        ERROR,
        "Afmelden met één klik gaat niet over https; stel het openbare adres van de publicatie in.",
        "One-click unsubscribe does not go over https; set the publication's public address.",
    ),
    "sender-unnamed": Wording(
        HINT,
        "In de mail staat nergens wie hem stuurt: “{name}”.",
        "The mail nowhere says who sends it: “{name}”.",
    ),
    # the text part
    "text-missing": Wording(
        ERROR,
        "De mail heeft geen tekstversie.",
        "The mail has no text part.",
    ),
    "text-lacks-link": Wording(
        ERROR,
        "{block} staat niet in de tekstversie: {url}.",
        "{block} is not in the text part: {url}.",
    ),
    # mail programs
    "unsupported": Wording(
        HINT,
        "Het sjabloon gebruikt {feature}; dat werkt niet in {clients} (ongeveer {share} % van de lezers).",
        "The template uses {feature}; it does not work in {clients} (about {share} % of the readers).",
    ),
    # spam
    "spam-refused": Wording(
        ERROR,
        "SpamAssassin geeft {points} punten; vanaf {limit} geldt de mail als spam. Het meest: {rules}.",
        "SpamAssassin gives {points} points; from {limit} the mail counts as spam. Mostly: {rules}.",
    ),
    "spam-suspect": Wording(
        HINT,
        "SpamAssassin geeft {points} punten; hoe lager hoe beter. Het meest: {rules}.",
        "SpamAssassin gives {points} points; the lower the better. Mostly: {rules}.",
    ),
    "spam-not-looked-at": Wording(
        NOTE,
        "De spamtoets is overgeslagen: SpamAssassin is hier niet geïnstalleerd.",
        "The spam check was skipped: SpamAssassin is not installed here.",
    ),
}
