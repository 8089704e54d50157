/** One setting: the variables it is read from (first set one wins), its form and its default. */
export interface Setting {
  readonly variables: readonly string[];
  readonly pattern: RegExp;
  readonly expected: string;
  readonly fallback?: (sofar: Readonly<Record<string, string | undefined>>) => string | undefined;
  readonly normalize?: (text: string) => string;
}

/** A variable that can't be used, and why. */
export interface SettingIssue {
  readonly variable: string;
  readonly message: string;
}

/** The value of a setting in an environment, or its default; what does not have its form is added to the issues. */
export function readSetting(
  environment: Readonly<Record<string, string | undefined>>,
  setting: Setting,
  issues: SettingIssue[],
  sofar: Readonly<Record<string, string | undefined>> = {},
): string | undefined {
  const variable = setting.variables.find((name) => (environment[name] ?? "").trim() !== "");
  if (variable === undefined) return setting.fallback?.(sofar);
  const text = (environment[variable] ?? "").trim();
  if (setting.pattern.test(text)) return setting.normalize?.(text) ?? text;
  issues.push({
    variable,
    message: `expected ${setting.expected}, found ${JSON.stringify(text.slice(0, 100))}`,
  });
  return undefined;
}
