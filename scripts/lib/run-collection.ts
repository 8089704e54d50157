import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What came of a collection's run. */
export interface CollectionRun {
  readonly requests: number;
  readonly assertions: number;
  /** `request: assertion: why` of each that failed. */
  readonly failures: readonly string[];
}

interface Report {
  readonly run: {
    readonly stats: Readonly<Record<"requests" | "assertions", { readonly total: number }>>;
    readonly failures: readonly {
      readonly source?: { readonly name?: string };
      readonly error: { readonly test?: string; readonly message: string };
    }[];
  };
}

/** Run a Postman collection by Newman, which is in the folder `tools`. */
export async function runCollection(
  tools: string,
  collection: unknown,
  variables: Readonly<Record<string, string>> = {},
): Promise<CollectionRun> {
  const folder = await mkdtemp(join(tmpdir(), "cloudapi-newman-"));
  try {
    const [file, report] = [join(folder, "collection.json"), join(folder, "report.json")];
    await writeFile(file, JSON.stringify(collection));
    const given = Object.entries(variables).flatMap(([name, value]) => [
      "--env-var",
      `${name}=${value}`,
    ]);
    const output = await newman(tools, [
      "run",
      file,
      ...given,
      "--reporters",
      "json",
      "--reporter-json-export",
      report,
      "--timeout-request",
      "300000",
    ]);
    const text = await readFile(report, "utf8").catch((cause: unknown) => {
      throw new Error(`Newman wrote no report:\n${output}`, { cause });
    });
    const { run } = JSON.parse(text) as Report;
    return {
      requests: run.stats.requests.total,
      assertions: run.stats.assertions.total,
      failures: run.failures.map(
        ({ source, error }) => `${source?.name ?? ""}: ${error.test ?? ""}: ${error.message}`,
      ),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What it prints; it ends with 1 where an assertion failed, which its report tells. */
function newman(tools: string, options: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(tools, "newman"), ...options],
      { maxBuffer: 2 ** 26 },
      (_, stdout, stderr) => resolve(stdout + stderr),
    );
  });
}
