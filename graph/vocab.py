"""The terms that the register uses, as closed namespaces: a term that is not here is an error."""

import re
from collections.abc import Iterator, Mapping

from pyoxigraph import NamedNode

__all__ = [
    "ADMS", "CSVW", "DCAT", "DCTERMS", "FOAF", "FORM", "HK", "NAMESPACES", "OA", "ORG", "OWL",
    "PREFIXES", "PROV", "RDF", "RDFS", "SCHEMA", "SD", "SH", "SKOS", "SPDX", "VOID", "XSD",
    "Namespace", "OpenNamespace", "expand",
]  # fmt: skip


class Namespace:
    """A namespace with a fixed list of terms: ``HK.party`` or ``HK["party"]``."""

    def __init__(self, base: str, names: str) -> None:
        """Hold the terms `names` (separated by blanks) under `base`."""
        self.base = base
        self._terms = {name: NamedNode(base + name) for name in names.split()}

    def __getattr__(self, name: str) -> NamedNode:
        """Return the term `name`; `AttributeError` where the namespace has none."""
        try:
            return self._terms[name]
        except KeyError:
            raise AttributeError(f"{self.base} has no term {name}") from None

    def __getitem__(self, name: str) -> NamedNode:
        """Return the term `name`; `KeyError` where the namespace has none."""
        return self._terms[name]

    def __iter__(self) -> Iterator[NamedNode]:
        """Yield the terms."""
        return iter(self._terms.values())


class OpenNamespace(Namespace):
    """A namespace whose members are data: the concepts of ``ontology/forms.ttl``."""

    def __getitem__(self, name: str) -> NamedNode:
        """Return the member `name`; whether it exists, the data say."""
        return NamedNode(self.base + name)


HK = Namespace(
    "https://w3id.org/hamkor#",
    # classes
    "Academy Agency Agreement Basis AgreementInfo AmountKind Conversion Cooperation "
    "CooperationActivity Department EducationalInstitution Enterprise Faculty "
    "AbsenceFinding Alias HigherEducationInstitution IdentityAssertion IdentifierScheme "
    "LaboratoryProject LaboratoryStatus MatchStatus "
    "OpenListMarker Programme Proposal RecordChange ResearchInstitute Source SourceCell "
    "SourceDocument SourceParagraph SourceRow SourceSpan SourceTable StatedList University "
    "UnnamedGroup Verdict "
    # individuals
    "Accepted AcceptedReading BeingEstablished BlankInSource Candidate Contextual External "
    "Inferred MendedReading Normalised NotAskedInSource Rejected RejectedReading Stated "
    "StatedInSource UnknownAmountKind Unreviewed Withdrawn Established Closed "
    "CrossrefFunder GRID GeoNames ISNI ORCID ROR Wikidata "
    # properties
    "abbreviationVerbatim activityForm actor agreementInfo agreementVerbatim amountKind "
    "atOrganization atUnit authorityRelease basis blockEnd blockStart byteCount candidate "
    "candidateName column columnTitle "
    "conductedBy conductsWorkIn content cooperation countryInferred countryStated "
    "currentDocument dateStatus describedAsOf employmentBasisVerbatim evidence fieldInferred "
    "fileName foreign form formsUnread formsVerbatim garble governs groupDescription "
    "headerForm identifierScheme inBlock inCooperationWith inDocument institutionSlug "
    "invitedGroup legalFormVerbatim line listDescription listMember marker markup matchKey "
    "changeKind matchStatus mentionedAs method openList participant partnerUnit party "
    "perpetual present "
    "programme "
    "proposalKind purposeVerbatim recordIdentifier recordStatus retrieved "
    "remark renewal "
    "reviewNote reviewedAt reviewer roleVerbatim rule "
    "score sha256 signedEdtf startsAt statedWorth status statusVerbatim studentsOf "
    "inverseLabel subjectEntity "
    "supersedes tableNumber text toolVersion unnamed validEdtf validFrom "
    "validThrough verbatim verbatimName verdict withheld withinCooperation",
)
FORM = OpenNamespace("https://w3id.org/hamkor/form/", "")
ORG = Namespace(
    "http://www.w3.org/ns/org#",
    "FormalOrganization Membership Organization OrganizationalUnit member memberOf organization "
    "role subOrganizationOf unitOf",
)
PROV = Namespace(
    "http://www.w3.org/ns/prov#",
    "Activity Entity endedAtTime generatedAtTime used wasDerivedFrom wasGeneratedBy",
)
SKOS = Namespace(
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme altLabel broader closeMatch definition editorialNote example "
    "hasTopConcept hiddenLabel historyNote inScheme narrower notation prefLabel scopeNote "
    "topConceptOf",
)
DCTERMS = Namespace(
    "http://purl.org/dc/terms/",
    "conformsTo created description format hasVersion "
    "identifier isPartOf isReplacedBy license publisher "
    "relation replaces requires source title type",
)
RDF = Namespace(
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "Property Statement langString object predicate subject type",
)
RDFS = Namespace(
    "http://www.w3.org/2000/01/rdf-schema#",
    "Class comment domain isDefinedBy label range seeAlso subClassOf subPropertyOf",
)
XSD = Namespace(
    "http://www.w3.org/2001/XMLSchema#",
    "anyURI base64Binary boolean date dateTime decimal double gYear integer string",
)
FOAF = Namespace("http://xmlns.com/foaf/0.1/", "Person homepage name")
SCHEMA = Namespace(
    "https://schema.org/",
    "EventSeries MonetaryAmount Organization Schedule addressCountry addressLocality addressRegion "
    "alternateName currency eventSchedule foundingDate honorificPrefix latitude longitude "
    "parentOrganization repeatFrequency sameAs startDate subOrganization target url value",
)
OA = Namespace("http://www.w3.org/ns/oa#", "end exact start")
CSVW = Namespace("http://www.w3.org/ns/csvw#", "rownum")
ADMS = Namespace("http://www.w3.org/ns/adms#", "Identifier identifier")
OWL = Namespace(
    "http://www.w3.org/2002/07/owl#",
    "AnnotationProperty Class DatatypeProperty NamedIndividual ObjectProperty Ontology sameAs "
    "versionInfo",
)

