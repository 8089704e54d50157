import { parseArn } from "../arn/parse-arn.ts";
import type { ActionQuestion } from "../simulation/simulate-actions.ts";

/** A bucket, the prefix of the keys, and the bucket's KMS key where it has one. */
export interface S3Place {
  readonly bucket: string;
  readonly prefix: string;
  readonly kmsKeyArn?: string | undefined;
}

export type AccessKind = "read" | "write" | "list";

/**
 * What to ask for each kind of access: object actions on the object ARN, `s3:ListBucket` on the bucket's
 * with the prefix as a list request has it.
 */
export function s3Questions(
  partition: string,
  place: S3Place,
): Record<AccessKind, ActionQuestion[]> {
  const bucketArn = `arn:${partition}:s3:::${place.bucket}`;
  const objects = `${bucketArn}/${place.prefix}*`;
  return {
    read: [
      { actions: ["s3:GetObject"], resource: objects },
      ...keyQuestion(place, ["kms:Decrypt"]),
    ],
    write: [
      { actions: ["s3:PutObject"], resource: objects },
      ...keyQuestion(place, ["kms:Decrypt", "kms:GenerateDataKey"]),
    ],
    list: [
      { actions: ["s3:ListBucket"], resource: bucketArn, context: { "s3:prefix": place.prefix } },
    ],
  };
}

/** S3 calls KMS in the key's region, which is how a policy may tell it from a direct call. */
function keyQuestion({ kmsKeyArn }: S3Place, actions: string[]): ActionQuestion[] {
  const key = parseArn(kmsKeyArn);
  if (kmsKeyArn === undefined || key === undefined) return [];
  const suffix = key.partition === "aws-cn" ? ".amazonaws.com.cn" : ".amazonaws.com";
  return [
    { actions, resource: kmsKeyArn, context: { "kms:ViaService": `s3.${key.region}${suffix}` } },
  ];
}
