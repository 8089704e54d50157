import { show } from "./check-names.ts";
import { parseArn } from "./parse-arn.ts";

/** @throws {TypeError} when this is not an account id */
export function checkAccount(
  what: string,
  name: string,
  account: unknown,
): asserts account is string {
  if (typeof account === "string" && /^\d{12}$/.test(account)) return;
  throw new TypeError(`${what}: ${name} must be an account id of 12 digits, not ${show(account)}.`);
}

/** @throws {TypeError} when this is not the name of a region */
export function checkRegion(what: string, name: string, region: unknown): asserts region is string {
  if (typeof region === "string" && /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(region)) return;
  throw new TypeError(
    `${what}: ${name} must be the name of a region like eu-central-1, not ${show(region)}.`,
  );
}

/** The accounts that buckets may belong to, where they are known. */
export function bucketOwners(
  what: string,
  {
    bucketOwner,
    accountId,
  }: { readonly bucketOwner?: string | readonly string[]; readonly accountId?: string },
): string[] {
  const owners = [bucketOwner ?? accountId ?? []].flat();
  const name = bucketOwner === undefined ? "accountId" : "bucketOwner";
  if (bucketOwner !== undefined && owners.length === 0)
    throw new TypeError(
      `${what}: bucketOwner must name at least one account; leave it out for buckets of accountId, or of any account where that is left out, too.`,
    );
  for (const owner of owners) checkAccount(what, name, owner);
  return owners;
}

/** One partition for all: a policy that names two of them would be half dead. */
export function partitionOf(
  what: string,
  partition: string | undefined,
  arns: readonly (string | undefined)[],
): string {
  if (partition !== undefined && !/^aws(-[a-z]+)*$/.test(partition)) {
    throw new TypeError(
      `${what}: partition must be aws, aws-cn or aws-us-gov, not ${show(partition)}.`,
    );
  }
  const named = [partition, ...arns.map((arn) => parseArn(arn)?.partition)].filter(
    (each) => each !== undefined,
  );
  const partitions = [...new Set(named)].sort();
  if (partitions.length <= 1) return partitions[0] ?? "aws";
  throw new TypeError(
    `${what}: the ARNs are of several partitions (${partitions.join(", ")}); give those of one.`,
  );
}
