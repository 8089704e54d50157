import { s3Questions } from "../s3-access/s3-questions.ts";
import type { ActionQuestion } from "../simulation/simulate-actions.ts";

/** A place in S3 that a job works with. */
export interface S3Location {
  readonly bucket: string;
  /** Prefix of the keys; the whole bucket when left out. */
  readonly prefix?: string;
}

export interface GlueNeeds {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly reads: readonly S3Location[];
  readonly writes: readonly S3Location[];
  readonly database: string | undefined;
  readonly kmsKeyArn: string | undefined;
}

const CATALOG_READ = [
  "glue:GetDatabase",
  "glue:GetPartition",
  "glue:GetPartitions",
  "glue:GetTable",
  "glue:GetTables",
];
const CATALOG_WRITE = ["glue:BatchCreatePartition", "glue:CreateTable", "glue:UpdateTable"];

/** Everything that a Glue job over these places does, as questions to the simulator. */
export function glueQuestions(needs: GlueNeeds): ActionQuestion[] {
  return [
    ...needs.reads.flatMap((location) => [
      ...s3(needs, location).read,
      ...s3(needs, location).list,
    ]),
    ...needs.writes.flatMap((location) => writeQuestions(needs, location)),
    ...catalogQuestions(needs),
    ...logQuestions(needs),
  ];
}

function s3({ partition, kmsKeyArn }: GlueNeeds, { bucket, prefix = "" }: S3Location) {
  return s3Questions(partition, { bucket, prefix, kmsKeyArn });
}

/** Spark writes under temporary names, then copies and deletes: writing includes reading, deleting and listing. */
function writeQuestions(needs: GlueNeeds, location: S3Location): ActionQuestion[] {
  const { write, list } = s3(needs, location);
  return [
    ...write.map((question) =>
      question.actions.includes("s3:PutObject")
        ? { ...question, actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"] }
        : question,
    ),
    ...list,
  ];
}

/**
 * The simulator wants one ARN each; a table's actions are asked for a table of the database. Spark looks for the
 * catalog's default database before it uses another one.
 */
function catalogQuestions({
  partition,
  account,
  region,
  database,
  writes,
}: GlueNeeds): ActionQuestion[] {
  if (database === undefined) return [];
  const catalog = `arn:${partition}:glue:${region}:${account}`;
  const actions = writes.length > 0 ? [...CATALOG_READ, ...CATALOG_WRITE].sort() : CATALOG_READ;
  const onTables = actions.filter((action) => action !== "glue:GetDatabase");
  return [
    { actions, resource: `${catalog}:catalog` },
    { actions, resource: `${catalog}:database/${database}` },
    ...(database === "default"
      ? []
      : [{ actions: ["glue:GetDatabase"], resource: `${catalog}:database/default` }]),
    { actions: onTables, resource: `${catalog}:table/${database}/*` },
  ];
}

/** Every job logs below /aws-glue: what it prints, and what goes wrong. Who makes a group is asked about its streams. */
function logQuestions({ partition, account, region }: GlueNeeds): ActionQuestion[] {
  return ["output", "error"].flatMap((stream) => {
    const group = `arn:${partition}:logs:${region}:${account}:log-group:/aws-glue/jobs/${stream}`;
    return [
      { actions: ["logs:CreateLogGroup"], resource: `${group}:log-stream:` },
      { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resource: `${group}:log-stream:*` },
    ];
  });
}
