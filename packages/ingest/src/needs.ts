import { type OperationNeeds, storageNeeds } from "@cloudapi/core/internal";

const { objects, list, readUnderKey, writeUnderKey } = storageNeeds();
const WRITE = { resource: objects, sid: "WriteTable" } as const;

/**
 * What a load of databases needs of IAM where it writes files, as data: `@cloudapi/iam` composes policies of it. Tables of the catalog need what `ensureDatabase` and
 * `ensureTable` of `@cloudapi/athena` do, and Iceberg tables what `@cloudapi/iceberg` says.
 *
 * @example
 * ```ts
 * import { ingestNeeds } from "@cloudapi/ingest/needs";
 *
 * const actions = ingestNeeds.ingest.needs.map(({ action }) => action);
 * console.log(actions.includes("s3:PutObject"), actions.includes("s3:PutBucketPolicy")); // => true false
 * ```
 */
export const ingestNeeds = {
  ingest: {
    operation: "ingest",
    needs: [
      {
        ...WRITE,
        action: "s3:PutObject",
        for: "writes tables, their states and manifests, and rejected rows",
      },
      {
        ...WRITE,
        action: "s3:AbortMultipartUpload",
        for: "leaves nothing of a table that failed",
      },
      {
        ...WRITE,
        action: "s3:ListMultipartUploadParts",
        for: "sees that no part has stayed",
      },
      {
        ...WRITE,
        action: "s3:GetObject",
        for: "reads states and manifests, and the rows that a merge keeps",
      },
      {
        ...WRITE,
        action: "s3:DeleteObject",
        for: "removes what a later load has taken the place of",
      },
      { ...list, sid: "ListTable", for: "finds states and manifests, and tells what is not there" },
      ...readUnderKey,
      ...writeUnderKey,
    ],
  },
} as const satisfies Readonly<Record<string, OperationNeeds>>;
