import { isIP } from "node:net";
import { ConfigError } from "@cloudapi/core";
import { readSetting, type Setting, type SettingIssue } from "@cloudapi/core/internal";
import type { CursorRule } from "../run/ingest-input.ts";
import type { IngestMode } from "../target/target.ts";
import { checkAwsSettings } from "./aws-settings.ts";
import { BUCKETS, DB_SETTINGS, DB_TYPE, RUN_SETTINGS } from "./settings.ts";
import { readTlsSettings, type TlsSettings } from "./tls-settings.ts";

/** The variables of an environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How a database is reached. */
export interface ServerSettings {
  readonly kind: "mysql" | "postgres" | "mongo";
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string;
  readonly authSource: string | undefined;
  /** How the connection is encrypted; nothing where it is not. */
  readonly tls: TlsSettings | undefined;
}

/** What the runner is to do. */
export interface RunnerSettings {
  readonly server: ServerSettings;
  readonly bucket: string;
  readonly prefix: string;
  readonly format: "ndjson" | "parquet" | "raw";
  readonly isPartitioned: boolean;
  readonly mode: IngestMode;
  readonly tables: readonly string[] | undefined;
  readonly cursors: Readonly<Record<string, CursorRule>>;
  readonly concurrency: number;
  readonly allowLoss: boolean | readonly string[];
  readonly allowFewerRows: boolean;
  readonly omitColumns: Readonly<Record<string, readonly string[]>>;
  readonly catalog: { readonly database: string; readonly tablePrefix: string } | undefined;
  /** Between the starts of runs; 0 for a single one. */
  readonly intervalMs: number;
  readonly logLevel: LogLevel;
}

export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * The settings that an environment has; what is known to be wrong before is told with the rest.
 *
 * @throws {ConfigError} `INVALID_CONFIG` with everything that is missing or wrong
 */
export function readSettings(
  environment: Environment,
  known: readonly SettingIssue[] = [],
): RunnerSettings {
  const issues: SettingIssue[] = [];
  const read = <N extends string>(settings: Readonly<Record<N, Setting>>) =>
    Object.fromEntries(
      Object.entries<Setting>(settings).map(([name, setting]) => [
        name,
        readSetting(environment, setting, issues),
      ]),
    ) as Record<N, string | undefined>;
  const kind = required(
    readSetting(environment, DB_TYPE, issues),
    DB_TYPE,
    issues,
  ) as ServerSettings["kind"];
  const run = read(RUN_SETTINGS);
  checkTogether(run, issues);
  checkAwsSettings(environment, issues);
  issues.push(...known.filter(({ variable }) => !issues.some(isOf(variable))));
  if (kind === ("" as string)) throw new ConfigError([...issues, ...bucketIssues(environment)]);
  const server = readServer(environment, kind, issues);
  const bucket = required(readSetting(environment, BUCKETS[kind], issues), BUCKETS[kind], issues);
  if (issues.length > 0) throw new ConfigError(issues);
  return {
    server: { ...server, name: run.sourceName ?? kind },
    bucket,
    prefix: run.prefix ?? "",
    format: run.format as RunnerSettings["format"],
    isPartitioned: run.isPartitioned === "true",
    mode: run.mode as IngestMode,
    tables: listOf(run.tables),
    cursors: cursorsOf(run.cursors),
    concurrency: Number(run.concurrency),
    allowLoss:
      run.allowLoss === "true" ||
      (run.allowLoss === "false" ? false : (listOf(run.allowLoss) ?? false)),
    allowFewerRows: run.allowFewerRows === "true",
    omitColumns: columnsOf(run.omitColumns),
    catalog:
      run.database === undefined
        ? undefined
        : { database: run.database, tablePrefix: run.tablePrefix ?? "" },
    intervalMs: milliseconds(run.interval ?? "0"),
    logLevel: run.logLevel as LogLevel,
  };
}

/** What each is by itself, and they are not together. */
function checkTogether(
  run: Readonly<Record<keyof typeof RUN_SETTINGS, string | undefined>>,
  issues: SettingIssue[],
): void {
  const isMerging =
    run.format === "parquet" || (run.format === "ndjson" && run.isPartitioned === "false");
  if (run.mode === "merge" && !isMerging)
    issues.push({
      variable: "INGESTION_MODE",
      message:
        "merge needs INGESTION_FORMAT=parquet, or INGESTION_FORMAT=ndjson with ENABLE_PARTITIONING=false",
    });
  const isNamed = run.database !== undefined || issues.some(isOf("GLUE_DATABASE"));
  if (run.tablePrefix !== undefined && !isNamed)
    issues.push({
      variable: "GLUE_TABLE_PREFIX",
      message: "is set, and GLUE_DATABASE is missing: no table is made in a catalog without",
    });
  const tables = (listOf(run.cursors) ?? []).map((each) => each.split(":")[0]?.trim() ?? "");
  const twice = tables.find((each, at) => tables.indexOf(each) !== at);
  if (twice !== undefined)
    issues.push({
      variable: "INGESTION_CURSORS",
      message: `names ${JSON.stringify(twice.slice(0, 100))} twice: a table has one cursor`,
    });
}