SD = Namespace(
    "http://www.w3.org/ns/sparql-service-description#",
    "Dataset Graph NamedGraph SPARQL11Query SPARQL11Update Service defaultDataset defaultGraph "
    "endpoint inputFormat name namedGraph resultFormat supportedLanguage",
)
DCAT = Namespace(
    "http://www.w3.org/ns/dcat#",
    "Catalog DataService Dataset Distribution accessService accessURL byteSize compressFormat "
    "dataset distribution downloadURL endpointURL landingPage mediaType servesDataset service "
    "version",
)
SPDX = Namespace("http://spdx.org/rdf/terms#", "algorithm checksum checksumValue")
VOID = Namespace(
    "http://rdfs.org/ns/void#",
    "Dataset class classPartition dataDump distinctObjects distinctSubjects entities property "
    "propertyPartition sparqlEndpoint triples uriSpace",
)
SH = Namespace(
    "http://www.w3.org/ns/shacl#",
    "IRI Parameter SPARQLAskExecutable SPARQLConstructExecutable SPARQLExecutable "
    "SPARQLSelectExecutable ask construct datatype declare description namespace nodeKind optional "
    "message parameter path prefix property select targetClass",
)

NAMESPACES: Mapping[str, Namespace] = {
    "hk": HK, "form": FORM, "org": ORG, "prov": PROV, "skos": SKOS, "dcterms": DCTERMS,
    "rdf": RDF, "rdfs": RDFS, "xsd": XSD, "foaf": FOAF, "schema": SCHEMA, "oa": OA, "csvw": CSVW,
    "adms": ADMS, "owl": OWL,
}  # fmt: skip
PREFIXES: Mapping[str, str] = {prefix: space.base for prefix, space in NAMESPACES.items()}

PREFIXED = re.compile(r"(?P<prefix>[a-z]+):(?P<name>[\w-]+)")


def expand(name: str) -> NamedNode:
    """Return the term that ``prefix:name`` means; `ValueError` for anything else."""
    match = PREFIXED.fullmatch(name)
    if match is None or match["prefix"] not in NAMESPACES:
        raise ValueError(f'"{name}" is not a term with one of our prefixes')
    try:
        return NAMESPACES[match["prefix"]][match["name"]]
    except KeyError:
        raise ValueError(f'"{name}" is not one of our terms') from None
