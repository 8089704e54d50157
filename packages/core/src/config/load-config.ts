import type { Config } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { readConfig } from "./read-config.ts";
import type { SettingIssue } from "./read-setting.ts";
import { SETTINGS } from "./settings.ts";

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
  const issues: SettingIssue[] = [];
  const config = readConfig(environment, SETTINGS, issues);
  if (issues.length > 0) throw new ConfigError(issues);
  return Object.freeze(config) as unknown as Config;
}
