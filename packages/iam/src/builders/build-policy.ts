import { checkOptionNames, didYouMean, type Need } from "@cloudapi/core/internal";
import { checkArn, ROLE } from "../arn/arn-form.ts";
import { show } from "../arn/check-names.ts";
import { checkCatalogName, checkFunctionName, checkWorkGroup } from "../arn/check-service-names.ts";
import { ALL_NEEDS, type OperationName } from "../needs/all-needs.ts";
import { type BoundNeed, isUsed, type NeedValues } from "../needs/bind-needs.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { bindOperation } from "./bind-operation.ts";
import { directoryNeeds, isDirectoryUse } from "./directory-bucket.ts";
import { FRAME, type PolicyFrameInput, policyFrame } from "./policy-frame.ts";
import {
  type CheckedPlace,
  checkFolder,
  checkPlace,
  PLACE,
  type PolicyPlace,
  placeOfLocation,
} from "./s3-place.ts";
import {
  type CheckedServices,
  checkServices,
  checkUseful,
  DERIVED_CASES,
  SERVICE_USE,
  type ServiceUse,
} from "./use-services.ts";

/** An operation of CloudAPI, and what it works with. */
export interface OperationUse extends Partial<PolicyPlace>, ServiceUse {
  /** The function, such as `downloadFile`; handlers of Lambda have `buildLambdaPolicy` and `buildLoadPolicy`. */
  readonly operation: Exclude<OperationName, (typeof HANDLERS)[number]>;
  readonly database?: string;
  readonly table?: string;
  /** What `createMetricsView` makes. */
  readonly view?: string;
  readonly workGroup?: string;
  /** Of Lambda. */
  readonly functionName?: string;
  /** ARN of the role that a function is given. */
  readonly roleArn?: string;
  /** Where Athena writes results, `s3://bucket/prefix/`. */
  readonly outputLocation?: string;
  /** ARN of the KMS key of the results, or several. */
  readonly outputKmsKeyArn?: string | readonly string[];
  /** Where UNLOAD writes, `s3://bucket/prefix/`. */
  readonly unloadLocation?: string;
  /** ARN of the KMS key of what is unloaded, or several. */
  readonly unloadKmsKeyArn?: string | readonly string[];
  /** Where manifests for Redshift are written, `s3://bucket/prefix/`. */
  readonly manifestLocation?: string;
  /** ARN of the KMS key of the manifests, or several. */
  readonly manifestKmsKeyArn?: string | readonly string[];
  /** What it does beside the usual, such as `versions`, `ddl`, `insert`, `drop`; an error names those that there are. */
  readonly cases?: readonly string[];
}

/** Operations that one role runs. */
export interface PolicyInput extends PolicyFrameInput {
  readonly operations: readonly OperationUse[];
}

const WHAT = "buildPolicy";
const HANDLERS = ["createValidationHandler", "createLoadHandler"] as const;
const KNOWN = [
  ...PLACE,
  "operation",
  "database",
  "table",
  "view",
  "workGroup",
  "functionName",
  "roleArn",
  "outputLocation",
  "outputKmsKeyArn",
  "unloadLocation",
  "unloadKmsKeyArn",
  "manifestLocation",
  "manifestKmsKeyArn",
  "cases",
  ...SERVICE_USE,
] as const;
/** Of these the prefix is a folder. */
const FOLDERS: readonly string[] = ["s3Sink", "s3Storage", "glueCatalog", "glueRestCatalog"];

/**
 * The least that a role needs to run operations of CloudAPI, each at its place: what the other builders are for one role,
 * for any.
 *
 * @throws {TypeError} naming the field at fault, or what an operation has to be told
 * @throws {PolicySizeError} `POLICY_TOO_LARGE` past 6,144 characters (managed) or 10,240 (inline)
 *
 * @example
 * ```ts
 * import { buildPolicy } from "@cloudapi/iam";
 *
 * const policy = buildPolicy({
 *   operations: [
 *     { operation: "uploadFile", bucket: "cloudapi-logs-raw", prefix: "raw/" },
 *     { operation: "describeTable", database: "logs", table: "api_logs" },
 *   ],
 *   region: "eu-central-1",
 *   accountId: "123456789012",
 * });
 * console.log(policy.Statement.map(({ Sid }) => Sid)); // => ["ReadCatalog", "WriteObjects"]
 * ```
 */
export function buildPolicy(input: PolicyInput): PolicyDocument {
  if (typeof input !== "object" || input === null || !Array.isArray(input.operations))
    throw new TypeError(`${WHAT}: the input must be an object with a list of operations.`);
  checkOptionNames(WHAT, input, [...FRAME, "operations"]);
  const uses = input.operations.map(checkUse);
  const arns = uses.flatMap(({ place, results, unload, manifests, services, values }) => [
    ...[place, results, unload, manifests].flatMap((each) => each?.keys ?? []),
    ...services.arns,
    values.roleArn,
  ]);
  const frame = policyFrame(WHAT, input, arns);
  return frame.compose(uses.flatMap((use) => needsOf(use, frame.values)));
}

interface CheckedUse {
  readonly name: string;
  readonly operation: OperationUse["operation"];
  readonly place: CheckedPlace | undefined;
  /** The directory bucket that it uses instead of a place. */
  readonly directoryBucket: string | undefined;
  readonly results: CheckedPlace | undefined;
  readonly unload: CheckedPlace | undefined;
  readonly manifests: CheckedPlace | undefined;
  readonly services: CheckedServices;
  readonly values: NeedValues & { readonly roleArn: string | undefined };
  readonly cases: readonly string[];
}

