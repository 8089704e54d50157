import { apiLogs, type Dataset, defineDataset } from "@cloudapi/core";
import { type MemorySink, memorySink } from "@cloudapi/transform";
import { expect, it } from "vitest";
import * as z from "zod";
import { column, type FakeTable, fakeSource, people } from "../../test/support/fake-source.ts";
import { IngestError, type IngestInput, ingest, ndjsonTarget, planIngest } from "../index.ts";

const TABLES = [people("users", 2, { schema: "app" }), people("orders", 2, { schema: "app" })];

async function refused(
  more: Partial<IngestInput>,
  { tables = TABLES, sink = memorySink() }: { tables?: FakeTable[]; sink?: MemorySink } = {},
): Promise<string> {
  const input = { source: fakeSource(tables), target: ndjsonTarget(sink), ...more };
  const error: unknown = await ingest(input).catch((each: unknown) => each);
  expect(error).toBeInstanceOf(IngestError);
  expect(error).toMatchObject({ code: "UNKNOWN_NAMES", source: "shop" });
  expect(sink.objects.size).toBe(0);
  return (error as Error).message;
}

it("names all that the source has not, with what is nearest, before anything is read", async () => {
  const message = await refused({
    mode: "incremental",
    omitColumns: { user: ["name"], orders: ["nmae", "id"] },
    cursors: {
      ordres: { column: "id" },
      users: { column: "idd", key: ["nam"], deleted: "gone" },
    },
    allowLoss: ["orders.totl", "app.users.name", "app.usesr.name", "x.y"],
    datasets: { logs: apiLogs as never },
  });
  expect(message).toBe(
    'Nothing was read of shop, which has not all that is named. datasets: table "logs"; ' +
      'omitColumns: table "user" (did you mean "users"?); ' +
      'omitColumns: column "nmae" of "orders" (did you mean "name"?); ' +
      'cursors: table "ordres" (did you mean "orders"?); ' +
      'cursors: column "idd" of "users" (did you mean "id"?); ' +
      'cursors: column "nam" of "users" (did you mean "name"?); ' +
      'cursors: column "gone" of "users"; ' +
      'allowLoss: column "totl" of "orders"; ' +
      'allowLoss: table "app.usesr" (did you mean "app.users"?); ' +
      'allowLoss: table "x". Correct these names, or take them out.',
  );
});

it("takes names of tables that are there and not read, and names those that are not", async () => {
  const source = fakeSource(TABLES);
  const target = ndjsonTarget(memorySink());
  const input = { source, target, tables: ["users"], omitColumns: { orders: ["name"] } };
  expect(await ingest(input)).toMatchObject({ failed: [], rowsRead: 2 });
  const more = { tables: ["users"], omitColumns: { oders: ["name"], orders: ["nmae"] } };
  const message = await refused(more);
  expect(message).toContain('table "oders" (did you mean "orders"?)');
  expect(message).toContain('column "nmae" of "orders" (did you mean "name"?)');
});

it("says of a table that is to be read and is not there that it fails, not that its name is unknown", async () => {
  const report = await ingest({
    source: fakeSource(TABLES),
    target: ndjsonTarget(memorySink()),
    tables: ["users", "ordres"],
    omitColumns: { ordres: ["name"] },
  });
  expect(report.failed).toEqual(["ordres"]);
  expect(report.rowsRead).toBe(2);
});

it("takes a column that only one of the tables of a name has, and names one that none has", async () => {
  const photo = column({ name: "photo", schema: z.string(), code: "z.string()", verdict: "lossy" });
  const of = (schema: string) => people("users", 2, { schema });
  const other = { ...of("crm"), columns: [...of("crm").columns, photo] };
  const users = defineDataset({ name: "crm_users", schema: z.object({ id: z.int32() }) });
  const input = {
    source: fakeSource([of("app"), other]),
    target: ndjsonTarget(memorySink()),
    datasets: { "crm.users": users as unknown as Dataset },
  };
  const report = await ingest({ ...input, allowLoss: ["users.photo"] });
  expect(report.failed).toEqual([]);
  await expect(ingest({ ...input, allowLoss: ["users.phto"] })).rejects.toThrow(
    'allowLoss: column "phto" of "users" (did you mean "photo"?)',
  );
});

it("leaves fields alone that a sample of documents may not have had", async () => {
  const sample = { documents: 2, exceptions: [] };
  const report = await ingest({
    source: fakeSource([people("users", 2, { sample })]),
    target: ndjsonTarget(memorySink()),
    allowLoss: ["users.photo"],
  });
  expect(report).toMatchObject({ failed: [], rowsRead: 2 });
});

it("says so of a plan, too, and of many names the first", async () => {
  const omitColumns = Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`t${at}`, ["a"]]));
  await expect(planIngest({ source: fakeSource(TABLES), omitColumns })).rejects.toThrow(
    /table "t0"; .*table "t19"; and 5 more\. Correct/,
  );
});
