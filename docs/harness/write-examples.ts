import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Example, findExamples } from "./find-examples.ts";
import { type Expectation, instrumentExample } from "./instrument-example.ts";

export const root = resolve(import.meta.dirname, "../..");

/** One example on disk, with its expectations as calls of `checkExample`. */
export interface ExampleModule extends Example {
  /** `packages/s3/README.md:12` */
  readonly name: string;
  readonly path: string;
  readonly expectations: readonly Expectation[];
}

/** Write every example as it stands, for the type checker. */
export function writeExamplesToCheck(): void {
  const folder = freshFolder("types");
  for (const example of findExamples(root)) write(folder, example, example.code);
}

/** Write every example to be run, into a folder of this process; `removeExamples` deletes it. */
export function writeExamplesToRun(): ExampleModule[] {
  const folder = freshFolder(`run-${process.pid}`);
  return findExamples(root).map((example) => {
    const { code, expectations } = instrumentExample(example.code);
    const path = write(folder, example, code);
    return { ...example, name: `${example.file}:${example.line}`, path, expectations };
  });
}

export function removeExamples(): void {
  rmSync(examplesFolder(`run-${process.pid}`), { recursive: true, force: true });
}

/** Inside the repository, so that the packages resolve; ignored by git. */
function examplesFolder(name: string): string {
  return join(root, "docs/.examples", name);
}

function freshFolder(name: string): string {
  rmSync(examplesFolder(name), { recursive: true, force: true });
  return examplesFolder(name);
}

/** Code keeps its line numbers, so that messages name the line of the page. */
function write(folder: string, { file, line }: Example, code: string): string {
  const path = join(folder, `${file}.${line}.ts`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${"\n".repeat(line - 1)}${code}\nexport {};\n`);
  return path;
}
