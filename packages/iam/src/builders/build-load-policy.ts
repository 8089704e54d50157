import { checkOptionNames } from "@cloudapi/core/internal";
import { redshiftNeeds } from "@cloudapi/redshift/needs";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { bindOperation } from "./bind-operation.ts";
import { checkFunction, FUNCTION_INPUT, type FunctionInput } from "./function-platform.ts";
import { checkSecrets, SECRET_INPUT, type SecretInput } from "./optional-arns.ts";
import { FRAME, type PolicyFrameInput, policyFrame } from "./policy-frame.ts";
import { checkRedshift, type RedshiftAccess } from "./redshift-access.ts";
import { checkFolder, checkOnlyPlace, type PolicyPlace } from "./s3-place.ts";

/** Where files and manifests lie. */
interface LoadPlaces extends PolicyFrameInput {
  /** The files: a bucket and the prefix of their keys. */
  readonly files: PolicyPlace;
  /** The folder of manifests. */
  readonly manifests: PolicyPlace;
}

/** What a load of files into the warehouse works with. */
export interface LoadPolicyInput extends LoadPlaces, FunctionInput, SecretInput {
  readonly redshift: RedshiftAccess;
}

/** What COPY reads. */
export type CopyPolicyInput = LoadPlaces;

const PLACES = [...FRAME, "files", "manifests"] as const;

/**
 * The least that `loadObjects` and the function of `createLoadHandler` need: read the files, write manifests, run statements in one
 * warehouse through the Redshift Data API and follow their own, and what Lambda does with the role. Who signs in by a secret needs no
 * other credentials. What the statements may do is said in the warehouse: `buildGrants` of `@cloudapi/redshift`.
 *
 * @throws {TypeError} naming the field at fault
 * @throws {PolicySizeError} `POLICY_TOO_LARGE` past 6,144 characters (managed) or 10,240 (inline)
 *
 * @example
 * ```ts
 * import { buildLoadPolicy } from "@cloudapi/iam";
 *
 * const policy = buildLoadPolicy({
 *   files: { bucket: "lake", prefix: "raw/api_logs/" },
 *   manifests: { bucket: "lake", prefix: "_redshift/" },
 *   redshift: { arn: "arn:aws:redshift-serverless:eu-central-1:123456789012:workgroup/0f1e2d3c" },
 * });
 * const [manifests] = policy.Statement.filter(({ Sid }) => Sid === "WriteManifests");
 * console.log(manifests?.Resource); // => ["arn:aws:s3:::lake/_redshift/*"]
 * ```
 */
export function buildLoadPolicy(input: LoadPolicyInput): PolicyDocument {
  const what = "buildLoadPolicy";
  checkInput(what, input, [...PLACES, ...FUNCTION_INPUT, ...SECRET_INPUT, "redshift"]);
  const places = checkPlaces(what, input);
  const { values, signIn } = checkRedshift(what, input.redshift);
  const secrets = checkSecrets(what, input);
  const lambda = checkFunction(what, input);
  const arns = [...places.keys, ...secrets.arns, ...lambda.arns, input.redshift.arn];
  const frame = policyFrame(what, input, arns);
  const cases = secrets.arns.length === 0 ? [signIn] : [];
  return frame.compose([
    ...bindOperation(redshiftNeeds.loadObjects, {
      ...places,
      values: { ...frame.values, ...values },
      cases,
    }),
    ...secrets.needs(frame.values),
    ...lambda.needs(frame.values),
  ]);
}

/**
 * The least that the role needs which Redshift reads files with: read the files and the manifests, and list them. Its trust is that of
 * `redshift.amazonaws.com`, and for a work group of `redshift-serverless.amazonaws.com` as well.
 *
 * @throws {TypeError} naming the field at fault
 * @throws {PolicySizeError} `POLICY_TOO_LARGE` past 6,144 characters (managed) or 10,240 (inline)
 *
 * @example
 * ```ts
 * import { buildCopyPolicy } from "@cloudapi/iam";
 *
 * const policy = buildCopyPolicy({
 *   files: { bucket: "lake", prefix: "raw/api_logs/" },
 *   manifests: { bucket: "lake", prefix: "_redshift/" },
 * });
 * console.log(JSON.stringify(policy).includes("s3:PutObject")); // => false
 * ```
 */
export function buildCopyPolicy(input: CopyPolicyInput): PolicyDocument {
  const what = "buildCopyPolicy";
  checkInput(what, input, PLACES);
  const places = checkPlaces(what, input);
  const { values, compose } = policyFrame(what, input, places.keys);
  return compose(bindOperation(redshiftNeeds.buildCopy, { ...places, values }));
}

function checkInput(what: string, input: LoadPlaces, known: readonly string[]): void {
  if (typeof input !== "object" || input === null)
    throw new TypeError(`${what}: the input must be an object with files and manifests.`);
  checkOptionNames(what, input, known);
}

function checkPlaces(what: string, { files, manifests }: LoadPlaces) {
  const place = checkOnlyPlace({ what, name: "files" }, files);
  const field = { what, name: "manifests" };
  checkOnlyPlace(field, manifests);
  const folder = checkFolder(field, manifests);
  return { place, manifests: folder, keys: [...place.keys, ...folder.keys] };
}
