"""Data that break each shape, for pySHACL, Jena and our own validator alike."""

PREFIX = (
    "PREFIX hk: <https://w3id.org/hamkor#> PREFIX org: <http://www.w3.org/ns/org#> "
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX foaf: <http://xmlns.com/foaf/0.1/> "
    "PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX schema: <https://schema.org/> "
    "PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> PREFIX : <urn:x:> "
)
NAMED = "hk:verbatimName 'A' ; skos:prefLabel 'A'"
BROKEN = {
    ":c a hk:Cooperation ; hk:party :a": "at least two parties",
    f":o a org:Organization ; {NAMED} ; owl:sameAs :ror": "a person decides",
    ":o a org:Organization ; skos:prefLabel 'A'": "as the source writes it",
    f":o a org:Organization ; {NAMED} ; hk:countryStated 'Italy'": "two letters",
    f":p a foaf:Person ; {NAMED} ; schema:affiliation :o": "does not prove",
    ":p a hk:Programme ; skos:notation '123'": "eight digits",
    ":m a schema:MonetaryAmount ; schema:value 0.0 ; schema:currency 'UZS' ; hk:verbatim 'x'": "above 0",
    ":g a hk:UnnamedGroup": "words of the source are kept",
    ":a a hk:Agreement ; hk:dateStatus hk:StatedInSource": "or the reverse",
    ":a a hk:Agreement ; hk:validFrom '2024-01-02'^^xsd:date ; hk:validThrough '2024-01-01'^^xsd:date": "before the first",
    ":s a hk:SourceSpan ; oa:start 1 ; oa:end 3 ; oa:exact 'abc' ; hk:inDocument :d . :d a hk:SourceDocument": "differs from its quoted words",
    ":l a hk:LaboratoryProject": "one status",
    ":e a schema:EventSeries ; hk:verbatimName 'E' ; schema:startDate '2024-01-01'^^xsd:date": "needs a source",
    ":i a hk:IdentityAssertion ; hk:matchStatus hk:Accepted": "reviewer and the time",
    ":s a rdf:Statement ; rdf:subject :a": "one predicate",
    ":x a hk:CooperationActivity": "a form from the list",
    ":u a org:OrganizationalUnit ; hk:verbatimName 'U' ; org:unitOf :o": "org:subOrganizationOf",
}  # fmt: skip
IDENTITIES = """
@prefix hk: <https://w3id.org/hamkor#> . @prefix adms: <http://www.w3.org/ns/adms#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix org: <http://www.w3.org/ns/org#> .
<urn:o> a org:Organization ; owl:sameAs <https://ror.org/04xs15c78> ; adms:identifier <urn:n> .
<urn:a> a hk:IdentityAssertion ; hk:subjectEntity <urn:o> ; hk:identifierScheme hk:ROR ;
  hk:candidate <https://ror.org/04xs15c79> ; hk:matchStatus hk:Accepted .
<urn:b> a hk:IdentityAssertion ; hk:subjectEntity <urn:o> ; hk:identifierScheme hk:ROR ;
  hk:candidate <https://orcid.org/0000-0002-1825-0098> ; hk:matchStatus hk:Accepted .
"""
