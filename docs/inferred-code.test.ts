import { spawnSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Dataset, datasetToJson } from "@cloudapi/core";
import { inferDataset } from "@cloudapi/records";
import { afterAll, beforeAll, expect, it } from "vitest";

// The code that inferDataset proposes, as a user has it: pasted into a file, checked by TypeScript, and run.

const root = join(import.meta.dirname, "..");
const folder = join(import.meta.dirname, `.examples/inferred-${process.pid}`);

/** Samples with what is awkward to write as code. */
const SAMPLES: Readonly<Record<string, string>> = {
  plain: '{"id":1,"at":"2025-01-15T10:00:00Z","name":"a"}\n{"id":2,"at":"2025-01-15T10:00:00Z"}\n',
  nested:
    '{"items":[{"sku":"a","price":1.5,"n":9007199254740993}],"tags":{"a":true},"any":[1,"a"]}\n{"items":[],"tags":{"a":false},"any":{}}\n',
  names:
    '{"order-id":1,"__x":2,"constructor":3,"\\u2028":4,"a\\nb":5,"*/":6,"class":7,"1st":8,"`${x}`":9}\n',
  values: `${Array.from({ length: 30 }, (_, i) => JSON.stringify({ v: ["*/ //", "\u2028\n`", '"'][i % 3] })).join("\n")}\n`,
  class: '{"new":1}\n',
  times: "at,day\n2025-01-15 10:00:00,31.01.2025\n2025-01-16 10:00:00,01.02.2025\n",
  timestamps: '{"timestamp":1736937045000}\n',
  preamble: "# x\na|b\n01|ja\n02|nein\n",
  unnamed: "1,2.5,x\n2,3.5,y\n",
  log: '192.0.2.7 - - [15/Jan/2025:11:30:45 +0100] "GET /a HTTP/1.1" 200 5 "-" "curl/8.5.0"\n',
  csv: 'id;Wert;"x ""y"""\n1;1,5;a\n2;NA;b\n',
};

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

it("passes TypeScript, and makes the contract that was inferred", async () => {
  const inferred = new Map<string, Dataset>();
  for (const [name, sample] of Object.entries(SAMPLES)) {
    const { code, dataset } = await inferDataset(sample, { dataset: name });
    inferred.set(name, dataset);
    await writeFile(join(folder, `${name}.ts`), code);
  }
  const config = { extends: "../../../tsconfig.base.json", include: ["."] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/typescript-7/bin/tsc");
  const checked = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
  expect(checked.stdout).toBe("");
  for (const [name, dataset] of inferred) {
    const url = pathToFileURL(join(folder, `${name}.ts`)).href;
    const made = Object.values((await import(url)) as Record<string, Dataset>).find(
      (each) => each.contractHash !== undefined,
    );
    expect(made && datasetToJson(made)).toEqual(datasetToJson(dataset));
  }
});
