import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ColumnPartitionInput, type Dataset, defineDataset } from "@cloudapi/core";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { expect, it } from "vitest";
import * as z from "zod";
import {
  folderSink,
  type MemorySink,
  memorySink,
  partitionByDate,
  toParquet,
  transform,
  writeRows,
} from "../index.ts";

const schema = z.object({
  at: z.iso.datetime({ offset: true }),
  tenant: z.string(),
  plan: z.enum(["free", "paid"]).default("free"),
  n: z.int32(),
});

function contract(
  partition: ColumnPartitionInput<keyof z.output<typeof schema>> = { by: ["tenant"] },
): Dataset {
  return defineDataset({
    name: "visits",
    schema,
    eventTime: "at",
    partition,
  }) as unknown as Dataset;
}

const at = "2025-01-15T10:00:00Z";
const row = { at, tenant: "acme", plan: "free", n: 1 };

function dataKeys({ objects }: MemorySink): string[] {
  return [...objects.keys()].filter((key) => key.endsWith(".parquet")).sort();
}

it("writes what stands in the key to the key alone", async () => {
  const sink = memorySink();
  const dataset = contract({ by: ["tenant", "plan"], granularity: "day" });
  const csv = `at,tenant,plan,n\n${at},Acme & Co,paid,1\n${at},acme,,2\n`;
  const report = await transform(dataset, csv, sink, { sourceId: "s" });
  expect(report.partitions.map(({ partition, rows }) => [partition, rows])).toEqual([
    ["tenant=Acme & Co/plan=paid/year=2025/month=01/day=15/", 1],
    ["tenant=acme/plan=free/year=2025/month=01/day=15/", 1],
  ]);
  const [key = ""] = dataKeys(sink);
  const bytes = sink.objects.get(key) ?? new Uint8Array();
  const file = new Uint8Array(bytes).buffer;
  expect(await parquetReadObjects({ file })).toEqual([{ at: new Date(at), n: 1 }]);
  const manifest = Buffer.from(sink.objects.get(report.manifestKey) ?? []).toString();
  expect((JSON.parse(manifest) as { partitions: string[] }).partitions).toEqual(
    report.partitions.map(({ partition }) => partition),
  );
});

it("rejects a value that no partition has, with its place, beside all else that is wrong", async () => {
  const sink = memorySink();
  const lines = [
    row,
    { ...row, tenant: "../../evil" },
    { ...row, tenant: "" },
    { ...row, tenant: "a:b", n: "x", at: "1969-12-31T00:00:00Z" },
    { ...row, tenant: 5 },
    { at, n: 1 },
  ];
  const text = lines.map((line) => JSON.stringify(line)).join("\n");
  const report = await transform(contract({ by: ["tenant"], granularity: "day" }), text, sink);
  expect(report.rowsWritten).toBe(1);
  expect(
    report.rejections.map(({ line, issues }) => [
      line,
      ...issues.map(({ code, path }) => `${path.join(".")} ${code}`),
    ]),
  ).toEqual([
    [2, "tenant invalid_partition_value"],
    [3, "tenant invalid_partition_value"],
    [4, "at out_of_partition_range", "tenant invalid_partition_value", "n invalid_type"],
    [5, "tenant invalid_type"],
    [6, "tenant required"],
  ]);
  expect(report.rejections[0]?.issues[0]?.message).toBe(
    'tenant: expected text that a partition can be named by, received "../../evil": it has "/", which a table with partition projection would not find in a key.',
  );
  expect([...sink.objects.keys()].filter((key) => key.includes("evil"))).toEqual([]);
});

