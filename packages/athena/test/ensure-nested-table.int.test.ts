import { GetTableCommand, GlueClient, type Table, UpdateTableCommand } from "@aws-sdk/client-glue";
import { type Dataset, decimal, defineDataset } from "@cloudapi/core";
import { toParquet } from "@cloudapi/transform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { ensureTable } from "../src/glue/index.ts";
import { buildCreateTable, query, selectColumns } from "../src/index.ts";
import { collect } from "./collect.ts";
import { useLake } from "./use-lake.ts";

const lake = useLake();
let glue: GlueClient;
beforeAll(() => {
  glue = new GlueClient(lake.clientConfig);
});
afterAll(() => {
  glue.destroy();
});

function contract(shape: z.core.$ZodLooseShape): Dataset {
  const schema = z.object({ id: z.int32(), ...shape });
  return defineDataset({ name: "t", schema } as never) as unknown as Dataset;
}

let tables = 0;
function newTable() {
  return { database: "default", table: `nested_${++tables}`, location: lake.newLocation() };
}

async function read(table: string): Promise<Table> {
  const answer = await glue.send(new GetTableCommand({ DatabaseName: "default", Name: table }));
  if (answer.Table === undefined) throw new Error(`no table ${table}`);
  return answer.Table;
}

async function addColumn(table: string, Name: string, Type: string): Promise<void> {
  const { TableType, PartitionKeys, Parameters, StorageDescriptor } = await read(table);
  const Columns = [...(StorageDescriptor?.Columns ?? []), { Name, Type }];
  const TableInput = {
    Name: table,
    TableType,
    PartitionKeys,
    Parameters,
    StorageDescriptor: { ...StorageDescriptor, Columns },
  };
  await glue.send(new UpdateTableCommand({ DatabaseName: "default", TableInput }));
}

const item = z.object({ Sku: z.string(), order: z.int64().nullable(), price: decimal(10, 2) });

it("has types in the catalog as Hive's parser of types reads them, and rows inside", async () => {
  const at = newTable();
  const dataset = contract({ items: z.array(item), tags: z.map(z.string(), item).optional() });
  await ensureTable(glue, dataset, at);
  const columns = (await read(at.table)).StorageDescriptor?.Columns ?? [];
  expect(columns.map(({ Type }) => Type)).toEqual([
    "int",
    "array<struct<sku:string,order:bigint,price:decimal(10,2)>>",
    "map<string,struct<sku:string,order:bigint,price:decimal(10,2)>>",
  ]);
  const value = { Sku: "A", order: 7n, price: "1.50" };
  const rows = [
    { id: 1, items: [value, { ...value, order: null }], tags: new Map([["k", value]]) },
  ];
  await lake.put(at.location, "a.parquet", toParquet(dataset, rows));
  const sql = `SELECT ${selectColumns(dataset)} FROM ${at.table}`;
  expect(await collect(query(lake.athena, { sql, ...lake.place, schema: dataset }))).toEqual(rows);
});

it("is not Athena's where names of fields are in backticks", async () => {
  const at = newTable();
  await ensureTable(glue, contract({}), at);
  await addColumn(at.table, "s", "struct<`a`:int>");
  await expect(lake.rows(`SELECT s FROM ${at.table}`)).rejects.toThrow(
    "column type struct<`a`:int>",
  );
});

it("finds nothing to alter but its property in a table of CREATE TABLE", async () => {
  const at = newTable();
  const dataset = contract({ items: z.array(item.extend({ note: z.string().optional() })) });
  await lake.run(buildCreateTable(dataset, at));
  const { diff } = await ensureTable(glue, dataset, at);
  expect(diff?.changes).toEqual([]);
  const wider = contract({
    items: z.array(item.extend({ note: z.string().optional(), n: z.int32().optional() })),
  });
  await lake.run({ sql: `DROP TABLE ${at.table}` });
  await lake.run(buildCreateTable(dataset, at));
  const { diff: added } = await ensureTable(glue, wider, at);
  expect(added?.changes.map(({ change }) => change)).toEqual(['field "items[].n" is new']);
});

describe("what files may still hold", () => {
  const shapes = {
    "a struct": (inner: z.core.$ZodLooseShape) => z.object({ a: z.int32(), ...inner }),
    "a list": (inner: z.core.$ZodLooseShape) => z.array(z.object({ a: z.int32(), ...inner })),
    "a map": (inner: z.core.$ZodLooseShape) =>
      z.map(z.string(), z.object({ s: z.array(z.object({ a: z.int32(), ...inner })) })),
  };
  it.each(Object.entries(shapes))("is remembered inside %s", async (_, column) => {
    const at = newTable();
    const withB = (b: z.ZodType) => contract({ v: column({ b: b.optional() }) });
    await ensureTable(glue, withB(z.string()), at);
    await ensureTable(glue, contract({ v: column({}) }), at);
    expect((await ensureTable(glue, contract({ v: column({}) }), at)).action).toBe("none");
    await ensureTable(glue, contract({ v: column({ c: z.int32().optional() }) }), at);
    await expect(ensureTable(glue, withB(z.int32()), at)).rejects.toMatchObject({
      code: "TABLE_WOULD_BREAK",
      message: expect.stringMatching(/field "v.*\.b" was string, is int32/) as string,
    });
    const { action, diff } = await ensureTable(glue, withB(z.string()), at);
    expect(action).toBe("altered");
    expect(diff?.changes.map(({ kind }) => kind)).toEqual(["column_removed"]);
  });

  it("is remembered of a column that is gone with what it had lost", async () => {
    const at = newTable();
    await ensureTable(glue, contract({ v: z.object({ a: z.int32(), b: z.string() }) }), at);
    await ensureTable(glue, contract({ v: z.object({ a: z.int32() }).optional() }), at);
    await ensureTable(glue, contract({}), at);
    const other = contract({
      v: z.object({ a: z.int32().optional(), b: z.int64().optional() }).optional(),
    });
    await expect(ensureTable(glue, other, at)).rejects.toMatchObject({ code: "TABLE_WOULD_BREAK" });
  });

  it("is a column that someone else added, as well", async () => {
    const at = newTable();
    await ensureTable(glue, contract({}), at);
    await addColumn(at.table, "hand", "string");
    const refused = ensureTable(glue, contract({ hand: z.int32().optional() }), at);
    await expect(refused).rejects.toMatchObject({
      message: expect.stringContaining('column "hand" was string, is int32') as string,
    });
    const { action, diff } = await ensureTable(glue, contract({}), at);
    expect([action, diff?.changes.map(({ change }) => change)]).toEqual([
      "altered",
      ['column "hand" is gone'],
    ]);
    await expect(
      ensureTable(glue, contract({ hand: z.int32().optional() }), at),
    ).rejects.toMatchObject({ code: "TABLE_WOULD_BREAK" });
  });
});
