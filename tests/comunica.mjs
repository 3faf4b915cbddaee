// Comunica as a client: reads {url, token, update, query} as JSON, applies the one, asks the other,
// and prints the rows as JSON.
import { readFileSync } from 'node:fs';
import { QueryEngine } from '@comunica/query-sparql';

const { url, token, update, query } = JSON.parse(readFileSync(0, 'utf8'));
const engine = new QueryEngine();
const sources = [{ type: 'sparql', value: `${url}sparql` }];

function asWriter(address, init = {}) {
  const headers = new Headers(init.headers);
  headers.set('Authorization', `Bearer ${token}`);
  return fetch(address, { ...init, headers });
}

if (update) {
  const destination = { type: 'sparql', value: `${url}update` };
  await engine.queryVoid(update, { sources, destination, fetch: asWriter });
}
const rows = await (await engine.queryBindings(query, { sources })).toArray();
const plain = (row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value]));
console.log(JSON.stringify(rows.map(plain)));
