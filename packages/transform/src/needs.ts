import { type OperationNeeds, storageNeeds } from "@cloudapi/core/internal";

const { objects, list, readUnderKey, writeUnderKey } = storageNeeds();

/**
 * What the sources and sinks of this package need of IAM, as data: `@cloudapi/iam` composes policies of it.
 *
 * @example
 * ```ts
 * import { transformNeeds } from "@cloudapi/transform/needs";
 *
 * const actions = transformNeeds.s3Source.needs.map(({ action }) => action);
 * console.log(actions); // => ["s3:GetObject", "s3:GetObjectVersion", "kms:Decrypt"]
 * ```
 */
export const transformNeeds = {
  s3Source: {
    operation: "s3Source",
    needs: [
      {
        action: "s3:GetObject",
        resource: objects,
        sid: "ReadSource",
        for: "reads the files",
      },
      {
        action: "s3:GetObjectVersion",
        resource: objects,
        when: "versions",
        sid: "ReadSource",
        for: "reads the version of a file that is named",
      },
      ...readUnderKey,
    ],
  },
  s3Sink: {
    operation: "s3Sink",
    needs: [
      {
        action: "s3:PutObject",
        resource: objects,
        sid: "WriteTable",
        for: "writes data, rejected rows and manifests",
      },
      {
        action: "s3:AbortMultipartUpload",
        resource: objects,
        sid: "WriteTable",
        for: "removes the parts of an upload that failed",
      },
      {
        action: "s3:ListMultipartUploadParts",
        resource: objects,
        sid: "WriteTable",
        for: "sees that no part has stayed",
      },
      {
        action: "s3:GetObject",
        resource: objects,
        sid: "WriteTable",
        for: "reads manifests before they are replaced",
      },
      {
        action: "s3:DeleteObject",
        resource: objects,
        sid: "WriteTable",
        for: "removes what an earlier run of the same file wrote",
      },
      { ...list, sid: "ListTable", for: "finds the manifests, and tells which are not there yet" },
      ...writeUnderKey,
    ],
  },
} as const satisfies Readonly<Record<string, OperationNeeds>>;
