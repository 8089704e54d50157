import type { Dataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { s3Needs } from "@cloudapi/s3/needs";
import { transformNeeds } from "@cloudapi/transform/needs";
import type { BoundNeed } from "../needs/bind-needs.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { bindOperation } from "./bind-operation.ts";
import { checkFunction, FUNCTION_INPUT, type FunctionInput } from "./function-platform.ts";
import { FRAME, type PolicyFrameInput, policyFrame } from "./policy-frame.ts";
import {
  type CheckedPlace,
  checkFolder,
  checkOnlyPlace,
  checkPlace,
  PLACE,
  type PolicyPlace,
} from "./s3-place.ts";

/** Files that a transformation reads. */
export interface TransformSource extends PolicyPlace {
  /** Whether versions are named, as `s3Source` may; false when left out. */
  readonly versions?: boolean;
  /** Whether the files are listed, to find those that are new; false when left out. */
  readonly list?: boolean;
}

/** What a run of `transform` from `s3Source` to `s3Sink` works with. */
export interface TransformPolicyInput extends PolicyFrameInput, FunctionInput {
  /** Where the files are; none when they are not in S3. */
  readonly sources?: readonly TransformSource[];
  /** Where the table is, with its manifests and rejected rows: a folder; that of the dataset's name when `dataset` is given. */
  readonly destination: PolicyPlace;
  /** The contract, whose name is the folder of the table unless `destination.prefix` is given. */
  readonly dataset?: Pick<Dataset, "name">;
}

const WHAT = "buildTransformPolicy";

/**
 * The least that a role needs to run `transform` from files in S3 to a table in S3: read the files, write and replace the
 * table's objects, and list it. For a function, such as that of `createTransformHandler`, what Lambda does with the role comes in addition.
 *
 * @throws {TypeError} naming the field at fault
 * @throws {PolicySizeError} `POLICY_TOO_LARGE` past 6,144 characters (managed) or 10,240 (inline)
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { buildTransformPolicy } from "@cloudapi/iam";
 *
 * const policy = buildTransformPolicy({
 *   sources: [{ bucket: "cloudapi-logs-raw", prefix: "raw/" }],
 *   destination: { bucket: "cloudapi-logs-processed" },
 *   dataset: apiLogs,
 *   accountId: "123456789012",
 * });
 * const [list] = policy.Statement;
 * console.log(list?.Condition?.StringLike); // => { "s3:prefix": ["api_logs/*"] }
 * ```
 */
export function buildTransformPolicy(input: TransformPolicyInput): PolicyDocument {
  if (typeof input !== "object" || input === null)
    throw new TypeError(`${WHAT}: the input must be an object with destination.`);
  checkOptionNames(WHAT, input, [...FRAME, ...FUNCTION_INPUT, "sources", "destination", "dataset"]);
  const sources = (input.sources ?? []).map(checkSource);
  const destination = destinationOf(input);
  const lambda = checkFunction(WHAT, input);
  const frame = policyFrame(WHAT, input, [
    ...lambda.arns,
    ...sources.flatMap(({ place }) => place.keys),
    ...destination.keys,
  ]);
  const { values } = frame;
  return frame.compose([
    ...sources.flatMap((source) => sourceNeeds(source, values)),
    ...bindOperation(transformNeeds.s3Sink, { values, place: destination }),
    ...lambda.needs(values),
  ]);
}

interface CheckedSource {
  readonly place: CheckedPlace;
  readonly versions: boolean;
  readonly list: boolean;
}

function checkSource(source: TransformSource, index: number): CheckedSource {
  const name = `sources[${index}]`;
  const place = checkPlace({ what: WHAT, name }, source);
  checkOptionNames(`${WHAT}: ${name}`, source, [...PLACE, "versions", "list"]);
  return { place, versions: source.versions === true, list: source.list === true };
}

function destinationOf({ destination, dataset }: TransformPolicyInput): CheckedPlace {
  const field = { what: WHAT, name: "destination" };
  const place = checkOnlyPlace(field, destination);
  const prefix = destination.prefix ?? dataset?.name;
  if (prefix === undefined)
    throw new TypeError(
      `${WHAT}: give destination.prefix, or the dataset whose name is the table's folder; "" is the whole bucket.`,
    );
  return checkFolder(field, { bucket: place.bucket, prefix, kmsKeyArn: place.keys });
}

function sourceNeeds(
  { place, versions, list }: CheckedSource,
  values: Parameters<typeof bindOperation>[1]["values"],
): BoundNeed[] {
  const read = { values, place, cases: versions ? ["versions"] : [] };
  return [
    ...bindOperation(transformNeeds.s3Source, read),
    ...(list ? bindOperation(s3Needs.listObjects, { values, place }) : []),
  ];
}
