import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { expect } from "vitest";

interface Report {
  readonly pluginReports: readonly {
    readonly violations: readonly { readonly ruleName: string }[];
  }[];
}

/** What cdk-nag finds in an app, whose synthesis fails for it: the rules in order, each as often as it was broken. */
export function nagRules(app: App): string[] {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).toThrow("AwsSolutions");
  const path = join(app.outdir, "validation-report.json");
  const report = JSON.parse(readFileSync(path, "utf8")) as Report;
  return report.pluginReports
    .flatMap(({ violations }) =>
      violations.map(({ ruleName }) => ruleName.replaceAll(/<[^>]+>/g, "")),
    )
    .toSorted();
}
