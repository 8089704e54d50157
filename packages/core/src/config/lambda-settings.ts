import { readSetting, type Setting, type SettingIssue } from "./read-setting.ts";

const PREFIX = "CLOUDAPI_LAMBDA_";

/** A setting that only functions have. */
export function lambdaSetting(name: string, pattern: RegExp, expected: string): Setting {
  return { variables: [PREFIX + name], pattern, expected };
}

/** How functions read files. */
export const LAMBDA_SETTINGS = {
  format: lambdaSetting("FORMAT", /^(json|csv|auto)$/, "json, csv or auto"),
  delimiter: lambdaSetting("DELIMITER", /^([,;|]|tab)$/, "one of , ; | tab"),
  maxRejectedRatio: lambdaSetting(
    "MAX_REJECTED_RATIO",
    /^(0*\.\d+|0+|0*1(\.0*)?)$/,
    "a number from 0 to 1",
  ),
  maxRecordBytes: lambdaSetting("MAX_RECORD_BYTES", /^(?=\d{1,12}$)0*[1-9]/, "a positive integer"),
} as const;

/** The values of such settings; what does not have its form, and a variable of functions that is none of them, is added to the issues. */
export function readLambdaSettings<Name extends string>(
  variables: Readonly<Record<string, string | undefined>>,
  settings: Readonly<Record<Name, Setting>>,
  issues: SettingIssue[],
): Record<Name, string | undefined> {
  const known: string[] = [];
  const read: Record<string, string | undefined> = {};
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    known.push(...setting.variables);
    read[name] = readSetting(variables, setting, issues);
  }
  for (const variable of Object.keys(variables))
    if (variable.startsWith(PREFIX) && !known.includes(variable))
      issues.push({
        variable,
        message: `is not a setting; those of the function are ${known.join(", ")}`,
      });
  return read as Record<Name, string | undefined>;
}
