import { glueNeeds } from "@cloudapi/athena/needs";
import type { Dataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { icebergNeeds } from "@cloudapi/iceberg/needs";
import { ingestNeeds } from "@cloudapi/ingest/needs";
import { checkAccount, checkRegion } from "../arn/check-account.ts";
import { checkCatalogName } from "../arn/check-service-names.ts";
import { type BoundNeed, bindNeeds, type NeedValues } from "../needs/bind-needs.ts";
import { ROLE_NEEDS } from "../needs/role-needs.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { bindOperation } from "./bind-operation.ts";
import { checkSecrets, logGroupArn, SECRET_INPUT, type SecretInput } from "./optional-arns.ts";
import { FRAME, type PolicyFrameInput, policyFrame } from "./policy-frame.ts";
import { type CheckedPlace, checkFolder, checkOnlyPlace, type PolicyPlace } from "./s3-place.ts";
import { ANY_TABLE, checkTableNames } from "./table-names.ts";

/** What a load of databases into the lake works with. */
export interface IngesterPolicyInput extends PolicyFrameInput, SecretInput {
  readonly region: string;
  readonly accountId: string;
  /** Where tables are written, with their manifests and state: a folder of a bucket each. */
  readonly targets: readonly PolicyPlace[];
  /** The catalog database of the tables; none when nothing is registered. */
  readonly database?: string;
  /** The tables, by name or contract; any of the database when left out. */
  readonly tables?: readonly (string | Pick<Dataset, "name">)[];
  /** Whether the database is made where it is missing; true when left out. */
  readonly createDatabase?: boolean;
  /** `files` (the default), or `iceberg` for tables with snapshots in the Glue catalog. */
  readonly format?: "files" | "iceberg";
  /** Name or ARN of the log group that it writes to. */
  readonly logGroup?: string;
}

const WHAT = "buildIngesterPolicy";
const KNOWN = [
  ...FRAME,
  ...SECRET_INPUT,
  "targets",
  "database",
  "tables",
  "createDatabase",
  "format",
  "logGroup",
] as const satisfies readonly (keyof IngesterPolicyInput)[];

/**
 * The least that a role needs to load tables of databases into the lake: write and replace objects below the targets, keep its
 * state there, register the tables, and read the secret that signs in to the database.
 *
 * @throws {TypeError} naming the field at fault
 * @throws {PolicySizeError} `POLICY_TOO_LARGE` past 6,144 characters (managed) or 10,240 (inline)
 *
 * @example
 * ```ts
 * import { buildIngesterPolicy } from "@cloudapi/iam";
 *
 * const policy = buildIngesterPolicy({
 *   region: "eu-central-1",
 *   accountId: "123456789012",
 *   targets: [{ bucket: "cloudapi-lake", prefix: "shop/" }],
 *   database: "datalake_db",
 *   tables: ["ms1_users", "ms1_orders"],
 *   secretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop-Ab12Cd",
 * });
 * const [secret] = policy.Statement.filter(({ Sid }) => Sid === "ReadSecret");
 * console.log(secret?.Action); // => ["secretsmanager:GetSecretValue"]
 * ```
 */
export function buildIngesterPolicy(input: IngesterPolicyInput): PolicyDocument {
  if (typeof input !== "object" || input === null)
    throw new TypeError(`${WHAT}: the input must be an object with targets.`);
  checkOptionNames(WHAT, input, KNOWN);
  checkRegion(WHAT, "region", input.region);
  checkAccount(WHAT, "accountId", input.accountId);
  const targets = checkTargets(input.targets);
  const catalog = checkCatalog(input);
  const secrets = checkSecrets(WHAT, input);
  const keys = [...targets.flatMap((place) => place.keys), ...secrets.arns];
  const { values, compose } = policyFrame(WHAT, input, keys);
  const logs = logGroupArn(WHAT, input.logGroup, values);
  return compose([
    ...targets.flatMap((place) => bindOperation(writes(catalog), { values, place })),
    ...catalogNeeds(catalog, values),
    ...secrets.needs(values),
    ...(logs === undefined
      ? []
      : bindNeeds(ROLE_NEEDS.writeLogs, { ...values, logGroupArn: logs })),
  ]);
}

interface CheckedCatalog {
  readonly database: string | undefined;
  readonly tables: readonly string[];
  readonly createDatabase: boolean;
  readonly isIceberg: boolean;
}

function checkTargets(targets: unknown): CheckedPlace[] {
  if (!Array.isArray(targets) || targets.length === 0)
    throw new TypeError(`${WHAT}: targets must be a list of at least one { bucket, prefix }.`);
  return targets.map((target: PolicyPlace, index) => {
    const field = { what: WHAT, name: `targets[${index}]` };
    checkOnlyPlace(field, target);
    return checkFolder(field, target);
  });
}

function checkCatalog(input: IngesterPolicyInput): CheckedCatalog {
  const { database, tables, createDatabase = true, format = "files" } = input;
  if (database !== undefined) checkCatalogName(WHAT, "database", database);
  if (database === undefined && (tables !== undefined || format === "iceberg"))
    throw new TypeError(`${WHAT}: give database, in which the tables are.`);
  if (typeof createDatabase !== "boolean")
    throw new TypeError(`${WHAT}: createDatabase must be true or false.`);
  if (format !== "files" && format !== "iceberg")
    throw new TypeError(`${WHAT}: format must be files or iceberg, not ${String(format)}.`);
  const names = tables === undefined ? [ANY_TABLE] : checkTableNames(WHAT, tables);
  return { database, tables: names, createDatabase, isIceberg: format === "iceberg" };
}

/** What is written of files; the storage of Iceberg tables, whose catalog is told apart. */
function writes({ isIceberg }: CheckedCatalog) {
  return isIceberg ? icebergNeeds.s3Storage : ingestNeeds.ingest;
}

function catalogNeeds(
  { database, tables, createDatabase, isIceberg }: CheckedCatalog,
  frame: NeedValues,
): BoundNeed[] {
  if (database === undefined) return [];
  const values = { ...frame, database };
  const tableNeeds = isIceberg
    ? [icebergCatalog]
    : [glueNeeds.ensureTable, glueNeeds.ensurePartitions];
  return [
    ...(createDatabase ? bindNeeds(glueNeeds.ensureDatabase, values) : []),
    ...tables.flatMap((table) =>
      tableNeeds.flatMap((operation) => bindNeeds(operation, { ...values, table })),
    ),
  ];
}

/** What the catalog does, without its storage. */
const icebergCatalog = {
  ...icebergNeeds.glueCatalog,
  needs: icebergNeeds.glueCatalog.needs.filter(({ action }) => action.startsWith("glue:")),
};
