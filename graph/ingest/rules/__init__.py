"""What words mean: one file a noun.

In comes text; out go names, days, amounts, places and forms with their place in it. Rules are pure
and know no particular page.
"""

from .agreements import find_contradiction, is_dash, last_day, read_agreement
from .forms import FormScheme, split_clauses, split_sentences
from .laboratories import LaboratoryMention, find_laboratories
from .lists import find_candidates
from .money import Money, find_amounts, find_doubtful_amounts
from .names import Name, has_organization_word, pieces_of, read_name
from .parties import Party, end_of_name, is_no_partner, read_party, split_parties
from .persons import PersonMention, find_persons
from .phrases import find_acronyms, find_phrases, has_body_word
from .places import country_named, country_within, inferred_country, stated_country
from .programmes import ProgrammeMention, find_programmes
from .terms import Order, Terms, find_order, has_words, read_date, read_months, read_terms
from .units import FacultyMention, find_faculties
from .words import UNSPACED, WordSet, has_digit

__all__ = [
    "UNSPACED",
    "FacultyMention",
    "FormScheme",
    "LaboratoryMention",
    "Money",
    "Name",
    "Order",
    "Party",
    "PersonMention",
    "ProgrammeMention",
    "Terms",
    "WordSet",
    "country_named",
    "country_within",
    "end_of_name",
    "find_acronyms",
    "find_amounts",
    "find_candidates",
    "find_contradiction",
    "find_doubtful_amounts",
    "find_faculties",
    "find_laboratories",
    "find_order",
    "find_persons",
    "find_phrases",
    "find_programmes",
    "has_body_word",
    "has_digit",
    "has_organization_word",
    "has_words",
    "inferred_country",
    "is_dash",
    "is_no_partner",
    "last_day",
    "pieces_of",
    "read_agreement",
    "read_date",
    "read_months",
    "read_name",
    "read_party",
    "read_terms",
    "split_clauses",
    "split_parties",
    "split_sentences",
    "stated_country",
]  # fmt: skip
