import type { TestModule } from "vitest/node";

/** What became of the tests of a file. */
export interface FileCounts {
  /** From the repository's root. */
  readonly path: string;
  readonly durationMs: number;
  readonly passed: number;
  /** A file that can't be loaded counts as one. */
  readonly failed: number;
  readonly skipped: number;
}

/** The same over the files of a package, or of another folder of the root. */
export interface AreaCounts extends Omit<FileCounts, "path" | "durationMs"> {
  readonly area: string;
  readonly files: number;
}

export function countedTests(testModule: TestModule): FileCounts {
  const states = Array.from(testModule.children.allTests(), (test) => test.result().state);
  const count = (state: string) => states.filter((each) => each === state).length;
  const failed = count("failed");
  return {
    path: testModule.relativeModuleId,
    durationMs: testModule.diagnostic().duration,
    passed: count("passed"),
    failed: failed === 0 && testModule.state() === "failed" ? 1 : failed,
    skipped: count("skipped") + count("pending"),
  };
}

/** Files summed by area, in the order of their names. */
export function countAreas(files: readonly FileCounts[]): AreaCounts[] {
  const areas = new Map<string, AreaCounts>();
  for (const { path, passed, failed, skipped } of files) {
    const area = /^(packages\/)?[^/]+/.exec(path)?.[0] ?? path;
    const sum = areas.get(area) ?? { area, files: 0, passed: 0, failed: 0, skipped: 0 };
    areas.set(area, {
      area,
      files: sum.files + 1,
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    });
  }
  return [...areas.values()].toSorted((a, b) => (a.area < b.area ? -1 : 1));
}

export function slowestFiles(files: readonly FileCounts[], count: number): FileCounts[] {
  return files.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, count);
}
