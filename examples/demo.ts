import { loadConfig } from "@cloudapi/core";
import { type DemoArguments, parseDemoArguments, USAGE, UsageError } from "./lib/demo-arguments.ts";
import { checkPlace } from "./lib/files/check-place.ts";
import { inputFiles } from "./lib/files/input-files.ts";
import { checkOutput, keepOutput, writeReport } from "./lib/files/keep-output.ts";
import { type Environment, openEnvironment } from "./lib/pipeline/environment.ts";
import { type DemoRun, runDemo } from "./lib/pipeline/run-demo.ts";
import { failuresOf } from "./lib/report/failures-of.ts";
import { renderReport } from "./lib/report/render-report.ts";
import { SAMPLE, type SampleFile, sampleFile } from "./lib/sample/sample-file.ts";
import { countOf } from "./lib/terminal/format.ts";
import { outputWidth } from "./lib/terminal/output-width.ts";
import { painter } from "./lib/terminal/paint.ts";
import { type ProgressLine, progressLine } from "./lib/terminal/progress-line.ts";
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
  const { run, failures } = await runOn(options);
  const { report } = run;
  const page = { width: outputWidth(process.stdout), paint: painter(process.stdout) };
  if (!options.quiet) console.log(renderReport(report, page));
  else for (const problem of report.problems) tellError(`Problem: ${problem}`);
  if (failures.length > 0 && !options.quiet) console.error();
  for (const failure of failures) tellError(`Failed: ${failure}`);
  return failures.length === 0 ? 0 : 1;
}

async function runOn(options: DemoArguments): Promise<{ run: DemoRun; failures: string[] }> {
  const config = loadConfig(process.env);
  if (options.out !== undefined) await checkOutput(options.out, config.processedBucket);
  if (options.report !== undefined) await checkPlace("--report", options.report, "file");
  const named = await inputFiles(options.inputs);
  const progress = progressLine(process.stderr, options.quiet);
  progress.done(`CloudAPI demo, on ${config.target === "aws" ? "AWS" : "the embedded cloud"}\n`);
  const environment = await openEnvironment();
  let sample: SampleFile | undefined;
  try {
    if (named.length === 0) sample = await makeSample(options, progress);
    const files = sample === undefined ? named : await inputFiles([sample.path]);
    const run = await runDemo(environment, files, options, progress);
    tellPolicies(environment, progress);
    if (options.out !== undefined) {
      await keepOutput(environment, run, options.out);
      progress.done(`keep       ${options.out}`);
    }
    if (options.report !== undefined) await writeReport(options.report, run.report);
    return { run, failures: failuresOf(files, run.transforms, options) };
  } finally {
    await environment.close();
    await sample?.remove();
  }
}

/** That all of it was done with the rights of policies that were written for it. */
function tellPolicies({ cloud }: Environment, progress: ProgressLine): void {
  if (cloud === undefined) return;
  const denied = cloud.calls.filter(({ decision }) => decision !== "allow").length;
  const allowed = countOf(cloud.calls.length - denied, "request");
  progress.done(`policies   ${allowed} allowed by the demo's own policies, ${denied} denied`);
}

async function makeSample({ rows }: DemoArguments, progress: ProgressLine): Promise<SampleFile> {
  const format = (count: number) => countOf(count, "row");
  return sampleFile({ ...SAMPLE, rows }, (done) =>
    progress.step({ step: "sample", done, total: rows, format }),
  );
}
