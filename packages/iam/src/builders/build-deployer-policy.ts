import { checkOptionNames } from "@cloudapi/core/internal";
import { infraNeeds } from "@cloudapi/infra/needs";
import { BOUNDARY, ROLE } from "../arn/arn-form.ts";
import { checkAccount, checkRegion } from "../arn/check-account.ts";
import { checkBucket, show } from "../arn/check-names.ts";
import { checkFunctionName } from "../arn/check-service-names.ts";
import { EXPLAINED_NEEDS } from "../needs/all-needs.ts";
import { type BoundNeed, bindNeeds, type NeedValues } from "../needs/bind-needs.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { checkArns } from "./optional-arns.ts";
import { FRAME, type PolicyFrameInput, policyFrame } from "./policy-frame.ts";

/** A function that is deployed, and the buckets that trigger it. */
export interface DeployedFunctionUse {
  readonly functionName: string;
  /** The role that it runs as; not needed for one below `roles.path`. */
  readonly roleArn?: string;
  readonly buckets?: readonly string[];
}

/** Roles that are made: below one path, for these services, and never without the boundary. */
export interface DeployedRoles {
  /** Begins and ends with a slash: `/cloudapi/`. */
  readonly path: string;
  /** ARN of the managed policy that bounds each of them. */
  readonly boundaryArn: string;
  /** Who runs as them, such as `lambda.amazonaws.com`. */
  readonly services: readonly string[];
}

/** What is deployed. */
export interface DeployerPolicyInput extends PolicyFrameInput {
  readonly region: string;
  readonly accountId: string;
  readonly functions?: readonly DeployedFunctionUse[];
  readonly roles?: DeployedRoles;
  /** Whether functions may be removed, too; false when left out. */
  readonly undeploy?: boolean;
}

const WHAT = "buildDeployerPolicy";
const KNOWN = [
  ...FRAME,
  "functions",
  "roles",
  "undeploy",
] as const satisfies readonly (keyof DeployerPolicyInput)[];

/**
 * The least that somebody needs to deploy functions with their triggers, as `deployValidator` of `@cloudapi/infra` does, and
 * roles for them. Roles are made below one path and under one boundary, which can't be taken off; they are passed to
 * the named services alone.
 *
 * @throws {TypeError} naming the field at fault
 * @throws {PolicySizeError} `POLICY_TOO_LARGE` past 6,144 characters (managed) or 10,240 (inline)
 *
 * @example
 * ```ts
 * import { buildDeployerPolicy } from "@cloudapi/iam";
 *
 * const policy = buildDeployerPolicy({
 *   region: "eu-central-1",
 *   accountId: "123456789012",
 *   functions: [{ functionName: "validate-logs", buckets: ["cloudapi-logs-raw"] }],
 *   roles: {
 *     path: "/cloudapi/",
 *     boundaryArn: "arn:aws:iam::123456789012:policy/cloudapi-boundary",
 *     services: ["lambda.amazonaws.com"],
 *   },
 * });
 * const [make] = policy.Statement.filter(({ Action }) => Action.includes("iam:CreateRole"));
 * console.log(make?.Resource); // => ["arn:aws:iam::123456789012:role/cloudapi/*"]
 * ```
 */
export function buildDeployerPolicy(input: DeployerPolicyInput): PolicyDocument {
  if (typeof input !== "object" || input === null)
    throw new TypeError(`${WHAT}: the input must be an object with functions.`);
  checkOptionNames(WHAT, input, KNOWN);
  checkRegion(WHAT, "region", input.region);
  checkAccount(WHAT, "accountId", input.accountId);
  if (![undefined, true, false].includes(input.undeploy))
    throw new TypeError(`${WHAT}: undeploy must be true or false.`);
  const roles = checkRoles(input.roles);
  const functions = checkFunctions(input);
  if (functions.length === 0 && roles === undefined)
    throw new TypeError(`${WHAT}: give functions or roles; else there is nothing to deploy.`);
  const arns = [input.roles?.boundaryArn, ...functions.map(({ roleArn }) => roleArn)];
  const { values, compose } = policyFrame(WHAT, input, arns);
  return compose([
    ...functions.flatMap((each) => functionNeeds(each, values, input.undeploy === true)),
    ...(roles === undefined ? [] : bindNeeds(EXPLAINED_NEEDS.deployRoles, { ...values, ...roles })),
  ]);
}

