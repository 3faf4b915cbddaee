"""Names of organisations: the words as they stand, and a label that a named rule makes of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ...vocab import HK
from ..facts import INFERRED, STATED

__all__ = ["Name", "has_organization_word", "pieces_of", "read_name"]

#: Words that make a name an organisation's, with the class that they state.
KIND_WORDS: Mapping[str, NamedNode] = {
    r"research institutes?|ilmiy-tadqiqot instituti|научно-исследовательский институт|НИИ": (
        HK.ResearchInstitute
    ),
    r"academy|akademiyasi|академия": HK.Academy,
    r"universit(?:y|ies)|universiteti?|университет": HK.University,
    r"agency|agentligi|агентство": HK.Agency,
    r"enterprise|company|factory|plant|corporation|firm|korxonasi|zavodi|kombinati|kompaniyasi|"
    r"предприятие|завод|комбинат|компания|фабрика": HK.Enterprise,
}
#: Words whose class is a reading, not a statement: "Institute" may teach or only research.
READ_WORDS: Mapping[str, NamedNode] = {
    r"national(?:\s+[\w-]+){1,4}\s+institute|institute of (?:nuclear|physics|mathematics)": (
        HK.ResearchInstitute
    ),
    r"institute|instituti|институт": HK.HigherEducationInstitution,
}
#: Bodies whose class the model does not name.
OTHER_WORDS = (
    r"technopark|texnopark|технопарк|center|centre|markazi|центр|ministry|vazirligi|министерство|"
    r"committee|qo'mitasi|комитет|bank|banki|банк|association|assotsiatsiyasi|ассоциация|"
    r"laboratory|college|kolleji|колледж|school|maktabi|school|library|museum|hospital|institutes?|"
    r"университети|институти|академияси|мактаби|маркази|ташкилоти|музей|архив|больница|школа|"
    r"библиотека|организация|фонд|universit[äa]t|hochschule|fachhochschule|universit[ée]|"
    r"universidade?|universit[àa]|[üu]niversitesi|uniwersytet|instituto|institut|école|ecole|escuela|"
    r"polytechnic|politecnico|politechnika|labs?|foundation|fondation|fundaci[óo]n|archive|clinic|"
    r"hub|group|society|federation|council|chamber|klinika|shifoxona|muzeyi|kutubxonasi|jamg'armasi"
)
#: Words of scripts that put no space between words.
UNSPACED_WORDS = re.compile(
    "大学|学院|学校|研究所|研究院|公司|医院|协会|대학교|대학|연구원|회사|大學"
)
LEGAL_FORMS = (
    r"LLC|LLP|Ltd|Inc|JSC|OJSC|CJSC|PJSC|GmbH|AG|AJ|MChJ|XK|QK|DUK|AO|"
    r"ООО|ОАО|ЗАО|ПАО|АО|ГУП|МЧЖ|АЖ|ДУК|ХК|ҚК"
)

QUOTED = re.compile(r'["«“„]([^"«»“”„]+)["»”]')
LEGAL_FORM = re.compile(rf"(?<!\w)(?:{LEGAL_FORMS})(?!\w)\.?")
ANY_WORD = re.compile(
    rf"(?<!\w)(?:{'|'.join([*KIND_WORDS, *READ_WORDS, OTHER_WORDS])})(?!\w)", re.IGNORECASE
)
INTRUDING = re.compile(r"(?<=\.)\s+cooperates with(?=\s+[A-Z])", re.IGNORECASE)
SPLIT_NAME = re.compile(r"\w\. (?=\w+$)")
TRAILING = re.compile(r"[;,:]+$|(?<!\b[A-Z])(?<!\bInc)(?<!\bLtd)(?<!\bCo)\.$")
UZBEK_LETTER = re.compile(r"(?<=[oOgG])['‘’`](?=[a-zʼ])")
OPEN_CLOSE = {")": "(", "]": "["}


@dataclass(frozen=True)
class Name:
    """What the rules read in an organisation's name.

    `label` is the normalised name and `rules` the rules that changed it; `garbles` are the codes
    of hk:garble; `legal_form` and `kind_words` are (start, end) in the verbatim name.
    """

    verbatim: str
    label: str
    rules: tuple[str, ...] = ()
    garbles: tuple[str, ...] = ()
    legal_form: tuple[int, int] | None = None
    kind: NamedNode | None = None
    kind_basis: NamedNode = STATED
    kind_words: tuple[int, int] | None = None


def has_organization_word(text: str) -> bool:
    """Say whether `text` holds a word or a legal form that only organisations carry."""
    return bool(ANY_WORD.search(text) or LEGAL_FORM.search(text) or UNSPACED_WORDS.search(text))


def pieces_of(text: str) -> list[tuple[int, int]]:
    """Return the spans of the bodies named in a partner cell.

    A comma parts two bodies only where every piece carries an organisation word; commas within
    quotes never do.
    """
    bounds, start, quoted = list[tuple[int, int]](), 0, False
    for offset, char in enumerate(text):
        quoted ^= char == '"'
        if char == "," and not quoted:
            bounds.append((start, offset))
            start = offset + 1
    bounds.append((start, len(text)))
    trimmed = [trim(text, *bound) for bound in bounds]
    if all(has_organization_word(text[a:b]) for a, b in trimmed):
        return trimmed
    return [trim(text, 0, len(text))]


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without blanks at its ends."""
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    return (start + lead, start + lead + len(piece.strip()))


