import { loadConfig } from "@cloudapi/core";
import { checkPlace } from "./lib/check-place.ts";
import { type DemoArguments, parseDemoArguments, USAGE, UsageError } from "./lib/demo-arguments.ts";
import { renderReport } from "./lib/demo-report.ts";
import { openEnvironment } from "./lib/environment.ts";
import { inputFiles } from "./lib/input-files.ts";
import { checkOutput, keepOutput, writeReport } from "./lib/keep-output.ts";
import { progressLine } from "./lib/progress-line.ts";
import { type DemoRun, runDemo } from "./lib/run-demo.ts";
import { SAMPLE, sampleFile } from "./lib/sample-file.ts";

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = parseDemoArguments(argv);
    if (options.help) console.log(USAGE);
    return options.help ? 0 : await demo(options);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(error instanceof UsageError ? `${message}\n\n${USAGE}` : `Failed: ${message}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function demo(options: DemoArguments): Promise<number> {
  const sample =
    options.inputs.length === 0 ? await sampleFile({ ...SAMPLE, rows: options.rows }) : undefined;
  try {
    const run = await runOn(sample === undefined ? options.inputs : [sample.path], options);
    const { report } = run;
    if (!options.quiet) console.log(renderReport(report));
    else for (const problem of report.problems) console.error(`Problem: ${problem}`);
    if (options.maxRejected === undefined || report.rowsRejected <= options.maxRejected) return 0;
    console.error(
      `Failed: ${report.rowsRejected} rows were rejected, more than --max-rejected ${options.maxRejected}.`,
    );
    return 1;
  } finally {
    await sample?.remove();
  }
}

async function runOn(paths: readonly string[], options: DemoArguments): Promise<DemoRun> {
  const { processedBucket } = loadConfig(process.env);
  if (options.out !== undefined) await checkOutput(options.out, processedBucket);
  if (options.report !== undefined) await checkPlace("--report", options.report, "file");
  const files = await inputFiles(paths);
  const progress = progressLine(process.stderr, options.quiet);
  progress.done(
    `CloudAPI demo, on ${loadConfig(process.env).target === "aws" ? "AWS" : "the embedded cloud"}\n`,
  );
  const environment = await openEnvironment();
  try {
    const run = await runDemo(environment, files, options, progress);
    if (options.out !== undefined) {
      await keepOutput(environment, run, options.out);
      progress.done(`keep       ${options.out}`);
    }
    if (options.report !== undefined) await writeReport(options.report, run.report);
    return run;
  } finally {
    await environment.close();
  }
}
