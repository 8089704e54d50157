import { apiLogs, decimal, defineDataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { skipWaits } from "../../../../scripts/lib/skip-waits.ts";
import { collect } from "../../test/collect.ts";
import { queryScript, type ScriptedAnswer, scriptedAthena } from "../../test/scripted-athena.ts";
import { type GetResultsOptions, getResults } from "./get-results.ts";
import { getUpdateCount } from "./get-update-count.ts";
import type { ResultSchema } from "./row-shaper.ts";

type Cells = readonly (string | null)[];
type Columns = Readonly<Record<string, string>>;

const select = { Status: { State: "SUCCEEDED" }, StatementType: "DML", SubstatementType: "SELECT" };

function page(columns: Columns, rows: readonly Cells[], NextToken?: string): ScriptedAnswer {
  const ColumnInfo = Object.entries(columns).map(([Name, Type]) => ({ Name, Label: Name, Type }));
  const Rows = rows.map((cells) => ({
    Data: cells.map((cell) => (cell === null ? {} : { VarCharValue: cell })),
  }));
  return {
    body: {
      ResultSet: { ResultSetMetadata: { ColumnInfo }, Rows },
      ...(NextToken !== undefined && { NextToken }),
    },
  };
}

function resultOf(columns: Columns, rows: readonly Cells[], execution: object = select) {
  return scriptedAthena(
    queryScript([execution], {
      GetQueryResults: page(columns, execution === select ? [Object.keys(columns), ...rows] : rows),
    }),
  );
}

async function read(
  columns: Columns,
  rows: readonly Cells[],
  schema?: ResultSchema,
  options?: GetResultsOptions,
): Promise<unknown[]> {
  const { athena } = resultOf(columns, rows);
  return collect(
    getResults(athena, { queryExecutionId: "q-1", ...(schema && { schema }) }, options),
  );
}

describe("values without a schema", () => {
  it.each<[string, string, unknown]>([
    ["integer", "-5", -5],
    ["tinyint", "1", 1],
    ["bigint", "9223372036854775807", 9_223_372_036_854_775_807n],
    ["double", "1.0E10", 1e10],
    ["double", "NaN", Number.NaN],
    ["double", "-Infinity", Number.NEGATIVE_INFINITY],
    ["float", "0.1", Math.fround(0.1)],
    ["real", "Infinity", Number.POSITIVE_INFINITY],
    ["boolean", "true", true],
    ["boolean", "false", false],
    ["decimal", "12345678901234567890.10", "12345678901234567890.10"],
    ["decimal(38,2)", "0.10", "0.10"],
    ["date", "2025-01-15", "2025-01-15"],
    ["timestamp", "2025-01-15 10:30:45.120", "2025-01-15T10:30:45.120Z"],
    ["timestamp", "2025-01-15 10:30:45", "2025-01-15T10:30:45.000Z"],
    ["timestamp(6)", "2025-01-15 10:30:45.123456", "2025-01-15T10:30:45.123456Z"],
    ["timestamp", "2025-01-15 10:30:45.123000", "2025-01-15T10:30:45.123Z"],
    ["timestamp with time zone", "2025-01-15 10:30:45.120 UTC", "2025-01-15T10:30:45.120Z"],
    ["timestamp(3) with time zone", "2025-01-15 10:30:45.120 +03:30", "2025-01-15T07:00:45.120Z"],
    ["varbinary", "68 65 6c 6c 6f", new TextEncoder().encode("hello")],
    ["varbinary", "", new Uint8Array()],
    ["varchar", "", ""],
    ["char(5)", "ab   ", "ab   "],
    ["json", '{"a":1}', '{"a":1}'],
    ["array(integer)", "[1, 2]", "[1, 2]"],
    ["row(a integer)", "{a=1}", "{a=1}"],
    ["toString", "x", "x"],
  ])("%s %j", async (type, text, value) => {
    expect(await read({ v: type }, [[text], [null]])).toEqual([{ v: value }, { v: null }]);
  });

  it.each([
    ["integer", "1.5"],
    ["bigint", "x"],
    ["double", "one"],
    ["boolean", "TRUE"],
    ["timestamp", "15/01/2025"],
    ["timestamp", "2025-13-15 10:30:45"],
    ["varbinary", "6"],
    ["varbinary", "zz"],
  ])("refuses %s %j by row and column", async (type, text) => {
    await expect(read({ v: type }, [[null], [text]])).rejects.toMatchObject({
      code: "UNREADABLE_RESULT_VALUE",
      rowNumber: 2,
      column: "v",
      message: expect.stringContaining(`column "v" of type ${type} holds "${text}"`) as unknown,
    });
  });

  it.each([
    ["2025-01-15 10:30:45.120 Europe/Paris", "2025-01-15T09:30:45.120Z"],
    ["2025-07-15 10:30:45.120 Europe/Paris", "2025-07-15T08:30:45.120Z"],
    ["2025-01-15 10:30:45.120 Asia/Kolkata", "2025-01-15T05:00:45.120Z"],
    ["2025-01-15 10:30:45.120 America/Argentina/Buenos_Aires", "2025-01-15T13:30:45.120Z"],
    ["2025-01-15 00:30:45.120 Etc/GMT+5", "2025-01-15T05:30:45.120Z"],
    ["1900-01-01 00:00:00.000 Europe/Paris", "1899-12-31T23:50:39.000Z"],
    // Clocks are set back: this local time is twice. Set forward: it never is. No such region.
    ["2025-10-26 02:30:00.000 Europe/Paris", "2025-10-26 02:30:00.000 Europe/Paris"],
    ["2025-03-30 02:30:00.000 Europe/Paris", "2025-03-30 02:30:00.000 Europe/Paris"],
    // The last days that a Date reaches.
    ["+275760-09-12 02:30:00.000 Europe/Paris", "+275760-09-12 02:30:00.000 Europe/Paris"],
    ["2025-03-30 02:30:00.000 Mars/Olympus", "2025-03-30 02:30:00.000 Mars/Olympus"],
  ])("reads the time zone of a region: %s", async (text, value) => {
    expect(await read({ v: "timestamp(3) with time zone" }, [[text]])).toEqual([{ v: value }]);
  });

  it.each([
    ["timestamp", "+12345-01-01 00:00:00.123", "+012345-01-01T00:00:00.123Z"],
    ["timestamp", "-0001-03-04 05:06:07.000", "-000001-03-04T05:06:07.000Z"],
    ["timestamp", "0000-03-04 05:06:07.000", "0000-03-04T05:06:07.000Z"],
    ["timestamp", "+999999-01-01 00:00:00.000", "+999999-01-01 00:00:00.000"],
    ["timestamp with time zone", "+12345-01-01 00:00:00.000 UTC", "+012345-01-01T00:00:00.000Z"],
    ["date", "+12345-01-02", "+12345-01-02"],
  ])("reads years that need more than four digits: %s %s", async (type, text, value) => {
    expect(await read({ v: type }, [[text]])).toEqual([{ v: value }]);
  });

  it("keeps a column named __proto__ a column", async () => {
    const [row] = await read({ ["__proto__"]: "integer" }, [["1"]]);
    expect(Object.entries(row as object)).toEqual([["__proto__", 1]]);
  });

  it("refuses two columns of one name", async () => {
    const { athena } = scriptedAthena(
      queryScript([select], {
        GetQueryResults: {
          body: {
            ResultSet: {
              ResultSetMetadata: {
                ColumnInfo: [
                  { Name: "n", Type: "integer" },
                  { Name: "n", Type: "integer" },
                ],
              },
              Rows: [],
            },
          },
        },
      }),
    );
    await expect(collect(getResults(athena, { queryExecutionId: "q-1" }))).rejects.toMatchObject({
      code: "DUPLICATE_RESULT_COLUMN",
      column: "n",
    });
  });
});

describe("pages", () => {
  const columns = { n: "integer" };
  const pages = [
    page(columns, [["n"], ["1"]], "a"),
    page(columns, [], "b"),
    page(columns, [["2"], ["3"]]),
  ];
  function paged() {
    let next = 0;
    return scriptedAthena(({ operation }) =>
      operation === "GetQueryExecution"
        ? { body: { QueryExecution: select } }
        : (pages[next++] ?? { body: {} }),
    );
  }

  it("are all read, an empty one in between too", async () => {
    const { athena, calls } = paged();
    expect(await collect(getResults(athena, { queryExecutionId: "q-1" }, { pageSize: 2 }))).toEqual(
      [{ n: 1 }, { n: 2 }, { n: 3 }],
    );
    expect(calls.map(({ input }) => [input["MaxResults"], input["NextToken"]])).toEqual([
      [undefined, undefined],
      [2, undefined],
      [2, "a"],
      [2, "b"],
    ]);
  });

  const invalid = (found: string) =>
    `INVALID_RESPONSE: GetQueryResults gave a page with the columns ${found} after one with n integer for query q-1. Read the result file at its output location instead.`;

  it.each<[string, Columns, unknown]>([
    ["that leaves its columns out has those before it", {}, [{ n: 1 }, { n: 2 }]],
    ["of another name", { m: "integer" }, invalid("m integer")],
    ["of another type", { n: "varchar" }, invalid("n varchar")],
    ["of more columns", { n: "integer", m: "date" }, invalid("n integer, m date")],
  ])("one %s", async (_, second, expected) => {
    let next = 0;
    const both = [page(columns, [["n"], ["1"]], "a"), page(second, [["2"]])];
    const { athena } = scriptedAthena(({ operation }) =>
      operation === "GetQueryExecution"
        ? { body: { QueryExecution: select } }
        : (both[next++] ?? { body: {} }),
    );
    const found = await collect(getResults(athena, { queryExecutionId: "q-1" })).catch(
      ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
    );
    expect(found).toEqual(expected);
  });

  it("without columns are not rows of undefined", async () => {
    const { athena } = resultOf({}, [["1"]]);
    await expect(collect(getResults(athena, { queryExecutionId: "q-1" }))).rejects.toMatchObject({
      code: "INVALID_RESPONSE",
      message: expect.stringContaining("rows without columns for query q-1") as string,
    });
  });

  it("are asked for only when they are needed", async () => {
    const { athena, calls } = paged();
    for await (const _ of getResults(athena, { queryExecutionId: "q-1" })) break;
    expect(calls.map(({ operation }) => operation)).toEqual([
      "GetQueryExecution",
      "GetQueryResults",
    ]);
  });

  it.each([
    ["at once", ["a", "a"]],
    ["after one other", ["a", "b", "a", "b"]],
    ["after many", [...Array(20).keys(), ...Array(20).keys(), ...Array(20).keys()].map(String)],
  ])("that come round again %s end with an error", async (_, tokens) => {
    let next = 0;
    const { athena, calls } = scriptedAthena(({ operation }) =>
      operation === "GetQueryExecution"
        ? { body: { QueryExecution: select } }
        : page(columns, [["1"]], tokens[next++ % tokens.length]),
    );
    await expect(collect(getResults(athena, { queryExecutionId: "q-1" }))).rejects.toMatchObject({
      code: "INVALID_RESPONSE",
      queryExecutionId: "q-1",
    });
    expect(calls.length).toBeLessThan(100);
  });

  it("of any number end well when no token comes twice", async () => {
    let next = 0;
    const { athena } = scriptedAthena(({ operation }) =>
      operation === "GetQueryExecution"
        ? { body: { QueryExecution: select } }
        : page(columns, [["1"]], ++next < 300 ? `token-${next}` : undefined),
    );
    expect(await collect(getResults(athena, { queryExecutionId: "q-1" }))).toHaveLength(300);
  });

  it("stop when the signal is aborted, with its reason", async () => {
    const { athena, calls } = paged();
    const controller = new AbortController();
    const reason = new Error("enough");
    const reading = (async () => {
      for await (const _ of getResults(
        athena,
        { queryExecutionId: "q-1" },
        { signal: controller.signal },
      ))
        controller.abort(reason);
    })();
    await expect(reading).rejects.toBe(reason);
    expect(calls).toHaveLength(2);
  });

  it("are waited for when Athena throttles", async () => {
    const waits = skipWaits();
    let refusals = 2;
    const { athena } = scriptedAthena(({ operation }) => {
      if (operation === "GetQueryExecution") return { body: { QueryExecution: select } };
      return refusals-- > 0
        ? { error: "ThrottlingException", message: "Rate exceeded" }
        : page(columns, [["n"], ["1"]]);
    });
    expect(await collect(getResults(athena, { queryExecutionId: "q-1" }))).toEqual([{ n: 1 }]);
    expect(waits).toHaveLength(2);
  });
});

describe("the header", () => {
  it("is left out once, even when a row equals it", async () => {
    expect(await read({ name: "varchar" }, [["name"], ["x"]])).toEqual([
      { name: "name" },
      { name: "x" },
    ]);
  });

  it.each([
    [{ StatementType: "UTILITY", SubstatementType: "SHOW_TABLES" }, [{ tab_name: "tab_name" }]],
    [{ StatementType: "DDL" }, [{ tab_name: "tab_name" }]],
    [{ StatementType: "UTILITY", SubstatementType: "EXPLAIN" }, []],
    [{ StatementType: "DML" }, []],
    [{}, []],
  ])("of %j", async (types, rows) => {
    const { athena } = resultOf({ tab_name: "string" }, [["tab_name"]], {
      Status: { State: "SUCCEEDED" },
      ...types,
    });
    expect(await collect(getResults(athena, { queryExecutionId: "q-1" }))).toEqual(rows);
  });

  it("may be missing", async () => {
    const { athena } = scriptedAthena(
      queryScript([select], { GetQueryResults: page({ n: "integer" }, [["1"]]) }),
    );
    expect(await collect(getResults(athena, { queryExecutionId: "q-1" }))).toEqual([{ n: 1 }]);
  });

  it("of nothing is nothing", async () => {
    const { athena } = scriptedAthena(
      queryScript([{ Status: { State: "SUCCEEDED" }, StatementType: "DDL" }], {
        GetQueryResults: {
          body: { ResultSet: { Rows: [], ResultSetMetadata: { ColumnInfo: [] } } },
        },
      }),
    );
    expect(
      await collect(
        getResults(athena, { queryExecutionId: "q-1", schema: z.object({ a: z.string() }) }),
      ),
    ).toEqual([]);
  });
});

describe("statements that print lines", () => {
  const utility = (SubstatementType: string) => ({
    Status: { State: "SUCCEEDED" },
    StatementType: "UTILITY",
    SubstatementType,
  });

  it("DESCRIBE has its cells in columns, without the filling", async () => {
    const { athena } = resultOf(
      { col_name: "string", data_type: "string", comment: "string" },
      [
        ["id                  \tint                 \tthe\tkey             "],
        ["\t \t "],
        ["# Partition Information\t \t "],
      ],
      utility("DESCRIBE_TABLE"),
    );
    expect(await collect(getResults(athena, { queryExecutionId: "q-1" }))).toEqual([
      { col_name: "id", data_type: "int", comment: "the\tkey" },
      { col_name: "", data_type: "", comment: "" },
      { col_name: "# Partition Information", data_type: "", comment: "" },
    ]);
  });

  it("SHOW COLUMNS has names without the filling", async () => {
    const { athena } = resultOf(
      { field: "string" },
      [["id                  "]],
      utility("SHOW_COLUMNS"),
    );
    expect(await collect(getResults(athena, { queryExecutionId: "q-1" }))).toEqual([
      { field: "id" },
    ]);
  });

  it("MSCK REPAIR TABLE, which has no columns, has its lines in one", async () => {
    const { athena } = resultOf(
      {},
      [["Partitions not in metastore:\tt:day=1"], ["Repair: Added partition to metastore t:day=1"]],
      { Status: { State: "SUCCEEDED" }, StatementType: "DDL", SubstatementType: "MSCK_REPAIR" },
    );
    expect(await collect(getResults(athena, { queryExecutionId: "q-1" }))).toEqual([
      { _col0: "Partitions not in metastore:\tt:day=1" },
      { _col0: "Repair: Added partition to metastore t:day=1" },
    ]);
  });

  it("the text of a query keeps its spaces", async () => {
    expect(await read({ v: "varchar" }, [["x  "]])).toEqual([{ v: "x  " }]);
  });
});

describe("the number of rows written", () => {
  it.each([
    [{ UpdateCount: 3, ResultSet: { Rows: [] } }, 3],
    [{ UpdateCount: 0, ResultSet: { Rows: [] } }, 0],
    [{ ResultSet: { Rows: [] } }, undefined],
  ])("of %j", async (body, count) => {
    const { athena } = scriptedAthena(queryScript([select], { GetQueryResults: { body } }));
    expect(await getUpdateCount(athena, { queryExecutionId: "q-1" })).toBe(count);
  });

  it("of a query that failed is an error", async () => {
    const { athena } = scriptedAthena(
      queryScript([select], {
        GetQueryResults: {
          error: "InvalidRequestException",
          message: "Query did not finish successfully. Final query state: FAILED",
        },
      }),
    );
    await expect(getUpdateCount(athena, { queryExecutionId: "q-1" })).rejects.toMatchObject({
      code: "QUERY_FAILED",
    });
    await expect(getUpdateCount(athena, { queryExecutionId: "" })).rejects.toThrow(TypeError);
  });
});

describe("rows of a dataset", () => {
  const columns = {
    timestamp: "timestamp",
    endpoint: "varchar",
    method: "varchar",
    status_code: "integer",
    response_time_ms: "double",
    user_id: "varchar",
    ip_address: "varchar",
    year: "integer",
    month: "integer",
    day: "integer",
  };

  it("have the contract's fields and forms, partition columns left out", async () => {
    const rows = await read(
      columns,
      [["2025-01-15 10:30:45.000", "/a", "GET", "200", "1.45E2", null, "::1", "2025", "1", "15"]],
      apiLogs,
    );
    expect(rows).toEqual([
      {
        timestamp: "2025-01-15T10:30:45.000Z",
        endpoint: "/a",
        method: "GET",
        status_code: 200,
        response_time_ms: 145,
        ip_address: "::1",
      },
    ]);
  });

  it("that do not fit are refused by number, with every issue", async () => {
    const good = [
      "2025-01-15 10:30:45.000",
      "/a",
      "GET",
      "200",
      "1.0",
      null,
      null,
      "2025",
      "1",
      "15",
    ];
    const bad = [
      "2025-01-15 10:30:45.000",
      "a",
      "got",
      "99",
      "-1.0",
      null,
      null,
      "2025",
      "1",
      "15",
    ];
    await expect(read(columns, [good, bad], apiLogs)).rejects.toMatchObject({
      code: "INVALID_RESULT_ROW",
      rowNumber: 2,
      queryExecutionId: "q-1",
      issues: [
        { path: ["endpoint"] },
        { path: ["method"] },
        { path: ["status_code"] },
        { path: ["response_time_ms"] },
      ],
      message: expect.stringMatching(
        /^Row 2 of query q-1 does not fit the schema: endpoint: .* \(and 1 more\)$/,
      ) as unknown,
    });
  });

  it("need every column of the contract, since a table without one has another", async () => {
    await expect(read({ endpoint: "varchar" }, [["/a"]], apiLogs)).rejects.toMatchObject({
      code: "MISSING_RESULT_COLUMN",
      column: "timestamp",
      message: expect.stringMatching(
        /no column "timestamp", "method", .*, which the contract api_logs has\. .*ensureTable/,
      ) as unknown,
    });
    const later = defineDataset({
      name: "t",
      schema: z.object({ a: z.string(), b: z.string().optional() }),
    });
    await expect(read({ a: "varchar" }, [["x"]], later)).rejects.toMatchObject({
      code: "MISSING_RESULT_COLUMN",
      column: "b",
    });
    expect(await read({ a: "varchar" }, [["x"]], later.schema)).toEqual([{ a: "x" }]);
    expect(
      await read(
        { endpoint: "varchar" },
        [["/a"]],
        z.object({ endpoint: apiLogs.schema.shape.endpoint }),
      ),
    ).toEqual([{ endpoint: "/a" }]);
  });

  it("leave out columns that the contract does not know, and tell them once", async () => {
    const dataset = defineDataset({ name: "t", schema: z.object({ a: z.string() }) });
    const columns = { a: "varchar", later: "bigint", b: "varchar" };
    const rows = [
      ["x", "1", "y"],
      ["z", "2", "y"],
    ];
    const { athena } = resultOf(columns, rows);
    const told: (readonly string[])[] = [];
    const found = await collect(
      getResults(
        athena,
        { queryExecutionId: "q-1", schema: dataset },
        { onUnknownColumns: (names) => told.push(names) },
      ),
    );
    expect(found).toEqual([{ a: "x" }, { a: "z" }]);
    expect(told).toEqual([["later", "b"]]);
  });

  const everything = defineDataset({
    name: "everything",
    schema: z.strictObject({
      userId: z.string(),
      small: z.int32(),
      safe: z.int(),
      big: z.int64().nullable(),
      single: z.float32(),
      flag: z.boolean(),
      day: z.iso.date(),
      at: z.iso.datetime({ precision: 0 }),
      fine: z.iso.datetime({ precision: 6 }).optional(),
      price: decimal(10, 2),
    }),
  });

  it("come from text, as in a table over CSV, by the contract's types", async () => {
    const text = {
      userid: "varchar",
      small: "varchar",
      safe: "varchar",
      big: "varchar",
      single: "varchar",
      flag: "varchar",
      day: "varchar",
      at: "varchar",
      fine: "varchar",
      price: "varchar",
    };
    expect(
      await read(
        text,
        [
          [
            "",
            "5",
            "9007199254740991",
            "",
            "0.5",
            "TRUE",
            "2025-01-15",
            "2025-01-15T10:30:45Z",
            "",
            "1.5",
          ],
        ],
        everything,
      ),
    ).toEqual([
      {
        userId: "",
        small: 5,
        safe: 9_007_199_254_740_991,
        big: null,
        single: 0.5,
        flag: true,
        day: "2025-01-15",
        at: "2025-01-15T10:30:45Z",
        price: "1.50",
      },
    ]);
  });

  it("have as many digits of a second as the contract wants", async () => {
    const typed = {
      userid: "varchar",
      small: "integer",
      safe: "bigint",
      big: "bigint",
      single: "float",
      flag: "boolean",
      day: "date",
      at: "timestamp",
      fine: "timestamp",
      price: "decimal",
    };
    const [row] = await read(
      typed,
      [
        [
          "x",
          "5",
          "5",
          "5",
          "0.5",
          "true",
          "2025-01-15",
          "2025-01-15 10:30:45.000",
          "2025-01-15 10:30:45.120",
          "1.50",
        ],
      ],
      everything,
    );
    expect(row).toMatchObject({
      safe: 5,
      big: 5n,
      at: "2025-01-15T10:30:45Z",
      fine: "2025-01-15T10:30:45.120000Z",
    });
    await expect(
      read(
        typed,
        [
          [
            "x",
            "5",
            "5",
            "5",
            "0.5",
            "true",
            "2025-01-15",
            "2025-01-15 10:30:45.001",
            null,
            "1.50",
          ],
        ],
        everything,
      ),
    ).rejects.toMatchObject({ code: "INVALID_RESULT_ROW" });
  });

  it("of a strict one refuse a column it does not know", async () => {
    const strict = defineDataset({ name: "strict", schema: z.strictObject({ a: z.int32() }) });
    await expect(read({ a: "integer", b: "integer" }, [["1", "2"]], strict)).rejects.toMatchObject({
      issues: [{ code: "unrecognized_keys" }],
    });
  });

  it("may take empty text for null", async () => {
    expect(
      await read(
        { ...columns },
        [["2025-01-15 10:30:45.000", "/a", "", "200", null, "", "", "2025", "1", "15"]],
        apiLogs,
        { emptyAsNull: true },
      ),
    ).toEqual([{ timestamp: "2025-01-15T10:30:45.000Z", endpoint: "/a", status_code: 200 }]);
  });
});

describe("rows of a zod schema", () => {
  it("take a bigint as the number that is asked for", async () => {
    expect(
      await read(
        { n: "bigint", exact: "bigint" },
        [["5", "6"]],
        z.object({ n: z.int(), exact: z.int64() }),
      ),
    ).toEqual([{ n: 5, exact: 6n }]);
  });

  it("that is not a contract are parsed by zod itself", async () => {
    const schema = z.object({
      tags: z.string().transform((text) => text.split(",")),
      note: z.string().optional(),
      none: z.string().nullable(),
    });
    expect(
      await read(
        { tags: "varchar", note: "varchar", none: "varchar" },
        [["a,b", null, null]],
        schema,
      ),
    ).toEqual([{ tags: ["a", "b"], none: null }]);
    await expect(read({ tags: "integer" }, [["1"]], schema)).rejects.toMatchObject({
      code: "INVALID_RESULT_ROW",
      issues: [{ code: "invalid_type", path: ["tags"] }, { path: ["none"] }],
    });
  });

  it("may be no object at all", async () => {
    expect(await read({ a: "integer" }, [["1"]], z.record(z.string(), z.number()))).toEqual([
      { a: 1 },
    ]);
  });
});

describe("no result", () => {
  it.each([
    [
      {
        Status: {
          State: "FAILED",
          StateChangeReason: "TABLE_NOT_FOUND: line 1:15: Table 'a.b.c' does not exist",
        },
        Query: "SELECT * FROM c",
      },
      "NO_SUCH_TABLE",
    ],
    [{ Status: { State: "CANCELLED" } }, "QUERY_CANCELLED"],
    [{ Status: { State: "RUNNING" } }, "QUERY_NOT_FINISHED"],
  ])("of %j", async (execution, code) => {
    const { athena } = scriptedAthena(queryScript([execution]));
    await expect(collect(getResults(athena, { queryExecutionId: "q-1" }))).rejects.toMatchObject({
      code,
      queryExecutionId: "q-1",
    });
  });

  it("of an unknown query", async () => {
    const { athena } = scriptedAthena(() => ({
      error: "InvalidRequestException",
      message: "QueryExecution q-9 was not found",
    }));
    await expect(collect(getResults(athena, { queryExecutionId: "q-9" }))).rejects.toMatchObject({
      code: "NO_SUCH_QUERY",
    });
  });

  it.each([
    [{ queryExecutionId: "" }, {}, "queryExecutionId"],
    [{ queryExecutionId: 5 }, {}, "queryExecutionId"],
    [{ queryExecutionId: "q", shema: {} }, {}, 'unknown option "shema"'],
    [{ queryExecutionId: "q", schema: {} }, {}, "schema must be a dataset"],
    [{ queryExecutionId: "q" }, { pageSize: 0 }, "1 to 1000"],
    [{ queryExecutionId: "q" }, { pageSize: 1001 }, "1 to 1000"],
    [{ queryExecutionId: "q" }, { pagesize: 5 }, "unknown option"],
  ])("for bad input %j %j", (input, options, message) => {
    const { athena, calls } = scriptedAthena(queryScript([select]));
    expect(() =>
      getResults(athena, input as { queryExecutionId: string }, options as object),
    ).toThrow(message);
    expect(calls).toEqual([]);
  });
});
