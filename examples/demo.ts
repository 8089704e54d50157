import { loadConfig } from "@cloudapi/core";
import { type DemoArguments, parseDemoArguments, USAGE, UsageError } from "./lib/demo-arguments.ts";
import { checkPlace } from "./lib/files/check-place.ts";
import { inputFiles } from "./lib/files/input-files.ts";
import { checkOutput, keepOutput, writeReport } from "./lib/files/keep-output.ts";
import { openEnvironment } from "./lib/pipeline/environment.ts";
import { type DemoRun, runDemo } from "./lib/pipeline/run-demo.ts";
import { failuresOf } from "./lib/report/failures-of.ts";
import { renderReport } from "./lib/report/render-report.ts";
import { SAMPLE, sampleFile } from "./lib/sample/sample-file.ts";
import { outputWidth } from "./lib/terminal/output-width.ts";
import { painter } from "./lib/terminal/paint.ts";
import { progressLine } from "./lib/terminal/progress-line.ts";
import { tellError } from "./lib/terminal/tell-error.ts";

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = parseDemoArguments(argv);
    if (options.help) console.log(USAGE);
    return options.help ? 0 : await demo(options);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof UsageError)) tellError(`Failed: ${message}`);
    else tellError(`${message}\n\n${USAGE}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function demo(options: DemoArguments): Promise<number> {
  const sample =
    options.inputs.length === 0 ? await sampleFile({ ...SAMPLE, rows: options.rows }) : undefined;
  try {
    const { run, failures } = await runOn(
      sample === undefined ? options.inputs : [sample.path],
      options,
    );
    const { report } = run;
    const page = { width: outputWidth(process.stdout), paint: painter(process.stdout) };
    if (!options.quiet) console.log(renderReport(report, page));
    else for (const problem of report.problems) tellError(`Problem: ${problem}`);
    if (failures.length > 0 && !options.quiet) console.error();
    for (const failure of failures) tellError(`Failed: ${failure}`);
    return failures.length === 0 ? 0 : 1;
  } finally {
    await sample?.remove();
  }
}

async function runOn(
  paths: readonly string[],
  options: DemoArguments,
): Promise<{ run: DemoRun; failures: string[] }> {
  const config = loadConfig(process.env);
  if (options.out !== undefined) await checkOutput(options.out, config.processedBucket);
  if (options.report !== undefined) await checkPlace("--report", options.report, "file");
  const files = await inputFiles(paths);
  const progress = progressLine(process.stderr, options.quiet);
  progress.done(`CloudAPI demo, on ${config.target === "aws" ? "AWS" : "the embedded cloud"}\n`);
  const environment = await openEnvironment();
  try {
    const run = await runDemo(environment, files, options, progress);
    const failures = failuresOf(files, run.transforms, options);
    if (options.out !== undefined) {
      await keepOutput(environment, run, options.out);
      progress.done(`keep       ${options.out}`);
    }
    if (options.report !== undefined) await writeReport(options.report, run.report);
    return { run, failures };
  } finally {
    await environment.close();
  }
}
