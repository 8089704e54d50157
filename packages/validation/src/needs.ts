import {
  functionNeeds,
  type Need,
  type OperationNeeds,
  storageNeeds,
} from "@cloudapi/core/internal";

const raw = storageNeeds();
const quarantine = storageNeeds("quarantine.");

const RAW: readonly Need[] = [
  { action: "s3:GetObject", resource: raw.objects, sid: "ReadRaw", for: "reads the raw object" },
  {
    action: "s3:GetObjectVersion",
    resource: raw.objects,
    when: "versions",
    sid: "ReadRaw",
    for: "reads the version that the event names",
  },
  {
    ...raw.list,
    sid: "ListRaw",
    for: "tells a raw object that is gone from one that may not be read",
  },
  {
    ...raw.list,
    action: "s3:ListBucketVersions",
    when: "versions",
    sid: "ListRaw",
    for: "tells a version that is gone from one that may not be read",
  },
  ...raw.readUnderKey,
];

const QUARANTINE: readonly Need[] = [
  {
    action: "s3:PutObject",
    resource: quarantine.objects,
    sid: "WriteQuarantine",
    for: "writes verdicts and rejected rows",
  },
  {
    action: "s3:GetObject",
    resource: quarantine.objects,
    sid: "WriteQuarantine",
    for: "reads verdicts before they are replaced",
  },
  {
    action: "s3:AbortMultipartUpload",
    resource: quarantine.objects,
    sid: "WriteQuarantine",
    for: "removes the parts of an upload that failed",
  },
  {
    action: "s3:ListMultipartUploadParts",
    resource: quarantine.objects,
    sid: "WriteQuarantine",
    for: "sees that no part has stayed",
  },
  ...quarantine.writeUnderKey,
];

const ALERTS: readonly Need[] = [
  {
    action: "sns:Publish",
    resource: "{topicArn}",
    when: "topic",
    sid: "PublishAlerts",
    for: "alerts of objects that do not pass",
  },
  ...(["kms:Decrypt", "kms:GenerateDataKey"] as const).map(
    (action): Need => ({
      action,
      resource: "{topic.keyArn}",
      conditions: { StringEquals: { "kms:ViaService": ["sns.{topic.keyRegion}.{serviceSuffix}"] } },
      when: "topic.writeKey",
      sid: "PublishUnderKey",
      for: "encrypts alerts",
      by: "kms",
    }),
  ),
];

/**
 * What the validator needs of IAM, as data: `buildLambdaPolicy` of `@cloudapi/iam` composes its policy of it.
 *
 * @example
 * ```ts
 * import { validationNeeds } from "@cloudapi/validation/needs";
 *
 * const { needs } = validationNeeds.createValidationHandler;
 * console.log(needs.some(({ action }) => action === "s3:DeleteObject")); // => false
 * ```
 */
export const validationNeeds = {
  createValidationHandler: {
    operation: "createValidationHandler",
    needs: [...RAW, ...QUARANTINE, ...ALERTS, ...functionNeeds()],
  },
} as const satisfies Readonly<Record<string, OperationNeeds>>;
