import type { Dataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { checkAccount, checkRegion } from "../arn/check-account.ts";
import { checkCatalogName } from "../arn/check-service-names.ts";
import type { BoundNeed, NeedValues } from "../needs/bind-needs.ts";
import { ROLE_NEEDS } from "../needs/role-needs.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { bindOperation } from "./bind-operation.ts";
import { checkSecrets, SECRET_INPUT, type SecretInput } from "./optional-arns.ts";
import { FRAME, type PolicyFrameInput, policyFrame } from "./policy-frame.ts";
import {
  type CheckedPlace,
  checkFolder,
  checkOnlyPlace,
  type PolicyPlace,
  placeOfLocation,
} from "./s3-place.ts";
import { ANY_TABLE, checkTableNames } from "./table-names.ts";

/** What a Glue job works with. */
export interface GlueJobPolicyInput extends PolicyFrameInput, SecretInput {
  readonly region: string;
  readonly accountId: string;
  /** The script, `s3://bucket/scripts/job.py`, or the folder of the scripts and libraries, which ends in a slash. */
  readonly scriptLocation: string;
  /** The job's `--TempDir`, `s3://bucket/temp/`. */
  readonly tempLocation?: string;
  readonly sources?: readonly PolicyPlace[];
  readonly targets?: readonly PolicyPlace[];
  /** The catalog database of the tables. */
  readonly database?: string;
  /** Tables that are read, by name or contract, beside those that are written; when left out, these alone, or any of the database where none is named. */
  readonly readTables?: readonly (string | Pick<Dataset, "name">)[];
  /** Tables that are made or changed; any of the database when left out and there are targets. */
  readonly writeTables?: readonly (string | Pick<Dataset, "name">)[];
  /** Whether the job writes metrics to CloudWatch; true when left out. */
  readonly metrics?: boolean;
}

const WHAT = "buildGlueJobPolicy";
const KNOWN = [
  ...FRAME,
  ...SECRET_INPUT,
  "scriptLocation",
  "tempLocation",
  "sources",
  "targets",
  "database",
  "readTables",
  "writeTables",
  "metrics",
] as const satisfies readonly (keyof GlueJobPolicyInput)[];

/**
 * The least that the role of a Glue job needs: its script, its temporary folder, sources and targets, the tables of one
 * database, logs and metrics. Hadoop's file systems ask whether there is a folder, and mark it: the keys of folders (`api_logs`,
 * `api_logs_$folder$`) are in it, and listing without a prefix, which lets the job see the names of all keys of the bucket. `buildTrustPolicy({ service: "glue.amazonaws.com", … })` lets Glue assume it, and
 * `checkGlueRole` tells whether a role has what its job needs.
 *
 * @throws {TypeError} naming the field at fault
 * @throws {PolicySizeError} `POLICY_TOO_LARGE` past 6,144 characters (managed) or 10,240 (inline)
 *
 * @example
 * ```ts
 * import { buildGlueJobPolicy } from "@cloudapi/iam";
 *
 * const policy = buildGlueJobPolicy({
 *   region: "eu-central-1",
 *   accountId: "123456789012",
 *   scriptLocation: "s3://cloudapi-jobs/scripts/nightly.py",
 *   sources: [{ bucket: "cloudapi-logs-raw", prefix: "raw/" }],
 *   targets: [{ bucket: "cloudapi-lake", prefix: "api_logs/" }],
 *   database: "logs",
 *   writeTables: ["api_logs"],
 * });
 * const deletes = policy.Statement.filter(({ Action }) => Action.includes("s3:DeleteObject"));
 * console.log(deletes.flatMap(({ Resource }) => Resource).sort());
 * // => ["arn:aws:s3:::cloudapi-lake/api_logs/*", "arn:aws:s3:::cloudapi-lake/api_logs_$folder$"]
 * ```
 */
export function buildGlueJobPolicy(input: GlueJobPolicyInput): PolicyDocument {
  if (typeof input !== "object" || input === null)
    throw new TypeError(`${WHAT}: the input must be an object with scriptLocation.`);
  checkOptionNames(WHAT, input, KNOWN);
  checkRegion(WHAT, "region", input.region);
  checkAccount(WHAT, "accountId", input.accountId);
  if (![undefined, true, false].includes(input.metrics))
    throw new TypeError(`${WHAT}: metrics must be true or false.`);
  const places = checkPlaces(input);
  const tables = checkTables(input);
  const secrets = checkSecrets(WHAT, input);
  const keys = [...places.flatMap(({ place }) => place.keys), ...secrets.arns];
  const { values, compose } = policyFrame(WHAT, input, keys);
  const always = ["logs", ...(input.metrics === false ? [] : ["metrics"])];
  return compose([
    ...bindJob(values, always),
    ...places.flatMap((place) => bindPlace(values, place)),
    ...tables.flatMap(({ table, cases }) =>
      bindJob({ ...values, database: input.database, table }, cases),
    ),
    ...secrets.needs(values),
  ]);
}

function bindJob(values: NeedValues, cases: readonly string[], place?: CheckedPlace): BoundNeed[] {
  return bindOperation(ROLE_NEEDS.glueJob, { values, cases, place });
}

/** The folder of a place, and those above it, are asked about by their keys without a slash at their end. */
function bindPlace(values: NeedValues, { place, cases }: JobPlace): BoundNeed[] {
  const parts = place.prefix.split("/").slice(0, -1);
  const folders = parts.map((_, at) => parts.slice(0, at + 1).join("/"));
  const [folder, parents] = [folders.slice(-1), folders.slice(0, -1)];
  const around = cases.flatMap((each) => [
    ...(folder.length === 0 ? [] : [`${each}Folder`]),
    ...(parents.length === 0 ? [] : [`${each}Parents`]),
  ]);
  return bindJob({ ...values, folder, parents }, [...cases, ...around], place);
}

interface JobPlace {
  readonly place: CheckedPlace;
  readonly cases: readonly ("read" | "write" | "list")[];
}

function checkPlaces(input: GlueJobPolicyInput): JobPlace[] {
  const { scriptLocation, tempLocation, sources = [], targets = [] } = input;
  const script = { what: WHAT, name: "scriptLocation" };
  const temp = { what: WHAT, name: "tempLocation" };
  return [
    { place: scriptPlace(script, scriptLocation), cases: ["read"] },
    ...(tempLocation === undefined
      ? []
      : [{ place: placeOfLocation(temp, tempLocation), cases: ["write"] as const }]),
    ...checkFolders("sources", sources).map((place) => ({
      place,
      cases: ["read", "list"] as const,
    })),
    ...checkFolders("targets", targets).map((place) => ({ place, cases: ["write"] as const })),
  ];
}

/** One file is that key alone, as far as a policy can say so: keys that begin with it are let in with it. */
function scriptPlace(field: { what: string; name: string }, location: unknown): CheckedPlace {
  const place = placeOfLocation(field, location);
  if (place.prefix === "")
    throw new TypeError(
      `${field.what}: ${field.name} must name the script or its folder, s3://bucket/scripts/, not the whole bucket.`,
    );
  if (typeof location !== "string" || location.endsWith("/")) return place;
  return { ...place, prefix: place.prefix.replace(/\/$/, "") };
}

function checkFolders(name: "sources" | "targets", places: unknown): CheckedPlace[] {
  if (!Array.isArray(places))
    throw new TypeError(`${WHAT}: ${name} must be a list of { bucket, prefix }.`);
  return places.map((place: PolicyPlace, index) => {
    const field = { what: WHAT, name: `${name}[${index}]` };
    checkOnlyPlace(field, place);
    return checkFolder(field, place);
  });
}

interface JobTable {
  readonly table: string;
  readonly cases: readonly string[];
}

function checkTables({
  database,
  readTables,
  writeTables,
  targets = [],
}: GlueJobPolicyInput): JobTable[] {
  if (database === undefined) {
    if (readTables === undefined && writeTables === undefined) return [];
    throw new TypeError(`${WHAT}: give database, in which the tables are.`);
  }
  checkCatalogName(WHAT, "database", database);
  const named = (field: "readTables" | "writeTables", tables: typeof readTables) =>
    tables === undefined ? [ANY_TABLE] : checkTableNames(WHAT, tables, field);
  const read = named("readTables", readTables ?? writeTables);
  const written =
    writeTables === undefined && targets.length === 0 ? [] : named("writeTables", writeTables);
  return [
    ...[...read, ...written].map((table) => ({ table, cases: ["catalog", ...listing(table)] })),
    ...written.map((table) => ({ table, cases: ["changeCatalog"] })),
  ];
}

/** Who may use any table may list them. */
function listing(table: string): string[] {
  return table === ANY_TABLE ? ["anyTable"] : [];
}