function checkFunctions({ functions = [], roles }: DeployerPolicyInput): DeployedFunctionUse[] {
  if (!Array.isArray(functions))
    throw new TypeError(`${WHAT}: functions must be a list of { functionName }.`);
  return functions.map((each: DeployedFunctionUse, index) => {
    const name = `functions[${index}]`;
    checkOptionNames(`${WHAT}: ${name}`, each, ["functionName", "roleArn", "buckets"]);
    const { functionName, roleArn, buckets = [] } = each;
    checkFunctionName(WHAT, `${name}.functionName`, functionName);
    checkArns({ what: WHAT, name: `${name}.roleArn` }, roleArn, ROLE);
    if (roleArn === undefined && roles === undefined)
      throw new TypeError(`${WHAT}: ${name} needs roleArn, the role that it runs as, or roles.`);
    if (roleArn === undefined && roles?.services.includes(LAMBDA) === false)
      throw new TypeError(
        `${WHAT}: ${name} needs roleArn, the role that it runs as, or ${LAMBDA} among roles.services, so that Lambda may be given one of these.`,
      );
    if (!Array.isArray(buckets as unknown))
      throw new TypeError(`${WHAT}: ${name}.buckets must be a list of names of buckets.`);
    for (const bucket of buckets) checkBucket(WHAT, `${name}.buckets`, bucket);
    return each;
  });
}

function functionNeeds(
  { functionName, roleArn, buckets = [] }: DeployedFunctionUse,
  frame: NeedValues,
  undeploy: boolean,
): BoundNeed[] {
  const values = { ...frame, functionName, roleArn };
  const { deployFunction, allowBucket, notifyFunction, undeployValidator } = infraNeeds;
  const onBuckets = [notifyFunction, ...(undeploy ? [undeployValidator] : [])];
  return [
    // A role below the path is passed as those are.
    ...bindNeeds(roleArn === undefined ? withoutPassing : deployFunction, values),
    ...(buckets.length === 0 ? [] : bindNeeds(allowBucket, values)),
    ...(undeploy ? bindNeeds(ofFunction, values) : []),
    ...buckets.flatMap((bucket) =>
      onBuckets.flatMap((operation) => bindNeeds(operation, { ...values, bucket })),
    ),
  ];
}

const withoutPassing = {
  ...infraNeeds.deployFunction,
  needs: infraNeeds.deployFunction.needs.filter(({ action }) => action !== "iam:PassRole"),
};
const ofFunction = {
  ...infraNeeds.undeployValidator,
  needs: infraNeeds.undeployValidator.needs.filter(({ action }) => action.startsWith("lambda:")),
};

const LAMBDA = "lambda.amazonaws.com";
const PATH = /^(\/[\w+=,.@-]+)+\/$/;
const SERVICE = /^[a-z0-9-]+(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/;

function checkRoles(roles: DeployedRoles | undefined) {
  if (roles === undefined) return undefined;
  if (typeof roles !== "object" || roles === null)
    throw new TypeError(`${WHAT}: roles must be { path, boundaryArn, services }.`);
  checkOptionNames(`${WHAT}: roles`, roles, ["path", "boundaryArn", "services"]);
  const { path, boundaryArn, services } = roles;
  if (typeof path !== "string" || path.length > 512 || !PATH.test(path))
    throw new TypeError(
      `${WHAT}: roles.path must be a path like /cloudapi/ of the roles' own, not ${show(path)}.`,
    );
  const [boundary] = checkArns({ what: WHAT, name: "roles.boundaryArn" }, boundaryArn, BOUNDARY);
  if (boundary === undefined)
    throw new TypeError(`${WHAT}: roles.boundaryArn must be ${BOUNDARY.expected}.`);
  if (!Array.isArray(services) || services.length === 0)
    throw new TypeError(`${WHAT}: roles.services must be a list of services.`);
  for (const service of services as readonly unknown[])
    if (typeof service !== "string" || !SERVICE.test(service))
      throw new TypeError(
        `${WHAT}: roles.services must be names of services like lambda.amazonaws.com, not ${show(service)}.`,
      );
  return { rolePath: path, boundaryArn: boundary, passedToService: services };
}
