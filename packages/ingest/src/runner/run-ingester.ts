import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { S3Client } from "@aws-sdk/client-s3";
import { isCloudApiError } from "@cloudapi/core";
import { s3Sink } from "@cloudapi/transform/s3";
import { withoutCredentials } from "../errors/without-credentials.ts";
import { formatLossReport } from "../loss/loss-report.ts";
import { ingest } from "../run/ingest.ts";
import type { IngestReport, TableOutcome } from "../run/ingest-report.ts";
import type { Source } from "../source/source.ts";
import { ndjsonTarget } from "../target/ndjson-target.ts";
import { parquetTarget } from "../target/parquet-target.ts";
import { rawTarget } from "../target/raw-target.ts";
import type { IngestTarget } from "../target/target.ts";
import { missingRegion } from "./aws-settings.ts";
import { clientConfig, regionalClient } from "./client-config.ts";
import { type OpenedSource, openSource } from "./open-source.ts";
import { type Environment, PREFIXES, type RunnerSettings, readSettings } from "./read-settings.ts";
import { FILES_USAGE, runFiles } from "./run-files.ts";
import { type Output, RunLog } from "./run-log.ts";
import { sleepLong } from "./sleep-long.ts";
import { readTlsFiles } from "./tls-settings.ts";

/** What the runner is started with. */
export interface RunnerInput {
  /** The arguments: none, or a file of settings, with `--config` before it or without. */
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly output: Output;
  /** Ends the run. */
  readonly signal: AbortSignal;
  /** Default: by the driver of the database. */
  readonly open?: (server: RunnerSettings["server"]) => Promise<OpenedSource>;
}

const DONE = 0;
const FAILED = 1;
const BAD_SETTINGS = 2;

const USAGE = `cloudapi-ingest [[--config] FILE]
cloudapi-ingest files ... (see cloudapi-ingest files --help)

Loads the tables of a database into S3. Settings are environment variables, or
lines of FILE (NAME=value) where the environment has none:

  DB_TYPE                mysql, postgres or mongo
  MYSQL_HOST, ..._PORT, ..._USER, ..._PASSWORD, ..._DATABASE
  MYSQL_TLS              true: encrypt, and check the server's certificate
  MYSQL_TLS_CA           file of its authorities; Node's own without it
  MYSQL_TLS_CERT, ..._TLS_KEY          files of a certificate of your own
  MYSQL_TLS_SERVER_NAME  the name in the certificate; the host without it
  POSTGRES_..., MONGO_... (the same), MONGO_AUTH_SOURCE
  S3_BUCKET              or S3_BUCKET_MS1 (mysql), _MS2 (postgres), _MS3 (mongo)
  S3_PREFIX, ENABLE_PARTITIONING, INGESTION_FORMAT, INGESTION_MODE,
  INGESTION_TABLES, INGESTION_CURSORS, INGESTION_INTERVAL, OMIT_COLUMNS,
  INGESTION_CONCURRENCY, ALLOW_LOSS, ALLOW_FEWER_ROWS, GLUE_DATABASE,
  GLUE_TABLE_PREFIX, SOURCE_NAME, LOG_LEVEL

Ends with 0; 1 if a table failed; 2 if settings are missing or wrong.
`;

/** Run the ingester to its end; the exit code. */
export async function runIngester(input: RunnerInput): Promise<number> {
  const { args, output, signal } = input;
  if (args.includes("--help") || args.includes("-h")) {
    output.write(args[0] === "files" ? FILES_USAGE : USAGE);
    return DONE;
  }
  if (args[0] === "files") return runFiles({ ...input, args: args.slice(1) });
  let settings: RunnerSettings;
  let environment: Environment;
  try {
    environment = await withFile(args, input.environment);
    settings = readSettings(environment, await missingRegion(regionalClient(environment)));
    if (settings.server.tls !== undefined) await readTlsFiles(settings.server.tls);
  } catch (error) {
    new RunLog(output, "error").say("error", messageOf(error), { code: "INVALID_CONFIG" });
    return BAD_SETTINGS;
  }
  const log = new RunLog(output, settings.logLevel);
  for (let isFirst = true; ; isFirst = false) {
    const startedMs = Date.now();
    const code = await runOnce(settings, { ...input, environment }, log);
    // A name that was right and is not any more is one of the next runs' failures.
    const isOver = settings.intervalMs === 0 || (isFirst && code === BAD_SETTINGS);
    if (isOver || signal.aborted) return code;
    const waitMs = Math.max(0, startedMs + settings.intervalMs - Date.now());
    log.say("info", `The next run begins in ${Math.round(waitMs / 1_000)} s.`, { waitMs });
    await sleepLong(waitMs, signal).catch(() => undefined);
    if (signal.aborted) return DONE;
  }
}

async function withFile(args: readonly string[], environment: Environment): Promise<Environment> {
  const [file, ...others] = args.length > 1 && args[0] === "--config" ? args.slice(1) : args;
  if (file === undefined) return environment;
  if (others.length > 0 || file.startsWith("-"))
    throw new TypeError(
      `cloudapi-ingest takes one argument, a file of settings. See cloudapi-ingest --help.`,
    );
  const isSet = Object.entries(environment).filter(([, value]) => (value ?? "").trim() !== "");
  return { ...parseEnv(await readFile(file, "utf8")), ...Object.fromEntries(isSet) };
}