function checkUse(use: OperationUse, index: number): CheckedUse {
  const name = `operations[${index}]`;
  checkOptionNames(`${WHAT}: ${name}`, use, KNOWN);
  const { operation, database, table, view, workGroup, functionName, roleArn, cases = [] } = use;
  checkOperation(name, operation);
  if (database !== undefined) checkCatalogName(WHAT, `${name}.database`, database);
  if (table !== undefined) checkCatalogName(WHAT, `${name}.table`, table);
  if (view !== undefined) checkCatalogName(WHAT, `${name}.view`, view);
  if (workGroup !== undefined) checkWorkGroup(WHAT, `${name}.workGroup`, workGroup);
  if (functionName !== undefined) checkFunctionName(WHAT, `${name}.functionName`, functionName);
  if (roleArn !== undefined) checkArn(WHAT, `${name}.roleArn`, roleArn, ROLE);
  checkCases(`${name}.cases`, operation, cases);
  const given = Object.fromEntries(
    SERVICE_USE.flatMap((each) => (use[each] === undefined ? [] : [[each, use[each]]])),
  ) as ServiceUse;
  const field = { what: WHAT, name };
  const services = checkServices(field, given);
  checkUseful(field, { operation, needs: ALL_NEEDS[operation].needs }, given);
  const isDirectory = isDirectoryUse(field, use);
  return {
    name,
    operation,
    place: isDirectory ? undefined : placeOf(name, use),
    directoryBucket: isDirectory ? use.bucket : undefined,
    results: placeAt(`${name}.outputLocation`, use.outputLocation, use.outputKmsKeyArn),
    unload: placeAt(`${name}.unloadLocation`, use.unloadLocation, use.unloadKmsKeyArn),
    manifests: placeAt(`${name}.manifestLocation`, use.manifestLocation, use.manifestKmsKeyArn),
    services,
    values: { database, table, view, workGroup, functionName, roleArn, ...services.values },
    cases: [...cases, ...services.cases],
  };
}

function checkOperation(name: string, operation: unknown): void {
  const known = Object.keys(ALL_NEEDS).filter((each) => !HANDLERS.some((one) => one === each));
  if (typeof operation === "string" && known.includes(operation)) return;
  const near = typeof operation === "string" ? didYouMean(operation, known) : undefined;
  const hint = near === undefined ? "" : ` Did you mean ${show(near)}?`;
  throw new TypeError(
    `${WHAT}: ${name}.operation must be a function of CloudAPI that calls AWS, not ${show(operation)}.${hint}`,
  );
}

function checkCases(name: string, operation: OperationName, cases: readonly string[]): void {
  const needs: readonly Need[] = ALL_NEEDS[operation].needs;
  const known = [
    ...new Set(needs.flatMap(({ when = [], within = [] }) => [...within, when].flat())),
  ]
    // These follow from the keys and the places that are given.
    .filter((each) => !DERIVED_CASES.includes(each) && !each.endsWith("Key"));
  const other = cases.find((each) => !known.includes(each));
  if (other === undefined) return;
  throw new TypeError(
    `${WHAT}: ${name} of ${operation} must be among ${known.join(", ") || "none"}, not ${show(other)}.`,
  );
}

function placeOf(name: string, use: OperationUse): CheckedPlace | undefined {
  const { operation, bucket, prefix, kmsKeyArn } = use;
  if (bucket === undefined && prefix === undefined && kmsKeyArn === undefined) return undefined;
  const check = FOLDERS.includes(operation) ? checkFolder : checkPlace;
  return check({ what: WHAT, name }, use as PolicyPlace);
}

function placeAt(
  name: string,
  location: string | undefined,
  kmsKeyArn: OperationUse["kmsKeyArn"],
): CheckedPlace | undefined {
  return location === undefined
    ? undefined
    : placeOfLocation({ what: WHAT, name }, location, kmsKeyArn);
}

/** What stands for a part of a place is given with the place. */
const GIVEN_BY: Readonly<Record<string, keyof OperationUse>> = {
  "manifests.bucket": "manifestLocation",
  "manifests.prefix": "manifestLocation",
  "unload.bucket": "unloadLocation",
  "unload.prefix": "unloadLocation",
  "results.bucket": "outputLocation",
  "results.prefix": "outputLocation",
};

function needsOf(use: CheckedUse, frame: NeedValues): BoundNeed[] {
  const { place, results, unload, manifests, directoryBucket: bucket } = use;
  if (bucket !== undefined)
    return directoryNeeds({ what: WHAT, name: use.name }, { ...use, bucket }, frame);
  const values = { ...frame, ...use.values };
  const given: Readonly<Record<string, unknown>> = {
    ...values,
    bucket: place?.bucket,
    prefix: place?.prefix,
    outputLocation: results,
    unloadLocation: unload,
    manifestLocation: manifests,
  };
  const needs: readonly Need[] = ALL_NEEDS[use.operation].needs;
  const missing = needs
    .filter((need) => isUsed(need, use.cases))
    .flatMap(({ resource }) => [...resource.matchAll(/\{([\w.]+)\}/g)].map(([, name = ""]) => name))
    .map((name) => GIVEN_BY[name] ?? name)
    .find((name) => given[name] === undefined);
  if (missing !== undefined)
    throw new TypeError(`${WHAT}: ${use.operation} (${use.name}) needs ${missing}; give it.`);
  return bindOperation(ALL_NEEDS[use.operation], { ...use, values });
}
