import { type Need, storageNeeds } from "@cloudapi/core/internal";

const { bucket, list, writeUnderKey } = storageNeeds();
const FOLDER = `${bucket}/{folder}`;
const PARENTS = `${bucket}/{parents}`;
/** What EMRFS, the file system of `s3://` in Glue, puts beside a folder so that it is one while nothing is in it. */
const MARKER = "_$folder$";

const SEES = {
  sid: "SeeFolders",
  for: "asks whether a folder is a file, and marked",
  by: "glue",
} as const;
const MARKS = {
  sid: "MarkFolders",
  for: "marks folders, and takes marks away",
  by: "glue",
} as const;

/**
 * What Hadoop's file systems ask of the folders that a Spark job reads and writes, beside what it asks of the files in them. Both ask
 * whether a folder is a file, by its key without the slash, and take an answer of "denied" for a failure, where "missing" is wanted.
 * S3A takes the marks of all folders above a new file away, which end in a slash; EMRFS makes marks for those that are missing.
 */
export const GLUE_FOLDERS: readonly Need[] = [
  // Who may list tells missing objects, and such a request has no prefix. No condition tells it from a listing without one.
  ...["list", "write"].map(
    (when): Need => ({
      ...list,
      conditions: { Null: { "s3:prefix": ["true"] } },
      when,
      sid: "TellMissing",
      for: "tells a file that is missing from one that may not be read",
      by: "glue",
    }),
  ),
  ...["listFolder", "writeFolder"].flatMap((when) => see(FOLDER, when)),
  ...see(PARENTS, "writeParents"),
  { ...MARKS, action: "s3:PutObject", resource: `${FOLDER}${MARKER}`, when: "writeFolder" },
  { ...MARKS, action: "s3:DeleteObject", resource: `${FOLDER}${MARKER}`, when: "writeFolder" },
  { ...MARKS, action: "s3:PutObject", resource: `${PARENTS}${MARKER}`, when: "writeParents" },
  { ...MARKS, action: "s3:DeleteObject", resource: `${PARENTS}/`, when: "writeParents" },
  {
    ...list,
    conditions: { StringLike: { "s3:prefix": ["{parents}/"] } },
    when: "writeParents",
    sid: "ListTarget",
    for: "asks whether there are the folders above it",
    by: "glue",
  },
  ...underKey(FOLDER, "writeFolder"),
  ...underKey(PARENTS, "writeParents"),
];

function see(folder: string, when: string): Need[] {
  return ["", MARKER].map((end) => ({
    ...SEES,
    action: "s3:GetObject",
    resource: `${folder}${end}`,
    when,
  }));
}

/** A mark is written under the key, too, and S3 names it to KMS where the bucket has no key of its own. */
function underKey(folder: string, within: string): Need[] {
  return writeUnderKey
    .filter(({ action }) => action === "kms:GenerateDataKey")
    .map((need) => ({
      ...need,
      conditions: {
        ...need.conditions,
        StringLikeIfExists: { "kms:EncryptionContext:aws:s3:arn": [`${folder}${MARKER}`] },
      },
      within: [within],
    }));
}
