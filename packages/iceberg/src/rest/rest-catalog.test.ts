import { describe, expect, it } from "vitest";
import { emptyMetadata } from "../../test/empty-metadata.ts";
import type { LoadedTable } from "../catalog/catalog.ts";
import { commitTable } from "../catalog/commit-loop.ts";
import { serializeMetadata } from "../metadata/parse-metadata.ts";
import { memoryStorage } from "../storage/memory-storage.ts";
import { bearerAuth } from "./bearer-auth.ts";
import { oAuthAuth } from "./oauth-auth.ts";
import { type RestCatalogInput, restCatalog } from "./rest-catalog.ts";

const name = { namespace: "lake.eu", name: "orders (new)" };
const storage = memoryStorage();
const metadata = emptyMetadata("s3://bucket/orders");

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

type Answer = Response | Error | (() => Response);

const json = (body: unknown, status = 200) =>
  new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
const failure = (status: number, type = "") =>
  json({ error: { message: "why not", type, code: status } }, status);
const config = (overrides: object = {}, defaults: object = {}) => json({ overrides, defaults });
const tableText = `{"metadata-location":"s3://bucket/orders/metadata/1.json","metadata":${serializeMetadata(metadata)},"config":{"token":"secret"}}`;
const table = () => json(tableText);

/** A catalog that gives these answers in turn, and what it was asked. */
function start(answers: readonly Answer[], input: Partial<RestCatalogInput> = {}) {
  const sent: Sent[] = [];
  const left = [...answers];
  const send = async (url: unknown, { method = "", headers, body }: RequestInit = {}) => {
    sent.push({
      method,
      url: String(url),
      headers: headers as Record<string, string>,
      body: body as string | undefined,
    });
    const answer = left.shift();
    if (answer === undefined) throw new Error(`nothing to answer to ${method} ${String(url)}`);
    if (answer instanceof Error) throw answer;
    return typeof answer === "function" ? answer() : answer;
  };
  const uri = "https://catalog.example/api/";
  return { catalog: restCatalog({ uri, storage, fetch: send as typeof fetch, ...input }), sent };
}

const lost = () =>
  new TypeError("fetch failed", {
    cause: Object.assign(new Error("hung up"), { code: "ECONNRESET" }),
  });
const refused = () =>
  new TypeError("fetch failed", {
    cause: Object.assign(new Error("no"), { code: "ECONNREFUSED" }),
  });

function base(): LoadedTable {
  return { name, metadata, metadataLocation: "x", storage, version: undefined };
}
const change = {
  requirements: [{ type: "assert-ref-snapshot-id", ref: "main", "snapshot-id": null }],
  updates: [{ action: "remove-snapshots", "snapshot-ids": [9_007_199_254_740_993n] }],
} as const;

describe("what is asked", () => {
  it("has the prefix of the configuration, levels divided by U+001F, and names encoded", async () => {
    const { catalog, sent } = start(
      [config({ prefix: "ws/a%2Fb" }, { prefix: "other" }), table()],
      {
        warehouse: "s3://lake/x y",
      },
    );
    await catalog.load(name);
    expect(sent.map(({ url }) => url)).toEqual([
      "https://catalog.example/api/v1/config?warehouse=s3%3A%2F%2Flake%2Fx+y",
      "https://catalog.example/api/v1/ws/a%2Fb/namespaces/lake%1Feu/tables/orders%20(new)",
    ]);
  });

  it("divides levels as the catalog wants it, and asks for the configuration once", async () => {
    const { catalog, sent } = start([config({ "namespace-separator": "%2E" }), table(), table()]);
    await Promise.all([catalog.load(name), catalog.load(name)]);
    expect(sent.map(({ url }) => url.split("/v1/")[1])).toEqual([
      "config",
      "namespaces/lake.eu/tables/orders%20(new)",
      "namespaces/lake.eu/tables/orders%20(new)",
    ]);
  });

  it("has every digit of an id, and null where there has to be no snapshot", async () => {
    const { catalog, sent } = start([config(), table()]);
    await catalog.commit(base(), change);
    expect(sent[1]?.method).toBe("POST");
    expect(sent[1]?.body).toContain('"snapshot-ids":[9007199254740993]');
    expect(sent[1]?.body).toContain('"snapshot-id":null');
    expect(sent[1]?.body).toContain(
      '"identifier":{"namespace":["lake","eu"],"name":"orders (new)"}',
    );
  });

  it("asks for a table as the specification has it, without a location where the catalog chooses", async () => {
    const { catalog, sent } = start([config(), table(), table()]);
    await catalog.create(name, metadata);
    // What createTable asks for when it is given no location.
    expect(catalog.defaultLocation(name)).toBe("");
    await catalog.create(name, { ...metadata, location: "" });
    expect(JSON.parse(sent[1]?.body ?? "")).toEqual({
      name: "orders (new)",
      location: "s3://bucket/orders",
      schema: metadata.schemas[0],
      "partition-spec": { "spec-id": 0, fields: [] },
      "write-order": { "order-id": 0, fields: [] },
      "stage-create": false,
      properties: { "format-version": "2", ...metadata.properties },
    });
    expect(JSON.parse(sent[2]?.body ?? "")).not.toHaveProperty("location");
  });

  it("makes a namespace that is missing, and none that is there", async () => {
    const there = start([config(), json({ namespace: ["lake", "eu"] })]);
    await there.catalog.ensureNamespace("lake.eu");
    expect(there.sent).toHaveLength(2);
    const missing = start([config(), failure(404), failure(409)]);
    await missing.catalog.ensureNamespace("lake.eu");
    expect(JSON.parse(missing.sent[2]?.body ?? "")).toEqual({
      namespace: ["lake", "eu"],
      properties: {},
    });
  });
});