it("keeps hostile values within a folder", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tenants-"));
  try {
    const hostile = [
      "..",
      ".",
      "../x",
      "/etc/x",
      "_manifests",
      ".hidden",
      "a\u0000b",
      "C:x",
      "a\\b",
    ];
    const rows = [...hostile, "good one"].map((tenant) => ({ ...row, tenant }));
    const dataset = contract({ by: ["tenant"], layout: "plain" });
    const report = await writeRows(dataset, [rows], folderSink(join(folder, "lake")), {
      sourceId: "s",
    });
    expect(report.rowsRejected).toBe(hostile.length);
    expect(await readdir(folder)).toEqual(["lake"]);
    expect((await readdir(join(folder, "lake"))).sort()).toEqual([
      "_contracts",
      "_manifests",
      "_quarantine",
      "good one",
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it("writes thousands of tenants within its limits", async () => {
  const rows = Array.from({ length: 2_200 }, (_, n) => ({ ...row, tenant: `t${n % 2_000}`, n }));
  const sink = memorySink();
  const report = await writeRows(contract(), [rows], sink, {
    sourceId: "s",
    maxOpenPartitions: 100,
  });
  expect(report.rowsWritten).toBe(2_200);
  expect(report.partitions).toHaveLength(2_000);
  expect(report.objects).toHaveLength(2_200);
  expect(report.warnings.map(({ code }) => code)).toEqual(["partitions_split"]);
  expect(report.warnings[0]?.message).toContain("Sort the source by tenant");
  const limited = writeRows(contract(), [rows], memorySink(), { sourceId: "s", maxObjects: 500 });
  await expect(limited).rejects.toThrow("Choose columns of fewer values (now tenant), sort");
});

it("takes what a check makes of a value", async () => {
  const dataset = defineDataset({
    name: "visits",
    schema: schema.extend({
      tenant: z.string().overwrite((text) => text.replaceAll(/[^\w.-]/g, "-")),
    }),
    partition: { by: ["tenant"] },
  });
  const rows = [{ ...row, tenant: "a/b:c d" }] as const;
  const report = await writeRows(dataset, [rows as never], memorySink(), { sourceId: "s" });
  expect(report.partitions.map(({ partition }) => partition)).toEqual(["tenant=a-b-c-d/"]);
});

it("warns of partitions that some file systems take for one", async () => {
  const tenants = ["Acme", "acme", "zu\u0308rich", "z\u00fcrich", "other"];
  const rows = tenants.map((tenant) => ({ ...row, tenant }));
  const report = await writeRows(contract(), [rows], memorySink(), { sourceId: "s" });
  expect(report.warnings.map(({ code }) => code)).toEqual(["partitions_alike"]);
  expect(report.warnings[0]?.message).toMatch(
    /^The partitions tenant=Acme\/ and tenant=acme\/, and 1 more like these,/,
  );
  const fine = await writeRows(contract(), [rows.slice(3)], memorySink(), { sourceId: "s" });
  expect(fine.warnings).toEqual([]);
});

it("removes what a rerun put into other partitions", async () => {
  const sink = memorySink();
  const tenants = ["a b", "ä@x.de", "_x", "50,5"];
  const put = (names: readonly string[]) =>
    writeRows(contract(), [names.map((tenant) => ({ ...row, tenant }))], sink, { sourceId: "s" });
  await put(tenants);
  expect(dataKeys(sink)).toHaveLength(4);
  const report = await put(["acme", ...tenants.slice(0, 1)]);
  expect(dataKeys(sink)).toEqual(report.objects.map(({ key }) => key).sort());
});

it("sees by its record which contract rows were written under", async () => {
  const sink = memorySink();
  const put = (dataset: Dataset, sourceId: string) =>
    writeRows(dataset, [[row]], sink, { sourceId });
  const some = contract({ by: [{ column: "tenant", values: ["acme", "zeta"] }] });
  await put(some, "a");
  await expect(put(contract({ by: ["plan"] }), "b")).rejects.toMatchObject({
    code: "INCOMPATIBLE_CONTRACT",
    changes: ["rows were partitioned by tenant, are by plan"],
  });
  await expect(
    put(contract({ by: [{ column: "tenant", values: ["acme"] }] }), "b"),
  ).rejects.toMatchObject({
    changes: ['partition values of "tenant" were "acme", "zeta", are "acme"'],
  });
  const wider = await put(contract(), "b");
  expect(wider.otherContracts).toEqual([
    {
      contractHash: some.contractHash,
      changes: ['partition values of "tenant" were "acme", "zeta", are any (injected)'],
    },
  ]);
});

it("counts the days of a narrower range behind the columns", async () => {
  const sink = memorySink();
  const rule = (from: string) =>
    contract({ by: ["tenant"], granularity: "day", range: { from, to: "2099-12-31" } });
  const old = { ...row, tenant: "1999-01-01" };
  await writeRows(rule("1970-01-01"), [[old]], sink, { sourceId: "a" });
  await writeRows(rule("2025-01-01"), [[old]], sink, { sourceId: "b" });
  await expect(
    writeRows(rule("2025-01-16"), [[{ ...row, at: "2025-02-01T00:00:00Z" }]], sink, {
      sourceId: "c",
    }),
  ).rejects.toMatchObject({ code: "INCOMPATIBLE_CONTRACT" });
});

it("gives arrays the same partitions, defaults included", () => {
  const dataset = contract({ by: ["plan", "tenant"], granularity: "month", layout: "plain" });
  const rows = [row, { at, tenant: "acme", n: 2 }, { ...row, plan: "paid" }];
  expect([...partitionByDate(rows, dataset)].map(([path, all]) => [path, all.length])).toEqual([
    ["free/acme/2025/01/", 2],
    ["paid/acme/2025/01/", 1],
  ]);
  expect(() => partitionByDate([{ ...row, tenant: "s3cret/" }], dataset)).toThrow(
    /^partitionByDate: row 1: tenant: expected text that a partition can be named by; it has "\/"[^s]*/,
  );
  expect(() => partitionByDate([{ ...row, tenant: null }], dataset)).toThrow(
    "a value to partition by",
  );
  expect([...partitionByDate([{ ...row, at: undefined }], contract()).keys()]).toEqual([
    "tenant=acme/",
  ]);
});

it("makes one file of rows that differ in nothing that stands in the key", () => {
  const bytes = toParquet(contract(), [row, { ...row, plan: "paid" }]);
  const { schema: elements } = parquetMetadata(new Uint8Array(bytes).buffer);
  expect(elements.map(({ name }) => name)).toEqual(["schema", "at", "plan", "n"]);
  expect(() => toParquet(contract(), [row, { ...row, tenant: "zeta" }])).toThrow(
    'toParquet: row 2 differs in tenant from those before it: the dataset "visits" keeps tenant in the key',
  );
});
