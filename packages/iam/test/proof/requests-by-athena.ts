import {
  ACCOUNT,
  type AuthorizedRequest,
  requestsToGlue,
  requestsToKms,
  requestsToS3,
} from "./requests-of.ts";

/** A place with an object of it. */
interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

/** A query's table and where its results go. */
export interface QueryPlaces {
  readonly database: string;
  readonly table: string;
  /** An object of the table. */
  readonly object: ObjectPlace;
  readonly results: ObjectPlace;
  /** An object of what UNLOAD writes. */
  readonly unload?: ObjectPlace | undefined;
  readonly isIceberg?: boolean | undefined;
  /** Keys under which the objects lie. */
  readonly keys?:
    | { readonly table: string; readonly results: string; readonly unload?: string }
    | undefined;
}

/** What a statement does beside finding its table and writing results. */
interface StatementUse {
  /** Actions of Glue on the table. */
  readonly catalog?: readonly string[];
  /** Actions of Glue on the view that is named. */
  readonly view?: readonly string[];
  /** Commands of S3 on an object of the table. */
  readonly objects?: readonly string[];
  /** Whether only the columns of the table are looked up. */
  readonly isBlind?: boolean;
}

const WRITES = ["PutObject", "AbortMultipartUpload", "ListParts"];

/** Statements by their beginnings, and what each does, from Athena's guide. */
const STATEMENTS: readonly (readonly [RegExp, StatementUse | "ofIceberg"])[] = [
  [
    /^CREATE OR REPLACE VIEW\b/i,
    { view: ["GetTable", "CreateTable", "UpdateTable"], isBlind: true },
  ],
  [/^DROP VIEW\b/i, { view: ["GetTable", "DeleteTable"], isBlind: true }],
  [
    /^CREATE TABLE\b.*\bAS\s+SELECT\b/is,
    { catalog: ["CreateTable", "BatchCreatePartition"], objects: WRITES },
  ],
  [/^(INSERT|DROP TABLE)\b/i, "ofIceberg"],
  [/^(MERGE|UPDATE|DELETE|OPTIMIZE)\b/i, { catalog: ["UpdateTable"], objects: WRITES }],
  [/^VACUUM\b/i, { catalog: ["UpdateTable"], objects: [...WRITES, "DeleteObject"] }],
  [
    /^(MSCK|ALTER TABLE \S+ (ADD|DROP)( IF (NOT )?EXISTS)? PARTITION)\b/i,
    { catalog: ["GetPartition", "BatchCreatePartition", "DeletePartition"] },
  ],
  [/^(CREATE|ALTER)\b/i, { catalog: ["CreateTable", "UpdateTable"] }],
];

const OF_ICEBERG: Readonly<Record<string, readonly [hive: StatementUse, iceberg: StatementUse]>> = {
  INSERT: [
    { catalog: ["GetPartition", "BatchCreatePartition"], objects: WRITES },
    { catalog: ["UpdateTable"], objects: WRITES },
  ],
  DROP: [{ catalog: ["DeleteTable"] }, { catalog: ["DeleteTable"], objects: ["DeleteObject"] }],
};

function useOf(sql: string, { isIceberg = false }: QueryPlaces): StatementUse {
  const text = sql.trim();
  const found = STATEMENTS.find(([begins]) => begins.test(text))?.[1] ?? {};
  if (found !== "ofIceberg") return found;
  const [word = ""] = text.toUpperCase().split(/\s/);
  return OF_ICEBERG[word]?.[isIceberg ? 1 : 0] ?? {};
}

/**
 * What Athena asks of Glue, S3 and KMS with the caller's rights, from its guide: no request of ours brings it, so that no
 * recording of ours can hold it.
 */
export function requestsByAthena(sql: string, places: QueryPlaces): AuthorizedRequest[] {
  const use = useOf(sql, places);
  const session = requestsToGlue({ name: "GetDatabase", input: { Name: "default" } }).slice(1);
  return [
    ...catalogRequests(sql, use, places),
    ...session,
    ...tableRequests(use, places),
    ...unloadRequests(sql, places),
    ...requestsOfResults(places),
  ].map((each) => ({ ...each, call: "(Athena)" }));
}

function catalogRequests(
  sql: string,
  { catalog = [], view = [], isBlind = false }: StatementUse,
  { database, table }: QueryPlaces,
): AuthorizedRequest[] {
  const named = /\bVIEW\s+(?:IF EXISTS\s+)?(?:"\w+"[.])?"?(\w+)/i.exec(sql)?.[1];
  const onTable = ["GetDatabase", "GetTable", ...(isBlind ? [] : ["GetPartitions"]), ...catalog];
  return [
    ...onTable.map((name) => ({ name, of: name.endsWith("Database") ? database : table })),
    ...view.map((name) => ({ name, of: named })),
  ].flatMap(({ name, of }) =>
    requestsToGlue({ name, input: { DatabaseName: database, Name: of } }),
  );
}

function tableRequests(
  { objects = [], isBlind = false }: StatementUse,
  { object, keys }: QueryPlaces,
): AuthorizedRequest[] {
  if (isBlind) return [];
  const uses = objects.includes("PutObject") ? (["Decrypt", "GenerateDataKey"] as const) : [];
  return [
    ...listing(object),
    ...["GetObject", ...objects].flatMap((name) => onObject(name, object)),
    ...underKey(keys?.table, object, ["Decrypt", ...uses]),
  ];
}

function unloadRequests(sql: string, { unload, keys }: QueryPlaces): AuthorizedRequest[] {
  if (unload === undefined || !/^\s*UNLOAD\b/i.test(sql)) return [];
  return [
    ...listing(unload),
    ...WRITES.flatMap((name) => onObject(name, unload)),
    ...underKey(keys?.unload, unload, ["Decrypt", "GenerateDataKey"]),
  ];
}

function requestsOfResults({ results, keys }: QueryPlaces): AuthorizedRequest[] {
  const location = {
    action: "s3:GetBucketLocation",
    resource: `arn:aws:s3:::${results.bucket}`,
    context: { "aws:ResourceAccount": ACCOUNT },
    call: "(Athena)",
  };
  return [
    location,
    ...requestsToS3({ name: "ListMultipartUploads", input: { Bucket: results.bucket } }),
    ...listing(results),
    ...["GetObject", ...WRITES].flatMap((name) => onObject(name, results)),
    ...underKey(keys?.results, results, ["Decrypt", "GenerateDataKey"]),
  ];
}

/** Athena reads the object of the results for who asks for rows. */
export function requestsForResults({ results, keys }: QueryPlaces): AuthorizedRequest[] {
  return [...onObject("GetObject", results), ...underKey(keys?.results, results, ["Decrypt"])].map(
    (each) => ({ ...each, call: "(Athena)" }),
  );
}

function onObject(name: string, { bucket, key }: ObjectPlace): AuthorizedRequest[] {
  const input = { Bucket: bucket, Key: key };
  return requestsToS3({ name, input });
}

function listing({ bucket, key }: ObjectPlace): AuthorizedRequest[] {
  const Prefix = key.slice(0, key.lastIndexOf("/") + 1);
  return requestsToS3({ name: "ListObjectsV2", input: { Bucket: bucket, Prefix } });
}

function underKey(
  key: string | undefined,
  { bucket, key: name }: ObjectPlace,
  actions: readonly ("Decrypt" | "GenerateDataKey")[],
): AuthorizedRequest[] {
  if (key === undefined) return [];
  const object = `arn:aws:s3:::${bucket}/${name}`;
  return actions.map((action) => requestsToKms(`kms:${action}`, key, object));
}
