import { readSetting, type Setting, type SettingIssue } from "./read-setting.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The settings that an environment has, or their defaults. What is wrong is added to the issues, also variables that begin
 * with `CLOUDAPI_` and are not known.
 *
 * @param others variables that are known beside those of the settings
 */
export function readConfig<Name extends string>(
  environment: Variables,
  settings: Readonly<Record<Name, Setting>>,
  issues: SettingIssue[],
  others: readonly string[] = [],
): Readonly<Record<Name, string | undefined>> {
  const all = Object.entries(settings) as [Name, Setting][];
  const known = new Set([...others, ...all.flatMap(([, { variables }]) => variables)]);
  for (const variable of Object.keys(environment)) {
    const isOurs =
      variable.startsWith("CLOUDAPI_") && !/^CLOUDAPI_(TEST|CI|LAMBDA)_/.test(variable);
    if (isOurs && !known.has(variable))
      issues.push({ variable, message: "is not a setting; see .env.example for those there are" });
  }
  const config: Record<string, string | undefined> = {};
  for (const [name, setting] of all)
    config[name] = readSetting(environment, setting, issues, config);
  return config as Record<Name, string | undefined>;
}
