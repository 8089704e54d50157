import { execFile } from "node:child_process";
import { type Dataset, fileColumns, isCloudApiError } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { buildGrants } from "../src/access/build-grants.ts";
import type { LoadFile } from "../src/load/load-file.ts";
import { planLoad } from "../src/load/plan-load.ts";
import { buildMigration } from "../src/migration/build-migration.ts";
import { buildExternalSchema } from "../src/series/build-external-schema.ts";
import { buildHotColdView } from "../src/series/build-hot-cold-view.ts";
import { buildTimeSeries } from "../src/series/build-time-series.ts";
import { buildCreateTable } from "../src/tables/build-create-table.ts";
import { buildUnload } from "../src/unload/build-unload.ts";
import { anyContract, modesOf } from "./support/any-contract.ts";

const python = testServer("CLOUDAPI_TEST_PYTHON");
const ROLE = "arn:aws:iam::123456789012:role/load";
const CONTRACTS = 48;
/** So that statements which don't depend on the contract are looked at once. */
const FIXED = { loadId: "0c7a1e5e-3f4b-4a59-9f0e-2f7d5b8f6a10", now: () => new Date(0) };
/** What sqlfluff's dialect lacks, and Redshift has: it is taken out, and that it is lacking is looked for. */
const UNKNOWN = " SERIALIZETOJSON";

function fileOf(dataset: Dataset, columns: readonly string[]): LoadFile {
  const file = {
    bucket: "lake",
    key: "it's\\here.parquet",
    version: '"e-1"',
    sizeBytes: 9,
    rows: 3,
  };
  const inFile = fileColumns(dataset).map(({ name }) => name);
  const hasKey = inFile.includes("tenant");
  return { ...file, columns, keyValues: hasKey ? {} : { tenant: "acme" } };
}

function loadsOf(dataset: Dataset): string[] {
  const columns = fileColumns(dataset).map(({ name }) => name);
  const files = [
    fileOf(dataset, columns),
    { ...fileOf(dataset, columns.toReversed()), key: "b.parquet" },
  ];
  const input = { files, iamRole: ROLE, manifests: "s3://lake/_manifests/", ...FIXED };
  const months = { months: ["2025-01", "2025-12"] };
  return modesOf(dataset).flatMap(
    (mode) =>
      planLoad(dataset, { ...input, ...(mode.mode === "append" && months), mode }).statements,
  );
}

function statementsOf(dataset: Dataset): string[] {
  const isHive = dataset.partition?.layout !== "plain";
  return [
    ...buildCreateTable(dataset, { schema: "Sales", distKey: "key", sortKey: ["at", "key"] }),
    ...buildCreateTable(dataset, { history: true, distStyle: "all", sortKey: [] }),
    ...buildGrants(dataset, { readers: ["Analyst"], loaders: ["loader"] }),
    ...buildTimeSeries(dataset, { months: ["2025-01", "2025-02"], drop: ["2024-12"] }),
    buildExternalSchema({ schema: "lake", database: "datalake_db", iamRole: "default" }),
    buildHotColdView(dataset, { view: "v", externalSchema: "lake", hotFrom: "2025-01-01" }),
    ...(isHive
      ? [
          buildUnload(dataset, { to: "s3://lake/o/", iamRole: ROLE, from: "2025-01-15" }),
          buildUnload(dataset, { to: "s3://lake/o/", iamRole: ROLE, replace: true, maxFileMb: 64 }),
        ]
      : []),
    ...loadsOf(dataset),
  ];
}

/** Of each pair of contracts, what brings the first to the second where that can be. */
function migrationsOf(contracts: readonly Dataset[]): string[] {
  return contracts.flatMap((before, i) => {
    const next = contracts[i + 1];
    if (next === undefined) return [];
    try {
      const { before: first, statements } = buildMigration(before, next, { allowDrop: true });
      return [...first, ...statements];
    } catch (error) {
      if (!isCloudApiError(error, "MIGRATION_REFUSED")) throw error;
      return [];
    }
  });
}

const SCRIPT = `
import json, logging, sys
logging.disable(logging.CRITICAL)
from sqlfluff.core import FluffConfig, Linter
linter = Linter(config=FluffConfig(overrides={"dialect": "redshift", "templater": "raw", "large_file_skip_byte_limit": 0, "max_parse_depth": 2000}))
faults = []
for index, sql in enumerate(json.load(sys.stdin)):
    parsed = linter.parse_string(sql + ";")
    bad = [v.desc() for v in parsed.violations]
    if not parsed.parsed_variants or bad or list(parsed.tree.recursive_crawl("unparsable")):
        faults.append([index, bad[:1]])
print(json.dumps(faults))
`;

/** The statements that don't parse, with sqlfluff's first word on each. */
function faultsOf(statements: readonly string[]): Promise<(readonly [string, unknown])[]> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      python ?? "",
      ["-c", SCRIPT],
      { maxBuffer: 1 << 26 },
      (error, stdout) => {
        if (error !== null) return reject(error);
        const faults = JSON.parse(stdout) as [number, unknown][];
        return resolve(faults.map(([index, words]) => [statements[index] ?? "", words]));
      },
    );
    child.stdin?.end(JSON.stringify(statements));
  });
}

describe.skipIf(python === undefined)("sqlfluff's Redshift dialect (CLOUDAPI_TEST_PYTHON)", () => {
  it("parses at least 2,000 different statements of any contract and mode", async () => {
    const contracts = fc.sample(anyContract, CONTRACTS);
    const made = [...contracts.flatMap(statementsOf), ...migrationsOf(contracts)];
    const statements = [...new Set(made.map((sql) => sql.replace(UNKNOWN, "")))];
    const half = Math.ceil(statements.length / 2);
    const faults = await Promise.all([
      faultsOf(statements.slice(0, half)),
      faultsOf(statements.slice(half)),
    ]);
    expect(faults.flat()).toEqual([]);
    expect(statements.length).toBeGreaterThanOrEqual(2_000);
  }, 900_000);

  it("catches statements that are wrong", async () => {
    const wrong = [
      "COPY t FROM 's3://b/m' IAM_ROLE default FORMAT AS PARQUETT MANIFEST",
      `COPY t FROM 's3://b/m' IAM_ROLE default FORMAT AS PARQUET${UNKNOWN} MANIFEST`,
      "DELETE t FROM USING s",
    ];
    expect((await faultsOf(wrong)).map(([sql]) => sql)).toEqual(wrong);
  });
});
