import { type Config, ConfigError } from "@cloudapi/core";
import {
  FUNCTION_SETTINGS,
  lambdaSetting,
  OTHER_VARIABLES,
  readConfig,
  readLambdaSettings,
  type Setting,
  type SettingIssue,
} from "@cloudapi/core/internal";
import type { ConnectionInput } from "../data-api/connection.ts";
import type { LoadMode } from "../load/load-mode.ts";
import type { LoadHandlerOptions } from "./load-handler-options.ts";

/** What the environment says of a loading handler. */
export interface LoadEnvironment {
  readonly options: Omit<LoadHandlerOptions, "dataset" | "s3" | "warehouse" | "logger">;
  readonly connection: ConnectionInput;
  readonly logLevel: Config["logLevel"];
}

type Variables = Readonly<Record<string, string | undefined>>;

const NAME = [/^[A-Za-z_][\w$-]{0,126}$/, "a name"] as const;
const COLUMN = [/^[^,\s][^,]{0,126}$/, "the name of a column"] as const;

/** Settings that only this function has. */
const OWN = {
  workgroup: lambdaSetting("WORKGROUP", /^[a-z0-9-]{3,64}$/, "the name of a work group"),
  cluster: lambdaSetting("CLUSTER", /^[a-z][a-z0-9-]{0,62}$/, "the identifier of a cluster"),
  database: lambdaSetting("DATABASE", ...NAME),
  secretArn: lambdaSetting(
    "SECRET_ARN",
    /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/,
    "the ARN of a secret",
  ),
  dbUser: lambdaSetting("DB_USER", ...NAME),
  schema: lambdaSetting("SCHEMA", ...NAME),
  table: lambdaSetting("TABLE", ...NAME),
  mode: lambdaSetting(
    "MODE",
    /^(append|overwritePartition|upsert|scd2)$/,
    "append, overwritePartition, upsert or scd2",
  ),
  keys: lambdaSetting(
    "KEYS",
    /^[^,]{1,127}(,[^,]{1,127}){0,19}$/,
    "columns, with commas between them",
  ),
  latestBy: lambdaSetting("LATEST_BY", ...COLUMN),
  validFrom: lambdaSetting("VALID_FROM", ...COLUMN),
  copyRole: lambdaSetting(
    "COPY_ROLE",
    /^(default|arn:aws[a-z-]*:iam::.{1,600})$/,
    "the ARN of a role, or default",
  ),
  manifests: lambdaSetting(
    "MANIFESTS",
    /^s3:\/\/[^/]{3,63}\/.{1,900}$/,
    "a folder like s3://bucket/_redshift/",
  ),
  acceptContracts: lambdaSetting(
    "ACCEPT_CONTRACTS",
    /^[0-9a-f]{8,64}(,[0-9a-f]{8,64}){0,19}$/,
    "hashes of contracts, with commas between them",
  ),
} as const satisfies Readonly<Record<string, Setting>>;

type Own = Readonly<Record<keyof typeof OWN, string | undefined>>;

/**
 * Read the handler's options from environment variables.
 *
 * @throws {ConfigError} `INVALID_CONFIG` with every variable at fault
 */
export function readLoadEnvironment(variables: Variables): LoadEnvironment {
  const issues: SettingIssue[] = [];
  const config = readConfig(variables, FUNCTION_SETTINGS, issues, OTHER_VARIABLES);
  const own = readLambdaSettings(variables, OWN, issues);
  issues.push(...missing(own, variables));
  if (issues.length > 0) throw new ConfigError(issues);
  const isSet = (variable: string) => (variables[variable] ?? "").trim() !== "";
  const { database = "", secretArn, dbUser, schema, table, manifests = "" } = own;
  return {
    options: {
      schema,
      table,
      mode: modeOf(own),
      iamRole: own.copyRole ?? "default",
      manifests: manifests.endsWith("/") ? manifests : `${manifests}/`,
      acceptContracts: own.acceptContracts?.split(","),
      // Only what is set: the function reads what its trigger sends, not what the defaults of other tools name.
      bucket: isSet("CLOUDAPI_RAW_BUCKET") ? config.rawBucket : undefined,
      prefix: isSet("CLOUDAPI_RAW_PREFIX") ? config.rawPrefix : undefined,
    },
    connection: {
      workgroupName: own.workgroup,
      clusterIdentifier: own.cluster,
      database,
      secretArn,
      dbUser,
    },
    logLevel: config.logLevel as Config["logLevel"],
  };
}

/** What has to be set, and what goes with nothing else that is. */
function missing(own: Own, variables: Variables): SettingIssue[] {
  const issues: SettingIssue[] = [];
  const say = (name: string, message: string) =>
    issues.push({ variable: `CLOUDAPI_LAMBDA_${name}`, message });
  const isSet = (name: string) => (variables[`CLOUDAPI_LAMBDA_${name}`] ?? "").trim() !== "";
  if (isSet("WORKGROUP") === isSet("CLUSTER"))
    say("WORKGROUP", "must be set, or CLOUDAPI_LAMBDA_CLUSTER: one of them, the warehouse");
  if (!isSet("DATABASE")) say("DATABASE", "must be set: the database of the warehouse");
  if (!isSet("MANIFESTS"))
    say("MANIFESTS", "must be set: the folder that manifests are written to");
  const { mode = "append" } = own;
  const isKeyed = mode === "upsert" || mode === "scd2";
  if (isKeyed !== isSet("KEYS"))
    say("KEYS", isKeyed ? `must be set: ${mode} tells rows apart by them` : `is not for ${mode}`);
  if (isSet("LATEST_BY") && mode !== "upsert") say("LATEST_BY", "is for the mode upsert");
  if (isSet("VALID_FROM") !== (mode === "scd2"))
    say(
      "VALID_FROM",
      mode === "scd2"
        ? "must be set: scd2 needs the time from which a row holds"
        : `is not for ${mode}`,
    );
  return issues;
}

function modeOf({ mode = "append", keys = "", latestBy, validFrom = "" }: Own): LoadMode {
  const columns = keys.split(",").map((name) => name.trim());
  switch (mode) {
    case "upsert":
      return { mode, keys: columns, ...(latestBy === undefined ? {} : { latestBy }) };
    case "scd2":
      return { mode, keys: columns, validFrom };
    case "overwritePartition":
      return { mode };
    default:
      return { mode: "append" };
  }
}
