import { GetPolicyCommand, GetPolicyVersionCommand, type IAMClient } from "@aws-sdk/client-iam";
import type { Policy } from "../document/policy.ts";
import { readPolicy } from "../document/read-policy.ts";
import { IamCheckError } from "../simulation/iam-error.ts";
import { type IamOperation, toIamError } from "../simulation/to-iam-error.ts";

/** The policies of a role or user, as far as IAM shows them. */
export interface PrincipalPolicyDocuments {
  readonly identity: readonly Policy[];
  readonly boundary: Policy | undefined;
}

/** Whose policies are read. */
export interface Reading {
  readonly iam: IAMClient;
  /** The name of the role or user. */
  readonly name: string;
  readonly signal: AbortSignal | undefined;
}

export async function managedPolicies(
  reading: Reading,
  arns: readonly string[],
): Promise<Policy[]> {
  const policies: Policy[] = [];
  for (const arn of arns) policies.push(await managedPolicy(reading, arn));
  return policies;
}

/** A managed policy in the version that counts. */
export async function managedPolicy(reading: Reading, arn: string): Promise<Policy> {
  const { iam } = reading;
  const { Policy: policy } = await ask(reading, "iam:GetPolicy", (options) =>
    iam.send(new GetPolicyCommand({ PolicyArn: arn }), options),
  );
  const { PolicyVersion } = await ask(reading, "iam:GetPolicyVersion", (options) =>
    iam.send(
      new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: policy?.DefaultVersionId ?? "v1" }),
      options,
    ),
  );
  return parse(reading, arn, PolicyVersion?.Document);
}

/** @throws {IamCheckError} `INVALID_POLICY` */
export function parse(
  { name: principal }: Reading,
  name: string,
  document: string | undefined,
): Policy {
  const { policy, issues } = readPolicy(document ?? "", { name });
  if (policy !== undefined) return policy;
  throw new IamCheckError(
    "INVALID_POLICY",
    `The policy ${name} of ${principal} can't be read: ${issues[0]?.message}`,
    { principalArn: principal },
  );
}

/** What all pages list. */
export function listed<Page>(
  reading: Reading,
  operation: IamOperation,
  pages: AsyncIterable<Page>,
  namesOf: (page: Page) => readonly string[] | undefined,
): Promise<string[]> {
  return ask(reading, operation, async () => {
    const found: string[] = [];
    for await (const page of pages) found.push(...(namesOf(page) ?? []));
    return found;
  });
}

/** @throws {IamCheckError} naming the right that the caller lacks */
export async function ask<T>(
  { name, signal }: Reading,
  operation: IamOperation,
  send: (options: { abortSignal?: AbortSignal }) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await send(signal === undefined ? {} : { abortSignal: signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw toIamError(error, operation, name);
  }
}
