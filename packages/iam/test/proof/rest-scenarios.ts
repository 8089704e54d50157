import { type IcebergCatalog, memoryStorage, type TableStorage } from "@cloudapi/iceberg";
import { restCatalog } from "@cloudapi/iceberg/rest";
import { s3Storage } from "@cloudapi/iceberg/s3";
import { emptyMetadata } from "../../../iceberg/test/empty-metadata.ts";
import type { Watch } from "./guard.ts";
import { ACCOUNT, type AuthorizedRequest, REGION } from "./requests-of.ts";
import { LAKE, type Scenario, scenario } from "./scenario.ts";
import { useStorage } from "./use-storage.ts";

const NAME = { namespace: "watched_lake", name: "api_logs" };
const TABLE_BUCKET = `arn:aws:s3tables:${REGION}:${ACCOUNT}:bucket/watched-tables`;
const GLUE = `arn:aws:glue:${REGION}:${ACCOUNT}`;
const metadata = emptyMetadata(`s3://${LAKE}/rest/api_logs`);

/** A request to Iceberg's REST protocol, by what it is for. */
const OPERATIONS = [
  ["GET", /\/v1\/config/, "getConfig"],
  ["GET", /\/namespaces\/[^/]+$/, "loadNamespace"],
  ["POST", /\/namespaces$/, "createNamespace"],
  ["POST", /\/tables$/, "createTable"],
  ["GET", /\/tables\/[^/]+$/, "loadTable"],
  ["POST", /\/tables\/[^/]+$/, "updateTable"],
  ["DELETE", /\/tables\/[^/]+$/, "dropTable"],
] as const;
type Operation = (typeof OPERATIONS)[number][2];

type Asked = Readonly<Record<Operation, readonly (readonly [action: string, of: string])[]>>;

/** What S3 Tables asks for, from its guide's table of REST operations. */
const OF_S3_TABLES: Asked = {
  getConfig: [["GetTableBucket", "bucket"]],
  loadNamespace: [["GetNamespace", "namespace"]],
  createNamespace: [["CreateNamespace", "bucket"]],
  createTable: [
    ["CreateTable", "namespace"],
    ["PutTableData", "table"],
  ],
  loadTable: [
    ["GetTableMetadataLocation", "table"],
    ["GetTableData", "table"],
  ],
  updateTable: [
    ["UpdateTableMetadataLocation", "table"],
    ["PutTableData", "table"],
    ["GetTableData", "table"],
  ],
  dropTable: [["DeleteTable", "table"]],
};

/** What Glue asks for, from its guide. */
const OF_GLUE: Asked = {
  getConfig: [["GetCatalog", "catalog"]],
  loadNamespace: [["GetDatabase", "database"]],
  createNamespace: [["CreateDatabase", "database"]],
  createTable: [["CreateTable", "table"]],
  loadTable: [["GetTable", "table"]],
  updateTable: [["UpdateTable", "table"]],
  dropTable: [["DeleteTable", "table"]],
};

function onS3Tables(action: string, of: string): AuthorizedRequest[] {
  const namespace = { "s3tables:namespace": NAME.namespace };
  const isTable = of === "table";
  return [
    {
      action: `s3tables:${action}`,
      resource: isTable ? `${TABLE_BUCKET}/table/0f1e2d3c` : TABLE_BUCKET,
      context: {
        ...(of === "bucket" ? {} : namespace),
        ...(isTable ? { "s3tables:tableName": NAME.name } : {}),
      },
      call: action,
    },
  ];
}

function onGlue(action: string, of: string): AuthorizedRequest[] {
  const { namespace, name } = NAME;
  const database = ["catalog", `database/${namespace}`];
  const places = {
    catalog: ["catalog"],
    database,
    table: [...database, `table/${namespace}/${name}`],
  };
  return places[of as keyof typeof places].map((resource) => ({
    action: `glue:${action}`,
    resource: `${GLUE}:${resource}`,
    context: {},
    call: action,
  }));
}

/** A catalog whose requests are authorized before they are answered. */
function catalogOf(
  { ask }: Watch,
  { asked, on }: { readonly asked: Asked; readonly on: typeof onGlue },
  storage: TableStorage,
): IcebergCatalog {
  let hasNamespace = false;
  const answer = JSON.stringify({ "metadata-location": "s3://x/1.json", metadata });
  const send = async (url: unknown, { method = "" }: RequestInit = {}) => {
    const { pathname } = new URL(String(url));
    const [, , operation] =
      OPERATIONS.find(([verb, path]) => verb === method && path.test(pathname)) ?? [];
    if (operation === undefined) throw new Error(`unknown: ${method} ${pathname}`);
    ask(asked[operation].flatMap(([action, of]) => on(action, of)));
    if (operation === "getConfig") return Response.json({ defaults: {}, overrides: {} });
    if (operation === "loadNamespace" && !hasNamespace)
      return Response.json({ error: { message: "none", code: 404 } }, { status: 404 });
    if (operation === "createNamespace") hasNamespace = true;
    return operation.endsWith("Namespace") ? Response.json({}) : new Response(answer);
  };
  return restCatalog({
    uri: "https://catalog.example/iceberg",
    storage,
    purge: true,
    fetch: send as typeof fetch,
  });
}

/** The life of a table in its catalog. */
async function live(catalog: IcebergCatalog): Promise<void> {
  await catalog.ensureNamespace(NAME.namespace);
  const made = await catalog.create(NAME, metadata);
  await catalog.load(NAME);
  await catalog.commit(made, { requirements: [], updates: [] });
  await catalog.drop(NAME);
}

/** The storage of a table of S3 Tables: what S3's requests to it ask for. */
function storageOfTable({ ask }: Watch): TableStorage {
  const storage = memoryStorage();
  return {
    ...storage,
    read(uri, options) {
      ask(onS3Tables("GetTableData", "table"));
      return storage.read(uri, options);
    },
    write(uri, written, options) {
      ask(onS3Tables("PutTableData", "table"));
      return storage.write(uri, written, options);
    },
  };
}

const table = { database: NAME.namespace, table: NAME.name } as const;
const cases = ["createDatabase", "drop"];

export const REST_SCENARIOS: readonly Scenario[] = [
  scenario(
    { operation: "s3TablesCatalog", tableBucket: "watched-tables", ...table, cases },
    async (watched) => {
      const storage = storageOfTable(watched);
      await live(catalogOf(watched, { asked: OF_S3_TABLES, on: onS3Tables }, storage));
      await storage.write(`${storage.root}a`, new Uint8Array(3));
      await storage.read(`${storage.root}a`);
    },
  ),
  scenario(
    { operation: "glueRestCatalog", bucket: LAKE, prefix: "rest/", ...table, cases },
    async (watched) => {
      const storage = s3Storage(watched.clients.s3, { bucket: LAKE, prefix: "rest" });
      await live(catalogOf(watched, { asked: OF_GLUE, on: onGlue }, storage));
      await useStorage(storage);
    },
  ),
];
