"""One small article, told in four languages and in each of the four shapes that blogs have."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Voice:
    """The words of the small article in one language."""

    language: str
    minutes: str
    category: str
    author: str
    short_title: str
    title: str
    intro: str
    questions_title: str
    questions: tuple[tuple[str, str], ...]
    headings: tuple[str, str, str]  # the last one is the conclusion's
    paragraphs: tuple[str, str, str]
    lead_in: str
    items: tuple[str, str]
    quotes: tuple[str, str]
    marks: str  # how the language opens and closes a quote
    prompts: tuple[str, str]
    see_also: tuple[str, str]  # what announces the piece, and its title
    call: str
    related: str
    faq_title: str
    faq: tuple[tuple[str, str], ...]
    subscribe: tuple[str, str]
    sign_off: str
    name: str
    site_faq_title: str
    site_faq: tuple[str, str]


DUTCH = Voice(
    language="nl",
    minutes="4 min",
    category="Tuin en Tijd",
    author="Mila Blauw",
    short_title="Wachten in de tuin",
    title="Wachten als een tuinier — wat zaad je leert over geduld",
    intro="Wie zaait, moet wachten. Dit stuk gaat over het geduld dat je van een handvol aarde leert.",
    questions_title="Drie vragen om even bij stil te staan",
    questions=(
        ("Waar wacht jij op?", "Noem het in één woord."),
        ("Wat groeit er al, ook al zie je het niet?", "Kijk onder de grond."),
        ("Wie wacht er – soms – op jou?", "Een naam is genoeg."),
    ),
    headings=(
        "Zaad in de la — waarom beginnen lastig is",
        "De lange maart — als er niets gebeurt",
        "Conclusie: Oogsten wat er is",
    ),
    paragraphs=(
        "In de la ligt een zakje zaad van vorig jaar. Je vond het mooi, je stopte het weg, en toen kwam het leven.",
        "In maart is er niets te zien. De aarde is bruin, de lucht is grijs, en toch is daar beneden alles bezig.",
        "Aan het eind sta je met aarde aan je handen. Er is minder gelukt dan je dacht, en meer dan je verdiende.",
    ),
    lead_in="Je kunt intussen van alles doen:",
    items=("de stokken klaarzetten;", "een stoel in de zon schuiven."),
    quotes=(
        "Geduld is niets anders dan vertrouwen met modder eraan.",
        "Onder de grond is het altijd drukker dan je denkt.",
    ),
    marks='""',
    prompts=("Welk zakje ligt er bij jou nog in de la?", "Waar mag het deze maand stil zijn?"),
    see_also=("Lees meer in", "De stoel in de zon — over zitten"),
    call="Zaai vandaag één ding",
    related="Ontdek meer...",
    faq_title="Veelgestelde vragen over wachten",
    faq=(
        ("Hoe lang duurt het?", "Langer dan je hoopt. Korter dan je vreest."),
        ("Wat als er niets opkomt?", "Dan zaai je opnieuw, en dieper."),
    ),
    subscribe=(
        "Elke week een brief uit de tuin",
        "Ontvang wekelijks een brief in je mailbox.",
    ),
    sign_off="Hartelijke groet,",
    name="De tuinman",
    site_faq_title="Veelgestelde vragen over deze tuin",
    site_faq=("Mag ik langskomen?", "Ja, op zaterdag."),
)
ENGLISH = Voice(
    language="en",
    minutes="4 min read",
    category="Garden and Time",
    author="Mila Blue",
    short_title="Waiting in the Garden",
    title="Waiting like a gardener — what seeds can teach you about patience",
    intro="Whoever sows has to wait. This piece is about the patience that you learn from a handful of soil.",
    questions_title="Three questions to sit with",
    questions=(
        ("What are you waiting for?", "Say it in one word."),
        ("What is growing already, though you can't see it?", "Look below the ground."),
        ("Who is – now and then – waiting for you?", "A name is enough."),
    ),
    headings=(
        "Seeds in the drawer — why it is hard to begin",
        "The long month of March — when nothing happens",
        "Conclusion: To harvest what there is",
    ),
    paragraphs=(
        "In the drawer there is a bag of last year's seeds. You liked it, you put it away, and then life came along.",
        "In March there is nothing to be seen. The soil is brown, the sky is grey, and yet all is busy down there.",
        "In the end you stand there with soil on your hands. Less has come up than you thought, and more than you earned.",
    ),
    lead_in="There is a lot that you can do meanwhile:",
    items=("put the sticks ready;", "move a chair into the sun."),
    quotes=(
        "Patience is nothing but trust with mud on it.",
        "Below the ground it is always busier than you think.",
    ),
    marks="“”",
    prompts=("Which bag is still in your drawer?", "Where may it be silent this month?"),
    see_also=("Read more in", "The chair in the sun — about sitting"),
    call="Sow one thing today",
    related="Discover more...",
    faq_title="Frequently asked questions about waiting",
    faq=(
        ("How long does it take?", "Longer than you hope. Shorter than you fear."),
        ("What if nothing comes up?", "Then you sow again, and deeper."),
    ),
    subscribe=("A letter from the garden, every week", "Subscribe to the letter in your inbox."),
    sign_off="Kind regards,",
    name="The gardener",
    site_faq_title="Frequently asked questions about this garden",
    site_faq=("May I come round?", "Yes, on Saturdays."),
)
GERMAN = Voice(
    language="de",
    minutes="4 Minuten Lesezeit",
    category="Garten und Zeit",
    author="Mila Blau",
    short_title="Warten im Garten",
    title="Warten wie ein Gärtner — was Samen dich über Geduld lehren",
    intro="Wer sät, der muss warten. Dieser Text handelt von der Geduld, die du von einer Handvoll Erde lernst.",
    questions_title="Drei Fragen zum Innehalten",
    questions=(
        ("Worauf wartest du?", "Sag es mit einem Wort."),
        ("Was wächst schon, auch wenn du es nicht siehst?", "Schau unter die Erde."),
        ("Wer wartet – manchmal – auf dich?", "Ein Name genügt."),
    ),
    headings=(
        "Samen in der Schublade — warum der Anfang schwer ist",
        "Der lange März — wenn nichts geschieht",
        "Fazit: Ernten, was da ist",
    ),
    paragraphs=(
        "In der Schublade liegt eine Tüte Samen vom letzten Jahr. Du mochtest sie, du hast sie weggelegt, und dann kam das Leben.",
        "Im März ist nichts zu sehen. Die Erde ist braun, der Himmel ist grau, und doch ist dort unten alles beschäftigt.",
        "Am Ende stehst du mit Erde an den Händen da. Es ist weniger gelungen, als du dachtest, und mehr, als du verdient hast.",
    ),
    lead_in="Inzwischen kannst du vieles tun:",
    items=("die Stöcke bereitstellen;", "einen Stuhl in die Sonne rücken."),
    quotes=(
        "Geduld ist nichts als Vertrauen mit Erde daran.",
        "Unter der Erde ist immer mehr los, als du denkst.",
    ),
    marks="„“",
    prompts=("Welche Tüte liegt noch bei dir?", "Wo darf es diesen Monat still sein?"),
    see_also=("Lies mehr in", "Der Stuhl in der Sonne — über das Sitzen"),
    call="Säe heute eine Sache",
    related="Mehr entdecken...",
    faq_title="Häufige Fragen zum Warten",
    faq=(
        ("Wie lange dauert es?", "Länger, als du hoffst. Kürzer, als du fürchtest."),
        ("Was, wenn nichts kommt?", "Dann säst du noch einmal, und tiefer."),
    ),
    subscribe=("Jede Woche ein Brief aus dem Garten", "Abonniere den Brief in dein Postfach."),
    sign_off="Herzliche Grüße,",
    name="Der Gärtner",
    site_faq_title="Häufige Fragen zu diesem Garten",
    site_faq=("Darf ich vorbeikommen?", "Ja, am Samstag."),
)
FRENCH = Voice(
    language="fr",
    minutes="4 min de lecture",
    category="Jardin et Temps",
    author="Mila Bleu",
    short_title="Attendre au jardin",
    title="Attendre comme un jardinier — ce que les graines vous apprennent sur la patience",
    intro="Qui sème doit attendre. Ce texte parle de la patience que vous apprend une poignée de terre.",
    questions_title="Trois questions pour s’arrêter un instant",
    questions=(
        ("Qu’attendez-vous ?", "Dites-le en un mot."),
        ("Qu’est-ce qui pousse déjà, sans que vous le voyiez ?", "Regardez sous la terre."),
        ("Qui vous attend – parfois ?", "Un nom suffit."),
    ),
    headings=(
        "Des graines dans le tiroir — pourquoi il est difficile de commencer",
        "Le long mois de mars — quand rien ne se passe",
        "Conclusion : récolter ce qui est là",
    ),
    paragraphs=(
        "Dans le tiroir il y a un sachet de graines de l’an dernier. Vous l’aimiez, vous l’avez rangé, et puis la vie est venue.",
        "En mars il n’y a rien à voir. La terre est brune, le ciel est gris, et pourtant tout s’affaire là-dessous.",
        "À la fin vous êtes là, de la terre aux mains. Il a levé moins que vous ne pensiez, et plus que vous ne méritiez.",
    ),
    lead_in="Entre-temps vous pouvez faire bien des choses :",
    items=("préparer les tuteurs ;", "mettre une chaise au soleil."),
    quotes=(
        "La patience n’est que de la confiance avec de la boue.",
        "Sous la terre il y a toujours plus de monde qu’on ne croit.",
    ),
    marks="«»",
    prompts=("Quel sachet est encore dans votre tiroir ?", "Où ce mois peut-il être silencieux ?"),
    see_also=("À lire aussi", "La chaise au soleil — sur l’art de s’asseoir"),
    call="Semez une chose aujourd’hui",
    related="Découvrez aussi...",
    faq_title="Questions fréquentes sur l’attente",
    faq=(
        ("Combien de temps faut-il ?", "Plus que vous n’espérez. Moins que vous ne craignez."),
        ("Et si rien ne lève ?", "Alors vous semez encore, et plus profond."),
    ),
    subscribe=("Une lettre du jardin, chaque semaine", "Inscrivez-vous à la lettre du jardin."),
    sign_off="Bien à vous,",
    name="Le jardinier",
    site_faq_title="Questions fréquentes sur ce jardin",
    site_faq=("Puis-je passer ?", "Oui, le samedi."),
)
VOICES = (DUTCH, ENGLISH, GERMAN, FRENCH)


def full(voice: Voice) -> str:
    """Two thirds of the blogs: everything, with blank lines."""
    first, second, last = voice.headings
    opened, closed = voice.marks
    lines = [
        voice.short_title,
        voice.category,
        voice.category,
        voice.minutes,
        "",
        voice.title,
        "",
        voice.minutes,
        "\n",
        voice.intro,
        "\n",
        f"{voice.questions_title}\N{NO-BREAK SPACE}",
        "",
        *(f"  • {question} → {hint} " for question, hint in voice.questions),
        "",
        first,
        "",
        voice.paragraphs[0],
        "",
        f"{opened}{voice.quotes[0]}{closed}",
        "",
        f"💡 {voice.prompts[0]}",
        "\n",
        second,
        "",
        f"{voice.paragraphs[1]} {': '.join(voice.see_also)}.",
        "",
        voice.lead_in,
        "",
        *(f"  • {item}" for item in voice.items),
        "",
        f"{opened}{voice.quotes[1]}{closed}",
        "",
        f"💡 {voice.prompts[1]}",
        "\n",
        last,
        "",
        voice.paragraphs[2],
        "",
        f"{voice.call} →",
        "\n",
        voice.related,
        "\n",
        voice.faq_title,
        "",
        f"{voice.faq[0][0]} {voice.faq[0][1]}",
        "",
        voice.faq[1][0],
        voice.faq[1][1],
        "\n",
        *(f"{line}\n" for line in voice.subscribe),
        "\n",
        voice.sign_off,
        "",
        voice.name,
        "\n",
        voice.site_faq_title,
        "",
        voice.site_faq[0],
        "",
        voice.site_faq[1],
        "",
    ]
    return "\n".join(lines)


def compact(voice: Voice) -> str:
    """A third: no blank lines but the first, so that form alone tells the headings."""
    first, second, last = voice.headings
    lines = [
        "",
        voice.title,
        voice.intro,
        voice.questions_title,
        *(f"- {question}→ {hint}" for question, hint in voice.questions),
        first,
        voice.paragraphs[0],
        f'"{voice.quotes[0]}"',
        f"💡 {voice.prompts[0]}",
        second,
        voice.paragraphs[1],
        voice.lead_in,
        *(f"- {item}" for item in voice.items),
        f'"{voice.quotes[1]}"',
        f"💡 {voice.prompts[1]}",
        last,
        voice.paragraphs[2],
        f"{voice.call} →",
    ]
    return "\n".join(lines)


def old_compact(voice: Voice) -> str:
    """As compact: the title twice, no questions, no quotes; prompts close the sections."""
    first, second, last = voice.headings
    lines = [
        voice.title,
        voice.title,
        first,
        voice.paragraphs[0],
        f"💡 {voice.prompts[0]}",
        second,
        voice.paragraphs[1],
        voice.short_title,  # a subheading here
        voice.paragraphs[2],
        f"💡 {voice.prompts[1]}",
        last,
        voice.paragraphs[2],
        f"💡 {voice.prompts[0]}",
    ]
    return "\n".join(lines)


def oldest(voice: Voice) -> str:
    """Category, author, category, no minutes to speak of, one-sentence paragraphs."""
    sentences = [
        f"{sentence.rstrip('.')}."
        for paragraph in voice.paragraphs
        for sentence in paragraph.split(". ")
    ]
    lines = [
        voice.category,
        voice.author,
        voice.category,
        "0 min",
        voice.short_title,
        "0 min",
        f"{voice.short_title}!",
        *(line for sentence in sentences for line in ("", sentence)),
        "",
        voice.sign_off,
        voice.name,
        "",
        voice.quotes[0],
    ]
    return "\n".join(lines)
