import { bucketOwners, checkRegion, partitionOf } from "../arn/check-account.ts";
import type { BoundNeed, NeedValues } from "../needs/bind-needs.ts";
import { composePolicy } from "../needs/compose-policy.ts";
import { serviceSuffix } from "../needs/key-values.ts";
import { checkAttachment, type PolicyAttachment } from "../policy/check-policy-size.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";

/** What every builder is told beside what its operations work with. */
export interface PolicyFrameInput {
  /** Of the work group, the catalog and the tables. */
  readonly region?: string;
  /** Of the role; buckets of the same names in other accounts are then out of reach. */
  readonly accountId?: string;
  /** Account that owns the buckets, or several; `accountId` when left out. */
  readonly bucketOwner?: string | readonly string[];
  /** `aws`, `aws-cn` or `aws-us-gov`; that of the ARNs when left out, else `aws`. */
  readonly partition?: string;
  /** How the policy will be attached, for its size limit; `managed` (the smaller one) when left out. */
  readonly attachment?: PolicyAttachment;
}

export const FRAME = [
  "region",
  "accountId",
  "bucketOwner",
  "partition",
  "attachment",
] as const satisfies readonly (keyof PolicyFrameInput)[];

/** The frame, checked: what it fills in, and how it makes a policy of needs. */
export interface PolicyFrame {
  readonly values: NeedValues;
  readonly compose: (needs: readonly BoundNeed[]) => PolicyDocument;
}

/** @throws {TypeError} naming the field at fault */
export function policyFrame(
  what: string,
  input: PolicyFrameInput,
  arns: readonly (string | undefined)[],
): PolicyFrame {
  const { region, accountId } = input;
  if (region !== undefined) checkRegion(what, "region", region);
  const partition = partitionOf(what, input.partition ?? partitionOfRegion(region), arns);
  if (region !== undefined) checkPartition(what, region, partition);
  const attachment = checkAttachment(what, input.attachment ?? "managed");
  const owners = bucketOwners(what, input);
  return {
    values: { partition, region, accountId, serviceSuffix: serviceSuffix(partition) },
    compose: (needs) => composePolicy(needs, { bucketOwners: owners, attachment }),
  };
}

/** A region of China or of the government belongs to one partition. */
function partitionOfRegion(region: string | undefined): string | undefined {
  if (region?.startsWith("cn-") === true) return "aws-cn";
  return region?.startsWith("us-gov-") === true ? "aws-us-gov" : undefined;
}

/** Others belong to neither of these. @throws {TypeError} where the partition is not the region's */
function checkPartition(what: string, region: string, partition: string): void {
  const own = partitionOfRegion(region);
  if (own === undefined ? !SPECIAL.includes(partition) : own === partition) return;
  throw new TypeError(
    `${what}: region ${region} is not one of the partition ${partition}; give a region and ARNs of one partition.`,
  );
}

const SPECIAL = ["aws-cn", "aws-us-gov"];
