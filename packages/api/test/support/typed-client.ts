import createClient from "openapi-fetch";
import type { Api } from "../../src/index.ts";
import type { paths } from "../fixtures/logs-api.d.ts";

/** A client of the API of the logs whose requests are answered in this process. */
export function logsClient(api: Pick<Api, "fetch">) {
  return createClient<paths>({
    baseUrl: "http://localhost",
    fetch: (request) => api.fetch(request),
    querySerializer,
  });
}

/** Lists as the document says: `.in` is given once for each value, others by commas. */
function querySerializer(query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (name.endsWith(".in") ? [value].flat() : [value]).map((each): [string, string] => [
      name,
      String(each),
    ]),
  );
  return new URLSearchParams(pairs).toString();
}
