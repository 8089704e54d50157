import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { apiLogs } from "@cloudapi/core";
import { memorySink, transform } from "@cloudapi/transform";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readYaml } from "../synth/template-yaml.ts";

const root = resolve(import.meta.dirname, "../../..");
/** Answers what the scripts ask, and keeps the file that is uploaded. */
const AWS = `#!/bin/sh
case "$*" in
  *describe-stacks*) echo bucket ;;
  *list-objects*) echo quarantine/verdict.json ;;
  *"s3 cp --quiet s3://"*) echo '{"passed": true}' >"$5" ;;
  *"s3 cp --quiet"*) cp "$4" "$FOLDER/uploaded" ;;
esac
`;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "deploy-scripts-"));
  for (const [name, text] of Object.entries({ aws: AWS, npx: "#!/bin/sh\n" })) {
    await writeFile(join(folder, name), text);
    await chmod(join(folder, name), 0o755);
  }
});
afterAll(() => rm(folder, { recursive: true }));

async function said(script: string, argument: string): Promise<string> {
  const PATH = `${folder}:${process.env["PATH"]}`;
  const env = { PATH, FOLDER: folder, ARTIFACTS: "artifacts" };
  const { stdout } = await promisify(execFile)(join(root, "deploy", script), [argument], { env });
  return stdout;
}

interface Job {
  readonly if: string;
  readonly steps: readonly { readonly name?: string; readonly run?: string }[];
}

async function workflow() {
  const text = await readFile(join(root, ".github/workflows/deploy.yml"), "utf8");
  const { jobs } = readYaml(text) as { readonly jobs: { readonly stack: Job } };
  return { text, jobs };
}

it("tries a stack with a file that passes, and adds no row to a table", async () => {
  expect(await said("smoke-test.sh", "stack")).toContain("the file was validated");
  const file = await readFile(join(folder, "uploaded"), "utf8");
  const report = await transform(apiLogs, file, memorySink(), { format: "csv" });
  expect(report).toMatchObject({ rowsIn: 0, rowsWritten: 0, rowsRejected: 0 });
});

it.each(["dev", "prod"])("has keys in parameters as they are printed: %s", async (stage) => {
  const printed = await said("code-keys.sh", "1");
  expect(printed).toBe(
    "ValidatorCodeKey=validate/1.zip\nTransformCodeKey=transform/1.zip\nApiCodeKey=api/1.zip\n",
  );
  const path = join(root, `deploy/cloudformation/parameters-${stage}.json`);
  expect(JSON.parse(await readFile(path, "utf8"))).toContainEqual({
    ParameterKey: "ValidatorCodeKey",
    ParameterValue: "validate/1.zip",
  });
});

it("goes back to the code before, and leaves functions that had none, whose logs would be in the way of the next try", async () => {
  const { jobs } = await workflow();
  const back = jobs.stack.steps.find(({ name }) => name === "Back to the code before");
  await mkdir(join(folder, "deploy"));
  await writeFile(join(folder, "deploy/change-set.sh"), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
  const after = "ValidatorCodeKey=validate/2.zip\nTransformCodeKey=transform/2.zip\n";
  await writeFile(join(folder, "code-keys"), after);
  const before = "ValidatorCodeKey=validate/1.zip\nTransformCodeKey=none\nApiCodeKey=none\n";
  const saidOf = async (text: string) => {
    await writeFile(join(folder, "code-keys-before"), text);
    const inFolder = { cwd: folder };
    return (await promisify(execFile)("bash", ["-e", "-c", back?.run ?? ""], inFolder)).stdout;
  };
  // Of two values of a parameter the later one counts.
  expect(await saidOf(before)).toBe(
    `show ${after.trim().replace("\n", " ")} ValidatorCodeKey=validate/1.zip\nexecute\n`,
  );
  expect(await saidOf("")).toBe("");
});

it("decides whether to deploy by a variable of the repository, before those of an environment are known", async () => {
  const { text, jobs } = await workflow();
  expect(jobs.stack.if).toBe("${{ contains(vars.CLOUDAPI_DEPLOY, inputs.environment) }}");
  const page = await readFile(join(root, "docs/deploy.md"), "utf8");
  const ofEnvironments = [...page.matchAll(/^\| `([A-Z_]+)` /gm)].map(([, name]) => name);
  const used = [...text.matchAll(/vars\.([A-Z_]+)/g)].map(([, name]) => name);
  const expected = new Set([...ofEnvironments, "CLOUDAPI_DEPLOY"]);
  expect(new Set(used)).toEqual(expected);
});