def read_name(verbatim: str) -> Name:
    """Read the name of one organisation; the verbatim words are kept as they are."""
    label, rules, garbles = verbatim, list[str](), list[str]()
    for garble, mend in MENDS.items():
        mended = mend(label)
        if mended != label:
            garbles.append(garble)
            rules.append(garble)
            label = mended
    if SPLIT_NAME.search(label) and not re.search(r"\b[A-Z]\. \w+$", label):
        garbles.append("split-name")
    legal = LEGAL_FORM.search(verbatim)
    inner = unquote_name(label) if legal else None
    if inner:
        rules.append("quoted-name")
    label = inner or label
    spelled = UZBEK_LETTER.sub("ʻ", label)
    if spelled != label:
        rules.append("uzbek-apostrophe")
    kind, basis, words = kind_of(verbatim)
    legal_span = legal.span() if legal else None
    return Name(verbatim, spelled, tuple(rules), tuple(garbles), legal_span, kind, basis, words)


def drop_trailing(text: str) -> str:
    """Drop punctuation that ends a cell, not a name."""
    return TRAILING.sub("", text).rstrip()


def drop_stray_bracket(text: str) -> str:
    """Drop a bracket that has no partner."""
    for close, opening in OPEN_CLOSE.items():
        if text.count(close) != text.count(opening):
            text = text.replace(close, "") if text.count(close) > text.count(opening) else text
            text = text.replace(opening, "") if text.count(opening) > text.count(close) else text
    return text.strip()


def drop_intruder(text: str) -> str:
    """Drop a verb that stands between the initials and the surname of a namesake."""
    return INTRUDING.sub("", text)


MENDS = {
    "stray-bracket": drop_stray_bracket,
    "trailing-punctuation": drop_trailing,
    "intruding-words": drop_intruder,
}


def unquote_name(label: str) -> str | None:
    """Return the name in quotes where all beside it is a legal form and a general word."""
    quoted = QUOTED.search(label)
    if quoted is None:
        return None
    rest = label[: quoted.start()] + " " + label[quoted.end() :]
    plain = ANY_WORD.sub("", LEGAL_FORM.sub("", rest))
    return quoted.group(1).strip() if not re.search(r"\w", plain) else None


def kind_of(text: str) -> tuple[NamedNode | None, NamedNode, tuple[int, int] | None]:
    """Return the class that a name states or suggests, its basis and the words it rests on.

    The first kind word counts, the longest of those that begin together; a legal form alone
    suggests an enterprise.
    """
    found: list[tuple[int, int, NamedNode, NamedNode]] = []
    for table, basis in ((KIND_WORDS, STATED), (READ_WORDS, INFERRED)):
        for pattern, kind in table.items():
            match = re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE)
            if match:
                found.append((match.start(), -match.end(), kind, basis))
    legal = LEGAL_FORM.search(text)
    if not found and legal:
        return HK.Enterprise, INFERRED, legal.span()
    if not found:
        return None, STATED, None
    start, end, kind, basis = min(found, key=lambda hit: hit[:2])
    return kind, basis, (start, -end)
