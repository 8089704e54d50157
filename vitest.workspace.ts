import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig, type TestUserConfig } from "vitest/config";
import { PageReporter } from "./scripts/lib/page-reporter.ts";

const hasAllServers = process.env["CI_SERVERS"] === "required";
const hasTrino = process.env["CLOUDAPI_TEST_TRINO"] !== undefined || hasAllServers;

/** Suites that take long for what a change is likely to break: `pnpm test` leaves them to `pnpm test:all`, and to CI. */
const LONG = [
  "docs/{all-examples,inferred-code}.test.ts",
  "scripts/lib/bundle-handler.test.ts",
  "packages/records/src/adapting/timestamps/convert-times.test.ts",
  "packages/records/src/checking/contract-diff.test.ts",
  "packages/records/src/columns/{kernel,row}-store.test.ts",
  "packages/records/src/decoding/decoding.test.ts",
  "packages/records/src/engine/chunk-borders.test.ts",
  "packages/records/src/framing/endless-record.test.ts",
  "packages/records/src/framing/rows-lost.test.ts",
  "packages/records/src/inferring/infer-dataset.test.ts",
  "packages/records/src/rejecting/kernel-faults.test.ts",
  "packages/records/src/source/compression/{archives,compressions}.test.ts",
  "packages/transform/src/avro-source/**",
  "packages/transform/src/parquet/kernel/*.test.ts",
  "packages/transform/src/parquet-source/**",
  "packages/transform/src/parquet/nested-columns.test.ts",
  "packages/iam/test/{checks-embedded,watched}.int.test.ts",
  "packages/iam/test/enforced-{elsewhere,services}.int.test.ts",
  "packages/infra/src/cdk/**",
  "packages/infra/test/roles-enforced.test.ts",
  "packages/infra/test/template.test.ts",
  "packages/iceberg/src/{catalog/file/file-catalog,maintenance/maintenance,write/commit-every-rows}.test.ts",
  "packages/iceberg/test/races.int.test.ts",
  "packages/iceberg/test/{plan-scan.test,nan-readers.int.test}.ts",
  "packages/iceberg/test/pyiceberg.int.test.ts",
  "packages/iceberg/test/their-tables.int.test.ts",
  "packages/iam/test/evaluators.int.test.ts",
  "packages/iam/test/glue-job-spark.int.test.ts",
  "packages/local/test/**",
  "packages/api/test/{paging,requests}.test.ts",
  "packages/api/test/{injection,slow-clients}.test.ts",
  "packages/api/test/{dashboard,newman,lint,schemathesis}.int.test.ts",
  "packages/api/test/{custom-types,lake-api,redshift,table-versions}.int.test.ts",
  "packages/athena/test/{athena,changed-files,checks,ensure-nested-table,ensure-table,glue-catalog,raw-trino,rejected-rows,same-rows}.int.test.ts",
  "packages/athena/test/contract-changes.int.test.ts",
  "packages/athena/test/partition-by.int.test.ts",
  "packages/athena/test/nested-law.int.test.ts",
  "packages/iceberg/test/killed.int.test.ts",
  "packages/ingest/test/documents-law.test.ts",
  "packages/ingest/test/killed.int.test.ts",
  "packages/ingest/test/merge-iceberg.test.ts",
  "packages/ingest/test/modes.test.ts",
  "packages/ingest/test/runner-exit.test.ts",
  "packages/ingest/test/runner-postgres.int.test.ts",
  "packages/iceberg/test/killed-readers.int.test.ts",
  "packages/iceberg/test/compacted.int.test.ts",
  "packages/athena/test/real-nested.int.test.ts",
  "packages/athena/test/symlinks.int.test.ts",
  "packages/athena/test/type-law.int.test.ts",
  "packages/iceberg/test/foreign-tables.int.test.ts",
  "packages/iceberg/test/readers.int.test.ts",
  "packages/iceberg/test/turns.int.test.ts",
  "packages/iceberg/test/equality-deletes.int.test.ts",
  "packages/iceberg/test/first-theirs.int.test.ts",
  "packages/iceberg/test/evolution.int.test.ts",
  "packages/iceberg/test/row-level.int.test.ts",
  "packages/iceberg/test/s3-readers.int.test.ts",
  "packages/ingest/test/*.int.test.ts",
  "packages/orchestration/test/**",
  "packages/records/src/engine/hostile-records.test.ts",
  "packages/records/src/parsing/nested-json.test.ts",
  "packages/records/src/flat/{any-order,cell-reader}.test.ts",
  "packages/records/test/hostile-nested.test.ts",
  "packages/records/test/csv-exports.test.ts",
  "packages/records/test/dialects-python.int.test.ts",
  "packages/records/test/inferred-exports.test.ts",
  "packages/records/test/zod-law-at-length.test.ts",
  "packages/redshift/test/*.int.test.ts",
  "packages/s3/src/download/idle-connection.test.ts",
  "packages/s3/test/embedded{,-at-length}.int.test.ts",
  "packages/s3/test/broken-network.int.test.ts",
  "packages/transform/src/{overwrite/overwrite,quarantine/quarantine-table,symlinks/symlinks}.test.ts",
  "packages/transform/src/maintain/{left-behind,maintain}.test.ts",
  "packages/transform/src/sink/{lock-without-links,temporary-name}.test.ts",
  "packages/transform/src/manifest/concurrent-runs.test.ts",
  "packages/transform/src/manifest/interleavings.test.ts",
  "packages/transform/test/amplification.int.test.ts",
  "packages/transform/test/{compact-races,compacted.int,overwrite-races,takeovers-on-s3.int}.test.ts",
  "packages/transform/test/killed.int.test.ts",
  "packages/transform/test/{engine-fuzz,flat-law,scan-ahead,threads,threads-stopped}.test.ts",
  "packages/transform/test/{lambda,runtime-client}.int.test.ts",
  "packages/transform/test/killed-readers.int.test.ts",
  "packages/transform/test/killed-maintenance.int.test.ts",
  "packages/transform/test/nested-readers.int.test.ts",
  "packages/transform/test/readers.int.test.ts",
  "packages/transform/test/spark-{fuzz,job,job-runs,lines,s3}.int.test.ts",
  "packages/transform/test/s3.int.test.ts",
  "packages/validation/src/long-input.test.ts",
  "packages/validation/test/lambda-policy.test.ts",
  "packages/validation/test/{lambda,lambda-once,runtime-client}.int.test.ts",
  "scripts/{layers,regexes,regexes-at-length}.test.ts",
  "scripts/{lib,package-uses}/**",
  "examples/lib/pipeline/run-demo.test.ts",
  "examples/test/**",
];