async function runOnce(settings: RunnerSettings, input: RunnerInput, log: RunLog): Promise<number> {
  const { signal, open = openSource } = input;
  const s3 = new S3Client(clientConfig(input.environment, "S3"));
  let opened: OpenedSource | undefined;
  try {
    opened = await open(settings.server);
    const report = await load(settings, { s3, source: opened.source, signal }, log);
    const isCatalogued = await catalogue(settings, report, input, log);
    return report.failed.length === 0 && isCatalogued ? DONE : FAILED;
  } catch (error) {
    if (signal.aborted)
      log.say("warn", "Stopped. What was being written is not published; run again to go on.", {
        code: "STOPPED",
      });
    else sayFailure(log, settings, error);
    return isCloudApiError(error, "UNKNOWN_NAMES") ? BAD_SETTINGS : FAILED;
  } finally {
    await opened?.close().catch(() => undefined);
    s3.destroy();
  }
}

function sayFailure(log: RunLog, { server }: RunnerSettings, error: unknown): void {
  const code = isCloudApiError(error) ? error.code : "UNEXPECTED_ERROR";
  const setting = settingFor(code).replaceAll("DB_", `${PREFIXES[server.kind]}_`);
  log.say("error", `${messageOf(error)}${setting}`, { code });
}

async function load(
  { mode, tables, cursors, allowLoss, allowFewerRows, omitColumns, ...settings }: RunnerSettings,
  {
    s3,
    source,
    signal,
  }: { readonly s3: S3Client; readonly source: Source; readonly signal: AbortSignal },
  log: RunLog,
): Promise<IngestReport> {
  const { bucket, prefix } = settings;
  const target = targetOf(settings, s3);
  log.say("info", `Loading ${source.name} to s3://${bucket}/${prefix} (${mode}).`, {
    source: source.name,
    bucket,
    mode,
  });
  const report = await ingest(
    {
      source,
      target,
      mode,
      tables,
      omitColumns,
      cursors,
      allowLoss,
    },
    {
      allowFewerRows,
      concurrency: settings.concurrency,
      signal,
      onProgress: (progress) => log.progress(progress),
      onLoss: (loss) => {
        const isWorse = loss.columns.lossy + loss.columns.refused > 0;
        log.say(isWorse ? "warn" : "debug", formatLossReport(loss), { columns: loss.columns });
      },
    },
  );
  for (const outcome of report.tables) sayOutcome(log, outcome);
  const { rowsRead, rowsWritten, rowsRejected, failed, consistency } = report;
  const done = report.tables.length - failed.length;
  log.say(
    "info",
    `${done} of ${report.tables.length} tables, ${rowsWritten} rows written, ${rowsRejected} rejected.`,
    {
      rowsRead,
      rowsWritten,
      rowsRejected,
      failed,
      consistency: consistency?.kind,
      durationMs: Math.round(report.durationMs),
    },
  );
  return report;
}

function sayOutcome(log: RunLog, outcome: TableOutcome): void {
  const { table } = outcome;
  if (outcome.status === "failed") {
    const { code, message } = outcome;
    log.say("error", `${table}: ${message}${settingFor(code)}`, { table, code });
    return;
  }
  for (const { code, message } of outcome.report?.warnings ?? [])
    log.say("warn", `${table}: ${message}`, { table, code });
}

/** What messages advise of options of `ingest`, as settings. */
const SETTINGS: Readonly<Record<string, string>> = {
  LOSSY_COLUMNS: "ALLOW_LOSS=table.column or OMIT_COLUMNS=table.column",
  REFUSED_COLUMNS: "OMIT_COLUMNS=table.column",
  WOULD_LOSE_ROWS: "ALLOW_FEWER_ROWS=true",
  NO_KEY: "INGESTION_CURSORS=table:column, or INGESTION_MODE=full",
  CURSOR_HAS_NULLS: "INGESTION_CURSORS=table:column",
  UNKNOWN_NAMES:
    "OMIT_COLUMNS is omitColumns, INGESTION_CURSORS is cursors, and ALLOW_LOSS is allowLoss",
  NAMES_COLLIDE: "INGESTION_TABLES=table",
  TLS_REQUIRED: "DB_TLS=true, and DB_TLS_CA=file for an authority of your own",
  TLS_FAILED:
    "DB_TLS_CA=file for an authority of your own, DB_TLS_SERVER_NAME=name for another name",
};

function settingFor(code: string): string {
  return Object.hasOwn(SETTINGS, code) ? ` As a setting: ${SETTINGS[code]}.` : "";
}

function targetOf(
  {
    bucket,
    prefix,
    format,
    isPartitioned,
  }: Pick<RunnerSettings, "bucket" | "prefix" | "format" | "isPartitioned">,
  s3: S3Client,
): IngestTarget {
  const sink = s3Sink(s3, { bucket, prefix });
  if (format === "ndjson") return ndjsonTarget(sink, { isPartitioned });
  return format === "parquet" ? parquetTarget(sink) : rawTarget(sink);
}

/** Whether all tables are in the catalog, where that is wanted. */
async function catalogue(
  { catalog }: RunnerSettings,
  report: IngestReport,
  { environment, signal }: RunnerInput,
  log: RunLog,
): Promise<boolean> {
  if (catalog === undefined) return true;
  const [{ GlueClient }, { ensureCatalog }] = await Promise.all([
    import("@aws-sdk/client-glue"),
    import("../glue/index.ts"),
  ]);
  const glue = new GlueClient(clientConfig(environment, "GLUE"));
  try {
    const outcomes = await ensureCatalog(glue, report, catalog, { signal });
    for (const outcome of outcomes)
      if (outcome.status === "failed")
        log.say("error", `${catalog.database}.${outcome.table}: ${outcome.message}`, {
          table: outcome.table,
          code: outcome.code,
        });
      else
        log.say("debug", `${catalog.database}.${outcome.table}: ${outcome.action}`, {
          table: outcome.table,
        });
    return outcomes.every(({ status }) => status === "done");
  } finally {
    glue.destroy();
  }
}

function messageOf(error: unknown): string {
  return withoutCredentials(error instanceof Error ? error.message : String(error));
}
