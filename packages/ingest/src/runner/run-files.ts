import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { S3Client } from "@aws-sdk/client-s3";
import { ConfigError, type Dataset, isCloudApiError, parseTimestamp } from "@cloudapi/core";
import { BUCKET_NAME, BUCKET_NAME_RULE, type SettingIssue } from "@cloudapi/core/internal";
import { s3Sink } from "@cloudapi/transform/s3";
import { withoutCredentials } from "../errors/without-credentials.ts";
import { ingestFiles } from "../files/ingest-files.ts";
import type { FileOutcome } from "../files/ingest-files-input.ts";
import { checkAwsSettings, missingRegion } from "./aws-settings.ts";
import { clientConfig, regionalClient } from "./client-config.ts";
import type { Environment } from "./read-settings.ts";
import { type Output, RunLog } from "./run-log.ts";
import { PREFIX } from "./settings.ts";

/** What the command is started with. */
interface FilesRun {
  /** Behind `files`. */
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly output: Output;
  readonly signal: AbortSignal;
}

const DONE = 0;
const FAILED = 1;
const BAD_SETTINGS = 2;

export const FILES_USAGE = `cloudapi-ingest files --source NAME --bucket BUCKET FILE|URL ...

Loads files into raw/NAME/YYYY/MM/DD/data_<timestamp>.parquet of a bucket.

  --source NAME        what the folder is called
  --bucket BUCKET      or S3_BUCKET
  --prefix PREFIX      what keys begin with; or S3_PREFIX
  --contract FILE#NAME a module, and the contract that it exports; proposed
                       from the first records of each file without it
  --load-time TIME     the time in the keys, to do a load again
  --max-rejected RATIO from 0 to 1: a file with more rejected rows is not
                       written; 1 when left out
  --allow-fewer-rows   with --load-time: even if a file has lost its rows, or
                       most of them

Ends with 0; 1 if a file failed (the others are loaded); 2 if arguments are
missing or wrong.
`;

/** Run `cloudapi-ingest files` to its end; the exit code. */
export async function runFiles(run: FilesRun): Promise<number> {
  const log = new RunLog(run.output, "info");
  let plan: Awaited<ReturnType<typeof readArguments>>;
  try {
    plan = await readArguments(run);
    await checkAws(run.environment);
  } catch (error) {
    log.say("error", messageOf(error), { code: "INVALID_CONFIG" });
    return BAD_SETTINGS;
  }
  const { bucket, prefix, files, source, dataset, ...options } = plan;
  const s3 = new S3Client(clientConfig(run.environment, "S3"));
  try {
    const sink = s3Sink(s3, { bucket, prefix });
    const input = { source, files, sink, dataset };
    const onFile = (outcome: FileOutcome) => tell(log, bucket, outcome);
    const report = await ingestFiles(input, { ...options, signal: run.signal, onFile });
    const { rowsIn, rowsWritten, rowsRejected, keys, failed } = report;
    log.say(
      "info",
      `${keys.length} files of Parquet, ${rowsWritten} rows written, ${rowsRejected} rejected.`,
      { rowsIn, rowsWritten, rowsRejected, keys, failed },
    );
    return failed.length === 0 ? DONE : FAILED;
  } catch (error) {
    if (run.signal.aborted)
      log.say("warn", "Stopped. What was being written is not published; run again.", {
        code: "STOPPED",
      });
    else log.say("error", messageOf(error), { code: codeOf(error) });
    return FAILED;
  } finally {
    s3.destroy();
  }
}

function tell(log: RunLog, bucket: string, outcome: FileOutcome): void {
  const { file } = outcome;
  if (outcome.status === "failed") {
    log.say("error", `${file}: ${outcome.message}`, { file, code: outcome.code });
    return;
  }
  const { rowsWritten, rowsRejected } = outcome.report;
  for (const { code, message } of outcome.report.warnings)
    log.say("warn", `${file}: ${message}`, { file, code });
  const to = outcome.keys.map((key) => `s3://${bucket}/${key}`).join(", ");
  const where = to === "" ? "no row was written" : to;
  log.say(
    rowsRejected > 0 ? "warn" : "info",
    `${file}: ${rowsWritten} rows, ${rowsRejected} rejected: ${where}`,
    { file, rowsWritten, rowsRejected, keys: outcome.keys },
  );
}

/** @throws {ConfigError} `INVALID_CONFIG` with all that is wrong with the settings of AWS */
async function checkAws(environment: Environment): Promise<void> {
  const issues: SettingIssue[] = [];
  checkAwsSettings(environment, issues);
  const isTold = issues.some(({ variable }) => variable === "AWS_REGION");
  if (!isTold) issues.push(...(await missingRegion(regionalClient(environment))));
  if (issues.length > 0) throw new ConfigError(issues);
}

async function readArguments({ args, environment }: FilesRun) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      source: { type: "string" },
      bucket: { type: "string" },
      prefix: { type: "string" },
      contract: { type: "string" },
      "load-time": { type: "string" },
      "max-rejected": { type: "string" },
      "allow-fewer-rows": { type: "boolean" },
    },
  });
  const bucket = values.bucket ?? environment["S3_BUCKET"] ?? "";
  if (!BUCKET_NAME.test(bucket))
    throw new TypeError(`--bucket (or S3_BUCKET) must be a bucket's name: ${BUCKET_NAME_RULE}.`);
  const prefix = values.prefix ?? environment["S3_PREFIX"] ?? "";
  if (prefix !== "" && !PREFIX.pattern.test(prefix))
    throw new TypeError(`--prefix (or S3_PREFIX) must be ${PREFIX.expected}.`);
  const { source = "" } = values;
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(source))
    throw new TypeError("--source must be a name of lower-case letters, digits, _ and -.");
  if (positionals.length === 0)
    throw new TypeError("Name at least one file or URL. See cloudapi-ingest files --help.");
  return {
    source,
    bucket,
    prefix,
    files: positionals,
    dataset: await contractOf(values.contract),
    loadTime: timeOf(values["load-time"]),
    maxRejectedRatio: ratioOf(values["max-rejected"]),
    allowFewerRows: values["allow-fewer-rows"],
  };
}

/** A time without a zone would be another on another machine, and so would the keys be. */
function timeOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const parsed = parseTimestamp(text);
  if (parsed === undefined)
    throw new TypeError(
      `--load-time must be a time with its zone, like 2025-01-15T10:30:45Z, not ${text}.`,
    );
  return new Date(parsed.epochMs);
}

function ratioOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ratio = Number(text);
  if (text.trim() === "" || !(ratio >= 0 && ratio <= 1))
    throw new TypeError(`--max-rejected must be a number from 0 to 1, not ${text}.`);
  return ratio;
}

/** `contracts.ts#orders`: a contract is code, and the module that has it is the caller's own. */
async function contractOf(text: string | undefined): Promise<Dataset | undefined> {
  if (text === undefined) return undefined;
  const [path = "", name = "default"] = text.split("#");
  const module = (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>;
  const found = module[name] as Partial<Dataset> | undefined;
  if (found === undefined || typeof found.contractHash !== "string")
    throw new TypeError(
      `--contract: ${path} exports no contract ${name}. Export what defineDataset returns: ${path}#NAME.`,
    );
  return found as Dataset;
}

function codeOf(error: unknown): string {
  return isCloudApiError(error) ? error.code : "UNEXPECTED_ERROR";
}

function messageOf(error: unknown): string {
  return withoutCredentials(error instanceof Error ? error.message : String(error));
}