describe("what is answered", () => {
  it("is the table, whose config goes to nobody but the storage's function", async () => {
    const places: unknown[] = [];
    const { catalog } = start([config(), table()], {
      storage: (place) => {
        places.push(place);
        return storage;
      },
    });
    const loaded = await catalog.load(name);
    expect(places).toEqual([{ name, location: "s3://bucket/orders", config: { token: "secret" } }]);
    expect(loaded?.metadata).toEqual(metadata);
    expect(JSON.stringify(loaded)).not.toContain("secret");
  });

  it("is nothing for a table that is not there", async () => {
    const { catalog } = start([config(), failure(404, "NoSuchTableException")]);
    expect(await catalog.load(name)).toBeUndefined();
    const { catalog: other } = start([config(), failure(404)]);
    await expect(other.drop(name)).rejects.toMatchObject({ code: "NO_SUCH_TABLE" });
  });

  it.each<[Answer, string]>([
    [failure(409, "CommitFailedException"), "COMMIT_CONFLICT"],
    [failure(500), "COMMIT_STATE_UNKNOWN"],
    [failure(502), "COMMIT_STATE_UNKNOWN"],
    [failure(504), "COMMIT_STATE_UNKNOWN"],
    [lost(), "COMMIT_STATE_UNKNOWN"],
    [json("<html>login</html>"), "COMMIT_STATE_UNKNOWN"],
    [refused(), "CATALOG_UNAVAILABLE"],
    [failure(503), "COMMIT_STATE_UNKNOWN"],
    [failure(524), "COMMIT_STATE_UNKNOWN"],
    [failure(408), "COMMIT_STATE_UNKNOWN"],
    [failure(501), "CATALOG_REQUEST_FAILED"],
    [failure(429), "CATALOG_THROTTLED"],
    [failure(403), "CATALOG_ACCESS_DENIED"],
    [failure(401), "CATALOG_ACCESS_DENIED"],
    [failure(404, "NoSuchTableException"), "NO_SUCH_TABLE"],
    [failure(307), "CATALOG_REQUEST_FAILED"],
    [json({}), "COMMIT_STATE_UNKNOWN"],
  ])("to a commit: %o is %s, and it is sent once", async (answer, code) => {
    const { catalog, sent } = start([config(), answer]);
    await expect(catalog.commit(base(), change)).rejects.toMatchObject({
      code,
      name: "IcebergError",
      table: "lake.eu.orders (new)",
    });
    expect(sent).toHaveLength(2);
  });

  it("to a commit: 400 is a conflict where the table has moved on, else a refusal", async () => {
    const refusal = () => failure(400, "ValidationException");
    const asked = start([config(), table(), refusal(), table()]);
    const loaded = (await asked.catalog.load(name)) as LoadedTable;
    await expect(asked.catalog.commit(loaded, change)).rejects.toMatchObject({
      code: "CATALOG_REQUEST_FAILED",
      table: "lake.eu.orders (new)",
    });
    expect(asked.sent.filter(({ method }) => method === "POST")).toHaveLength(1);
    const moved = json(tableText.replace("metadata/1.json", "metadata/2.json"));
    const { catalog, sent } = start([config(), refusal(), moved]);
    await expect(catalog.commit(loaded, change)).rejects.toMatchObject({
      code: "COMMIT_CONFLICT",
      message: expect.stringContaining("why not") as string,
    });
    expect(sent.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("to a drop is that files have to go, and they go for who says so", async () => {
    const words = "S3 Tables only supports dropping tables with purge enabled";
    const refusal = json(
      { error: { message: words, type: "BadRequestException", code: 400 } },
      400,
    );
    const { catalog, sent } = start([config(), refusal]);
    await expect(catalog.drop(name)).rejects.toMatchObject({
      code: "CATALOG_REQUEST_FAILED",
      message: expect.stringContaining("pass purge: true to restCatalog") as string,
    });
    expect(sent[1]?.url).toMatch(/\?purgeRequested=false$/);
    const purging = start([config(), new Response(null, { status: 204 })], { purge: true });
    await purging.catalog.drop(name);
    expect(purging.sent[1]?.url).toMatch(/\?purgeRequested=true$/);
  });

  it.each<[Answer, string]>([
    [failure(409, "AlreadyExistsException"), "TABLE_EXISTS"],
    [failure(404, "NoSuchNamespaceException"), "NO_SUCH_NAMESPACE"],
    [failure(500), "COMMIT_STATE_UNKNOWN"],
    [failure(403), "CATALOG_ACCESS_DENIED"],
  ])("to the creation of a table: %o is %s", async (answer, code) => {
    const { catalog } = start([config(), answer]);
    await expect(catalog.create(name, metadata)).rejects.toMatchObject({ code });
  });

  it("is asked for again where it is a question that failed", async () => {
    const { catalog, sent } = start([lost(), config(), failure(503), failure(502), table()]);
    expect(await catalog.load(name)).toBeDefined();
    expect(sent).toHaveLength(5);
  });

  it("is that there is no catalog at the address", async () => {
    const { catalog } = start([json({ hello: "world" })]);
    await expect(catalog.load(name)).rejects.toMatchObject({
      code: "CATALOG_REQUEST_FAILED",
      message: expect.stringContaining("/v1/config") as string,
    });
  });
});

it("finds its own commit when the answer was lost", async () => {
  const snapshot = `"snapshots":[{"snapshot-id":77,"sequence-number":1,"timestamp-ms":1,"manifest-list":"x","summary":{"operation":"append"}}]`;
  const after = tableText.replace('"snapshots":[]', snapshot);
  expect(after).toContain("77");
  const { catalog, sent } = start([config(), table(), failure(504), json(after)]);
  const outcome = await commitTable(catalog, name, () => ({
    ...change,
    snapshotId: 77n,
    written: [],
  }));
  expect(outcome.attempts).toBe(2);
  expect(sent.filter(({ method }) => method === "POST")).toHaveLength(1);
});

describe("auth", () => {
  it("sends a token, asks a function for another when it is refused, and tells nobody", async () => {
    const tokens = ["old-token", "new-token", "new-token"];
    const { catalog, sent } = start([failure(401), config(), failure(403)], {
      auth: bearerAuth(() => tokens.shift() ?? ""),
    });
    const error = await catalog.load(name).catch((each: unknown) => each);
    expect(sent.map(({ headers }) => headers["authorization"])).toEqual([
      "Bearer old-token",
      "Bearer new-token",
      "Bearer new-token",
    ]);
    expect(String((error as Error).message)).not.toContain("token");
  });

  it("gets a token by client credentials, keeps it, and gets another when it is refused", async () => {
    const token = (text: string) => json({ access_token: text, expires_in: 3600 });
    const { catalog, sent } = start(
      [token("t1"), config(), failure(401), token("t2"), table(), table()],
      { auth: oAuthAuth({ clientId: "me", clientSecret: "s&cret", scope: "a b" }) },
    );
    await catalog.load(name);
    await catalog.load(name);
    const asked = sent.filter(({ url }) => url.endsWith("/v1/oauth/tokens"));
    expect(asked).toHaveLength(2);
    expect(asked[0]?.body).toBe(
      "grant_type=client_credentials&client_id=me&client_secret=s%26cret&scope=a+b",
    );
    expect(sent.at(-1)?.headers["authorization"]).toBe("Bearer t2");
  });

  it("asks for another token before the old one expires", async () => {
    const token = (text: string) => json({ access_token: text, expires_in: 20 });
    const { catalog, sent } = start([token("t1"), config(), token("t2"), table()], {
      auth: oAuthAuth({ clientId: "me", clientSecret: "x", tokenUri: "https://id.example/token" }),
    });
    await catalog.load(name);
    expect(sent[2]?.url).toBe("https://id.example/token");
  });

  it("says that no token was given, without the secret", async () => {
    const answer = json(
      { error: "invalid_client", error_description: "secret hunter2 is wrong" },
      401,
    );
    const { catalog } = start([answer], {
      auth: oAuthAuth({ clientId: "me", clientSecret: "hunter2" }),
    });
    const error: unknown = await catalog.load(name).catch((each: unknown) => each);
    expect(error).toMatchObject({ code: "CATALOG_ACCESS_DENIED" });
    expect(JSON.stringify(error) + String((error as Error).message)).not.toContain("hunter2");
  });
});

it("refuses what can't be right", () => {
  const bad = [
    { uri: "catalog.example", storage },
    { uri: "ftp://catalog.example", storage },
    { uri: "https://catalog.example" },
    { uri: "https://catalog.example", storage, token: "x" },
    { uri: "https://catalog.example", storage, purge: "yes" },
  ];
  for (const input of bad) expect(() => restCatalog(input as never)).toThrow(TypeError);
  expect(() => restCatalog({ uri: "https://c.example", storage, requestTimeoutMs: 0 })).toThrow(
    RangeError,
  );
  expect(() => bearerAuth("")).toThrow(TypeError);
  expect(() => oAuthAuth({ clientId: "x" } as never)).toThrow(TypeError);
});
