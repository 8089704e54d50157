import { CloudApiError } from "../errors/cloud-api-error.ts";

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
    this.name = "ConfigError";
    this.issues = issues;
  }
}
