import type { TestCase, TestModule, TestSpecification } from "vitest/node";
import { DefaultReporter } from "vitest/node";
import { type AreaCounts, countAreas, countedTests, slowestFiles } from "./test-areas.ts";

const FEW_FILES = 10;

/**
 * Vitest's default reporter, on one page: a line for each package instead of one for each file. What fails is shown
 * whole, at once and again at the end, with what it printed. A run of a few files lists them as usual.
 */
export class PageReporter extends DefaultReporter {
  private listed = false;

  override onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.listed = specifications.length <= FEW_FILES;
    super.onTestRunStart(specifications);
  }

  protected override printTestModule(testModule: TestModule): void {
    if (this.listed || testModule.state() === "failed") super.printTestModule(testModule);
  }

  /** Of a file with a failure, only the failures: its other tests are counted. */
  protected override printTestCase(
    moduleState: ReturnType<TestModule["state"]>,
    test: TestCase,
  ): void {
    if (this.listed || test.result().state === "failed") super.printTestCase(moduleState, test);
  }

  override reportTestSummary(
    ...[files, errors, leakCount]: Parameters<DefaultReporter["reportTestSummary"]>
  ): void {
    if (!this.listed) this.printAreas();
    super.reportTestSummary(files, errors, leakCount);
  }

  private printAreas(): void {
    const modules = this.ctx.state.getTestModules().map(countedTests);
    this.log();
    for (const area of countAreas(modules)) this.log(areaLine(area));
    const slowest = slowestFiles(modules, 3);
    for (const [index, { path, durationMs }] of slowest.entries()) {
      const title = index === 0 ? "\n    Slowest" : "           ";
      this.log(`${title}  ${(durationMs / 1000).toFixed(1)} s  ${path}`);
    }
  }
}

function areaLine({ area, files, passed, failed, skipped }: AreaCounts): string {
  const count = (number: number) => number.toLocaleString("en-US");
  return [
    failed > 0 ? " ✗" : " ✓",
    area.padEnd(20),
    `${count(passed)} passed`.padStart(12),
    ...(failed > 0 ? [`${count(failed)} failed`] : []),
    ...(skipped > 0 ? [`${count(skipped)} skipped`] : []),
    `in ${count(files)} ${files === 1 ? "file" : "files"}`,
  ].join("  ");
}