/**
 * The tests: beside the sources and without needs (`*.test.ts`), or in integration, on the embedded cloud or the
 * servers named in the environment (`*.int.test.ts`). Types (`*.test-d.ts`) are checked by `pnpm types`.
 */
export default defineConfig(({ mode }) => {
  const isQuick = mode === "quick";
  // What Node has compiled and stripped of types is kept from run to run, also for the processes that tests start.
  if (isQuick)
    process.env["NODE_COMPILE_CACHE"] ??= join(import.meta.dirname, "node_modules/.cache/compiled");
  return { test: testsOf(isQuick) };
});

function testsOf(isQuick: boolean): TestUserConfig {
  return {
    include: ["{packages,examples,docs,scripts}/**/*.test.ts"],
    exclude: [
      "**/node_modules/**",
      ...(isQuick ? LONG : []),
      // Trino is a large download: its tests run where a server is named, and are no part of the others.
      ...(hasTrino ? [] : ["**/trino.int.test.ts"]),
    ],
    env: isQuick ? { CLOUDAPI_TEST_RUNS_FACTOR: "0.1" } : {},
    // Node runs the sources as they are; only `vi.mock` and coverage need them transformed, and suites that mock are long.
    experimental: isQuick ? { viteModuleRunner: false, nodeLoader: false } : {},
    reporters: [new PageReporter()],
    // What a test prints is shown when it fails.
    silent: "passed-only",
    globalSetup: "scripts/lib/tell-skipped-servers.ts",
    setupFiles: "scripts/lib/seed-properties.ts",
    // Packages hold no state and read no environment, so files may share a process: imports are loaded once.
    isolate: false,
    // Many of the long suites wait for a server: one worker more than there are cores keeps these busy.
    maxWorkers: availableParallelism() + (isQuick ? 0 : 1),
    // A stall of a busy machine is no fault of the code: CI asks once more, and names what passed only then.
    retry: process.env["CI"] === undefined ? 0 : 1,
    // Ten servers beside the tests take their share of two cores; a test that hangs is told all the same.
    testTimeout: hasAllServers ? 120_000 : 30_000,
    hookTimeout: hasAllServers ? 120_000 : 30_000,
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts"],
      // The embedded cloud is a development dependency; the suites that run against it prove it.
      exclude: ["**/*.test.ts", "**/*.test-d.ts", "packages/local/**"],
      reporter: ["text", "json-summary"],
      reportOnFailure: true,
      thresholds: { lines: 95 },
    },
  };
}
