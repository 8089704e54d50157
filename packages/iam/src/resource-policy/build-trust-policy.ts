import { checkOptionNames } from "@cloudapi/core/internal";
import { checkAccount } from "../arn/check-account.ts";
import { show } from "../arn/check-names.ts";
import { parseArn } from "../arn/parse-arn.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";

/** Who may assume a role, and for what. */
export interface TrustPolicyInput {
  /** The service, such as `glue.amazonaws.com`. */
  readonly service: string;
  /** The account whose things the service may assume the role for. */
  readonly accountId: string;
  /** ARN of the one thing that it may assume the role for, such as a function, or several; of any when left out. */
  readonly sourceArn?: string | readonly string[];
}

const WHAT = "buildTrustPolicy";
const SERVICE = /^[a-z0-9-]+(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/;

/**
 * The trust policy of a role that a service assumes: for things of one account only (`aws:SourceAccount`), and of these for
 * the named ones (`aws:SourceArn`). Nobody can have the service act for somebody else.
 *
 * @throws {TypeError} naming the field at fault
 *
 * @example
 * ```ts
 * import { buildTrustPolicy } from "@cloudapi/iam";
 *
 * const accountId = "123456789012";
 * const sourceArn = "arn:aws:glue:eu-central-1:123456789012:job/nightly";
 * const [statement] = buildTrustPolicy({ service: "glue.amazonaws.com", accountId, sourceArn }).Statement;
 * console.log(statement?.Condition?.ArnEquals); // => { "aws:SourceArn": ["arn:aws:glue:eu-central-1:123456789012:job/nightly"] }
 * ```
 */
export function buildTrustPolicy(input: TrustPolicyInput): PolicyDocument {
  if (typeof input !== "object" || input === null)
    throw new TypeError(`${WHAT}: the input must be an object with service and accountId.`);
  checkOptionNames(WHAT, input, ["service", "accountId", "sourceArn"]);
  const { service, accountId, sourceArn } = input;
  if (typeof service !== "string" || !SERVICE.test(service))
    throw new TypeError(
      `${WHAT}: service must be the name of a service like glue.amazonaws.com, not ${show(service)}.`,
    );
  checkAccount(WHAT, "accountId", accountId);
  const sources = sourceArn === undefined ? [] : [sourceArn].flat();
  if (sourceArn !== undefined && sources.length === 0)
    throw new TypeError(`${WHAT}: sourceArn must name at least one thing, or be left out.`);
  for (const source of sources) checkSource(source, accountId);
  return trustPolicy(service, { accountId, sources: [...new Set(sources)].sort() });
}

function checkSource(source: unknown, accountId: string): void {
  const arn = parseArn(source);
  if (arn !== undefined && (arn.account === accountId || arn.account === "")) return;
  throw new TypeError(
    `${WHAT}: sourceArn must be the ARN of one thing of the account ${accountId}, without wildcards, not ${show(source)}.`,
  );
}

/** What the service may do, under which conditions. */
export function trustPolicy(
  service: string,
  {
    accountId,
    sources = [],
  }: { readonly accountId?: string; readonly sources?: readonly string[] },
): PolicyDocument {
  const conditions = {
    ...(sources.length === 0 ? {} : { ArnEquals: { "aws:SourceArn": sources } }),
    ...(accountId === undefined ? {} : { StringEquals: { "aws:SourceAccount": [accountId] } }),
  };
  const [name = ""] = service.split(".");
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: `AssumedBy${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll("-", "")}`,
        Effect: "Allow",
        Principal: { Service: [service] },
        Action: ["sts:AssumeRole"],
        ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
      },
    ],
  };
}
