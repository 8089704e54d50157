import { randomUUID } from "node:crypto";
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

/** Examples on disk, to be run; `remove` deletes them. */
export interface ExamplesToRun {
  readonly modules: readonly ExampleModule[];
  readonly remove: () => void;
}

// Inside the repository, so that the packages resolve; ignored by git.
const folder = join(root, "docs/.examples");

/** Write every example as it stands, for the type checker. */
export function writeExamplesToCheck(): void {
  rmSync(join(folder, "types"), { recursive: true, force: true });
  for (const example of findExamples(root)) write("types", example, example.code);
}

/** Write the examples that are wanted to be run, into a folder of their own. */
export function writeExamplesToRun(isWanted: (example: Example) => boolean): ExamplesToRun {
  const name = `run-${randomUUID()}`;
  const modules = findExamples(root)
    .filter(isWanted)
    .map((example) => {
      const { code, expectations } = instrumentExample(example.code);
      const path = write(name, example, code);
      return { ...example, name: `${example.file}:${example.line}`, path, expectations };
    });
  return { modules, remove: () => rmSync(join(folder, name), { recursive: true, force: true }) };
}

/** Code keeps its line numbers, so that messages name the line of the page. */
function write(name: string, { file, line }: Example, code: string): string {
  const path = join(folder, name, `${file}.${line}.ts`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${"\n".repeat(line - 1)}${code}\nexport {};\n`);
  return path;
}