function isOf(variable: string) {
  return (issue: SettingIssue) => issue.variable === variable;
}

function readServer(
  environment: Environment,
  kind: ServerSettings["kind"],
  issues: SettingIssue[],
) {
  const settings: Readonly<Record<string, Setting>> = DB_SETTINGS[kind];
  const value = (name: string) => {
    const setting = settings[name];
    return setting && readSetting(environment, setting, issues);
  };
  const must = (name: string) => required(value(name), settings[name] as Setting, issues);
  const isOpen = kind === "mongo";
  return {
    kind,
    host: hostOf(must("host"), `${PREFIXES[kind]}_HOST`, issues),
    port: Number(value("port")),
    user: isOpen ? value("user") : must("user"),
    password: isOpen && value("user") === undefined ? value("password") : must("password"),
    database: must("database"),
    authSource: value("authSource"),
    tls: readTlsSettings(value, `${PREFIXES[kind]}_TLS`, issues),
  };
}

/** What the variables of a database begin with. */
export const PREFIXES = { mysql: "MYSQL", postgres: "POSTGRES", mongo: "MONGO" } as const;

/** A host alone, or a folder of sockets; an address of IPv6 may have its brackets. What is wrong with it is said without it: a password may be in it. */
function hostOf(text: string, variable: string, issues: SettingIssue[]): string {
  const host = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  if (host.startsWith("/") || isIP(host) !== 0 || /^[^\s:/@,[\]]*$/.test(host)) return host;
  issues.push({
    variable,
    message:
      "expected the server's name or address alone: its port, the user and the password are settings of their own",
  });
  return host;
}

/** A value that has to be there. What is there and wrong has its issue already. */
function required(value: string | undefined, setting: Setting, issues: SettingIssue[]): string {
  const [variable = ""] = setting.variables;
  const isTold = issues.some((issue) => setting.variables.includes(issue.variable));
  if (value === undefined && !isTold)
    issues.push({
      variable: setting.variables.length === 1 ? variable : setting.variables.join(" or "),
      message: `is missing: ${setting.expected}`,
    });
  return value ?? "";
}

/** What is wrong with buckets where it is not known which of them is meant. */
function bucketIssues(environment: Environment): SettingIssue[] {
  const issues: SettingIssue[] = [];
  const buckets = Object.values(BUCKETS).map((each) => readSetting(environment, each, issues));
  if (issues.length === 0 && buckets.every((bucket) => bucket === undefined))
    return [{ variable: "S3_BUCKET", message: "is missing: a bucket's name" }];
  return [...new Map(issues.map((issue) => [issue.variable, issue])).values()];
}

function listOf(text: string | undefined): readonly string[] | undefined {
  return text
    ?.split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

function cursorsOf(text: string | undefined): Record<string, CursorRule> {
  const pairs = (listOf(text) ?? []).map((each) => each.split(":").map((part) => part.trim()));
  return Object.fromEntries(
    pairs.map(([table = "", column = "", lag]) => [table, { column, ...lagOf(lag) }]),
  );
}

/** `60s` for a column of times, `1000` for one of integers. */
function lagOf(text: string | undefined): Pick<CursorRule, "lag" | "lagMs"> {
  if (text === undefined) return {};
  return /\d$/.test(text) ? { lag: Number(text) } : { lagMs: milliseconds(text) };
}

/** `users.photo,app.users.note`, by table. */
function columnsOf(text: string | undefined): Record<string, string[]> {
  const names = (listOf(text) ?? []).map((name) => [
    name.slice(0, name.lastIndexOf(".")),
    name.slice(name.lastIndexOf(".") + 1),
  ]);
  const byTable = Map.groupBy(names, ([table = ""]) => table);
  return Object.fromEntries(
    [...byTable].map(([table, each]) => [table, each.map(([, column = ""]) => column)]),
  );
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function milliseconds(text: string): number {
  const unit = UNITS[text.at(-1) ?? ""];
  return unit === undefined ? Number(text) * 1_000 : Number(text.slice(0, -1)) * unit;
}
