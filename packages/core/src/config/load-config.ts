import { CloudApiError } from "../errors/cloud-api-error.ts";
import type { Config } from "./config.ts";
import { readSetting, type SettingIssue } from "./read-setting.ts";
import { SETTINGS } from "./settings.ts";

/**
 * Settings that can't be used: thrown by `loadConfig` with code `INVALID_CONFIG`, once, with every issue in `issues`.
 *
 * @example
 * ```ts
 * import { ConfigError, loadConfig } from "@cloudapi/core";
 *
 * try {
 *   loadConfig({ CLOUDAPI_RAW_BUCKET: "Not_A_Bucket" });
 * } catch (error) {
 *   console.log(error instanceof ConfigError && error.issues[0]?.variable); // => "CLOUDAPI_RAW_BUCKET"
 * }
 * ```
 */
export class ConfigError extends CloudApiError {
  readonly issues: readonly { readonly variable: string; readonly message: string }[];

  constructor(issues: readonly { variable: string; message: string }[]) {
    const lines = issues.map(({ variable, message }) => `${variable}: ${message}`);
    super("INVALID_CONFIG", `The configuration can't be used:\n- ${lines.join("\n- ")}`);
    this.issues = issues;
  }
}

/**
 * Read the pipeline's settings from environment variables, with the defaults of `.env.example`.
 *
 * An empty variable counts as unset. Variables that begin with `CLOUDAPI_` and are not known are refused.
 *
 * @param environment the variables; pass `process.env`
 * @throws {TypeError} without an environment
 * @throws {ConfigError} `INVALID_CONFIG`, naming every variable that is wrong, what was expected and what was found
 *
 * @example
 * ```ts
 * import { loadConfig } from "@cloudapi/core";
 *
 * const config = loadConfig({ AWS_REGION: "eu-central-1" });
 * console.log(config.rawBucket); // => "cloudapi-logs-raw"
 * ```
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  if (typeof environment !== "object" || environment === null)
    throw new TypeError("loadConfig: pass the environment, such as process.env.");
  const issues: SettingIssue[] = unknownVariables(environment);
  const config: Record<string, string | undefined> = {};
  for (const [name, setting] of Object.entries(SETTINGS)) {
    config[name] = readSetting(environment, setting, issues, config);
  }
  if (issues.length > 0) throw new ConfigError(issues);
  return Object.freeze(config) as unknown as Config;
}

function unknownVariables(environment: Readonly<Record<string, string | undefined>>) {
  const known = new Set(Object.values(SETTINGS).flatMap(({ variables }) => variables));
  return Object.keys(environment)
    .filter((variable) => variable.startsWith("CLOUDAPI_") && !known.has(variable))
    .filter((variable) => !/^CLOUDAPI_(TEST|CI|LAMBDA)_/.test(variable))
    .map((variable) => ({
      variable,
      message: "is not a setting; see .env.example for those there are",
    }));
}
