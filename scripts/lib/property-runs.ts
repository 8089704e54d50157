/**
 * How often a property is tried: `count` times, or as many times more as `CLOUDAPI_TEST_RUNS_FACTOR` says, for a
 * deeper search than every test run pays for.
 */
export function propertyRuns(count: number): number {
  return Math.ceil(count * Number(process.env["CLOUDAPI_TEST_RUNS_FACTOR"] ?? 1));
}
