"""Calls a service with the client that openapi-generator wrote (python), which is on the path."""

import json
import sys

import openapi_client as client
from openapi_client.api import GraphsApi, SavedQueriesApi, ServiceApi, SPARQLApi

base, graph = sys.argv[1:]
api = client.ApiClient(client.Configuration(host=base))
asked = SPARQLApi(api).query(query="ASK { ?s ?p ?o }")
rows = SavedQueriesApi(api).agreements_in_force(day="2024-06-01")
health = ServiceApi(api).check_health()
whole = GraphsApi(api).read_graph_with_http_info(graph=graph)
try:
    SPARQLApi(api).query_by_post(query="SELEC")
except client.ApiException as error:
    refused = error.status
print(json.dumps({
    "boolean": asked.boolean, "rows": len(rows.results.bindings), "status": health.status,
    "graph": whole.headers["content-type"], "refused": refused,
}))  # fmt: skip
