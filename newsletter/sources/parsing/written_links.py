"""Links in Markdown as people write them, turned into those of CommonMark."""

import re

_WORD = r"(?:[^()<>\s\"']|\([^()<>\n\"']{0,100}\))"
_WITH_BLANK = rf"(?:https?://|mailto:){_WORD}+(?:[ \t]+{_WORD}+)+"
# an address with a blank, which CommonMark 0.31 §6.3 allows only between angle brackets
_BLANK_IN_LINK = re.compile(
    rf"(?<=\]\()[ \t]*({_WITH_BLANK})(?=[ \t]*(?:[ \t][\"'][^\n\"']{{0,300}}[\"'][ \t]*)?\))"
    rf"|^(?P<label> {{0,3}}\[[^\[\]\n]{{1,200}}\]:[ \t]+)(?P<target>{_WITH_BLANK})[ \t]*$"
)
# a blank between a link's words and its address, or the two brackets the other way round
_APART = re.compile(
    r"(?<![\\\]])\[(?P<words>[^\[\]\n]{1,200})\][ \t]+(?=\((?:https?://|mailto:)[^()<>\s]+\))"
)
_REVERSED = re.compile(
    r"(?<![\\\]])\((?P<words>[^()\n]{1,200})\)\[(?P<target>https?://[^\[\]\s]+)\](?!\()"
)
_OF_LINK = re.compile(r"(?<=\))\{:?\s{0,9}[a-z]+=[\"'][^{}\n]{0,300}\}", re.IGNORECASE)


def with_sound_links(line: str) -> str:
    """Return a line with its links as CommonMark has them.

    Blanks in an address are put between angle brackets. A blank between words and address
    goes, and so do a link's attributes: ``{target="_blank"}``.
    """
    if "[" not in line:
        return line
    line = _REVERSED.sub(r"[\g<words>](\g<target>)", line)
    line = _APART.sub(_closed_up, line)
    line = _BLANK_IN_LINK.sub(_in_angles, line)
    return _OF_LINK.sub("", line)


def _closed_up(link: re.Match[str]) -> str:
    """Return the words of a link without the blank behind them; a number is a source's."""
    return f"[{link['words']}]" if re.search(r"[^\W\d_]{2}", link["words"]) else link[0]


def _in_angles(found: re.Match[str]) -> str:
    return f"{found['label']}<{found['target']}>" if found["label"] else f"<{found[1]}>"
