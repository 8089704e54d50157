import { ConfigError } from "@cloudapi/core";
import { lambdaSetting, readLambdaSettings, type SettingIssue } from "@cloudapi/core/internal";
import { type ApiKey, apiKeyAuth } from "../auth/api-key-auth.ts";
import type { Authenticator } from "../auth/authenticator.ts";
import { basicAuth } from "../auth/basic-auth.ts";
import { iamAuth } from "../auth/iam-auth.ts";

/** What the environment says of an API. */
export interface ApiEnvironment {
  readonly database: string;
  readonly workGroup: string;
  readonly auth: readonly Authenticator[];
  readonly cursorSecret: string | undefined;
  readonly hasDashboard: boolean;
}

type Variables = Readonly<Record<string, string | undefined>>;

const SETTINGS = {
  database: lambdaSetting("DATABASE", /^[a-z0-9_]{1,255}$/, "a database of the catalog"),
  workGroup: lambdaSetting("WORKGROUP", /^[\w.-]{1,128}$/, "a work group of Athena"),
  auth: lambdaSetting("AUTH", /^(iam|keys|gateway)$/, "iam, keys or gateway"),
  keys: lambdaSetting(
    "KEYS",
    /^[^:,\s]{1,64}:[0-9a-fA-F]{64}(,[^:,\s]{1,64}:[0-9a-fA-F]{64}){0,49}$/,
    "name:sha256 of each key, with commas between them",
  ),
  cursorSecret: lambdaSetting("CURSOR_SECRET", /^.{32,512}$/, "at least 32 characters"),
  dashboard: lambdaSetting("DASHBOARD", /^(true|false)$/, "true or false"),
};

/**
 * Read how an API is to be from environment variables.
 *
 * @throws {ConfigError} `INVALID_CONFIG` with every variable at fault
 */
export function readApiEnvironment(variables: Variables): ApiEnvironment {
  const found: SettingIssue[] = [];
  const read = readLambdaSettings(variables, SETTINGS, found);
  const issues = found.map(withoutSecret);
  const say = (name: string, message: string) => {
    const variable = `CLOUDAPI_LAMBDA_${name}`;
    if (!issues.some((issue) => issue.variable === variable)) issues.push({ variable, message });
  };
  const { database, workGroup, auth, keys, cursorSecret, dashboard } = read;
  if (database === undefined) say("DATABASE", "must be set: the database of the tables");
  if (workGroup === undefined) say("WORKGROUP", "must be set: the work group that runs queries");
  if (auth === undefined)
    say("AUTH", "must be set: iam, keys, or gateway where the gateway alone decides who may ask");
  if ((auth === "keys") !== (keys !== undefined))
    say("KEYS", auth === "keys" ? "must be set: who may ask" : "is for CLOUDAPI_LAMBDA_AUTH=keys");
  if (issues.length > 0) throw new ConfigError(issues);
  return {
    database: database ?? "",
    workGroup: workGroup ?? "",
    auth: authOf(auth, keys),
    cursorSecret,
    hasDashboard: dashboard === "true",
  };
}

/** What is wrong with a secret is said without it: errors are in logs. */
function withoutSecret(issue: SettingIssue): SettingIssue {
  const secret = [SETTINGS.keys, SETTINGS.cursorSecret].find(({ variables }) =>
    variables.includes(issue.variable),
  );
  return secret === undefined ? issue : { ...issue, message: `expected ${secret.expected}` };
}

function authOf(auth: string | undefined, text = ""): readonly Authenticator[] {
  if (auth === "gateway") return [];
  if (auth === "iam") return [iamAuth()];
  const keys = text.split(",").map((pair): ApiKey => {
    const [subject = "", sha256 = ""] = pair.split(":");
    return { subject, sha256 };
  });
  return [basicAuth({ keys }), apiKeyAuth({ keys })];
}
