import { apiLogs, type Config } from "@cloudapi/core";
import {
  buildLambdaPolicy,
  buildPolicy,
  type OperationUse,
  type PolicyDocument,
  splitPolicy,
} from "@cloudapi/iam";

/** Whose account it is. */
type Account = Readonly<Record<"region" | "accountId", string>>;

/** What whoever runs the demo may do, as policies to attach: what its operations need at their places, and nothing else. */
export function runnerPolicies(config: Config, { region, accountId }: Account): PolicyDocument[] {
  const operations = [...filesOf(config), ...tableOf(config), ...icebergOf(config)];
  return splitPolicy(buildPolicy({ operations, region, accountId, attachment: "split" }));
}

/** What the validation Lambda may do. */
export function validatorPolicy(config: Config, { accountId }: Account): PolicyDocument {
  return buildLambdaPolicy({
    bucket: config.rawBucket,
    prefix: config.rawPrefix,
    quarantine: { bucket: config.processedBucket, prefix: config.quarantinePrefix },
    accountId,
  });
}

/** The raw files, the verdicts, and what is kept of the output. */
function filesOf(config: Config): OperationUse[] {
  const raw = { bucket: config.rawBucket, prefix: config.rawPrefix };
  const verdicts = { bucket: config.processedBucket, prefix: config.quarantinePrefix };
  return [
    { operation: "ensureBucket", bucket: config.rawBucket },
    { operation: "ensureBucket", bucket: config.processedBucket },
    { operation: "uploadFile", ...raw },
    { operation: "s3Source", ...raw },
    { operation: "headObject", ...verdicts, cases: ["tellMissing"] },
    { operation: "s3Sink", ...verdicts },
  ];
}

/** The table of Parquet objects, and the questions about it. */
function tableOf(config: Config): OperationUse[] {
  const place = { bucket: config.processedBucket, prefix: `${config.processedPrefix}api_logs/` };
  const table = { database: config.athenaDatabase, table: apiLogs.name };
  return [
    { operation: "s3Sink", ...place },
    { operation: "ensureDatabase", database: config.athenaDatabase },
    { operation: "ensureTable", ...table },
    { operation: "query", ...place, ...table, ...resultsOf(config) },
  ];
}

/** The Iceberg table, and Athena's count of its rows. */
function icebergOf(config: Config): OperationUse[] {
  const place = { bucket: config.processedBucket, prefix: `${config.processedPrefix}iceberg/` };
  const table = { database: config.athenaDatabase, table: `${apiLogs.name}_iceberg` };
  return [
    { operation: "glueCatalog", ...place, ...table, cases: ["createDatabase"] },
    { operation: "query", ...place, ...table, ...resultsOf(config) },
  ];
}

function resultsOf(config: Config) {
  const { athenaWorkGroup: workGroup, athenaOutputLocation: outputLocation } = config;
  const cases = ["registeredPartitions"];
  return { workGroup, cases, ...(outputLocation !== undefined && { outputLocation }) };
}
