// Calls a service with the client that openapi-generator wrote (typescript-fetch) beside this file.
declare const process: { argv: string[] };

import { Configuration, GraphsApi, ResponseError, SPARQLApi, SavedQueriesApi, ServiceApi } from './index';

async function main(basePath: string): Promise<void> {
  const configuration = new Configuration({ basePath });
  const sparql = new SPARQLApi(configuration);
  const asked = await sparql.query({ query: 'ASK { ?s ?p ?o }' });
  const rows = await new SavedQueriesApi(configuration).agreementsInForce({ day: '2024-06-01' });
  const health = await new ServiceApi(configuration).checkHealth();
  const graph = await new GraphsApi(configuration).readGraphRaw({ graph: process.argv[3] });
  const refused = await sparql.queryByPost({ query: 'SELEC' }).catch((error: ResponseError) => error.response.json());
  console.log(JSON.stringify({
    boolean: asked._boolean, rows: rows.results?.bindings.length, status: health.status,
    graph: graph.raw.headers.get('content-type'), refused: refused.status,
  }));
}

void main(process.argv[2]);
