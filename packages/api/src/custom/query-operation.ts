import { isCloudApiError } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import type { SqlValue } from "@cloudapi/core/sql";
import * as z from "zod";
import type { EngineTable, EngineValue } from "../engine/query-engine.ts";
import { ProblemError } from "../http/problem.ts";
import { textUpTo } from "../http/text-schema.ts";
import type { Asked, Exchange, Question } from "../operation/exchange.ts";
import type { Operation } from "../operation/operation.ts";
import { readCustomQuery, refusal } from "./read-custom-query.ts";

/** What callers may ask in SQL of their own. */
export interface QueryOperationInput {
  /** The tables that may be read. Rows that are restricted by a claim are not: `createApi` refuses their tables. */
  readonly tables: readonly EngineTable[];
  /** Default `/api/query-custom`. */
  readonly path?: string;
  /** Rows of an answer at most; default 1,000. */
  readonly maxRows?: number;
}

const MAX_SQL_CHARACTERS = 10_000;
const MAX_PARAMETERS = 100;

/**
 * An endpoint for SQL of callers, `POST /api/query-custom`: one SELECT over tables that are named, within the limits of the API.
 *
 * @throws {TypeError | RangeError} for settings that are not right
 *
 * @example
 * ```ts
 * import { queryOperation } from "@cloudapi/api";
 *
 * const operation = queryOperation({ tables: [{ table: "api_logs", database: "default" }] });
 * console.log(`${operation.method} ${operation.path}`); // => "POST /api/query-custom"
 * ```
 */
export function queryOperation(input: QueryOperationInput): Operation {
  checkOptionNames("queryOperation", input, ["tables", "path", "maxRows"]);
  const { tables, path = "/api/query-custom", maxRows = 1_000 } = input;
  if (!Number.isInteger(maxRows) || maxRows < 1 || maxRows > 10_000)
    throw new RangeError(
      `queryOperation: maxRows must be an integer from 1 to 10000, not ${String(maxRows)}.`,
    );
  const bodySchema = customBody(maxRows);
  const [first] = tables;
  return {
    id: "query_custom",
    method: "POST",
    path,
    summary: "Rows of a SELECT of your own",
    description: `One SELECT over ${tables.map(({ table }) => table).join(", ")}. What else it is, is refused by name; values go through \`parameters\`, one for each \`?\`.`,
    tag: "query",
    body: {
      description: "The query.",
      schema: bodySchema,
      example: {
        sql: `SELECT count(*) AS rows_there FROM ${first?.table ?? "orders"}`,
        parameters: [],
      },
    },
    answers: {
      200: {
        description: "Its rows, and whether there are more.",
        schema: ANSWER,
        example: {
          columns: [{ name: "rows_there", type: "bigint" }],
          rows: [{ rows_there: "2" }],
          isComplete: true,
        },
      },
    },
    showsAllOf: tables,
    handle: (exchange) => answerQuery(exchange, { tables, maxRows, bodySchema }),
  };
}

function customBody(maxRows: number) {
  return z.strictObject({
    sql: textUpTo(MAX_SQL_CHARACTERS).min(1).meta({ description: "One SELECT." }),
    parameters: z
      .array(z.union([textUpTo(1_000), z.number(), z.boolean(), z.null()]))
      .max(MAX_PARAMETERS)
      .optional()
      .meta({ description: "The values of its `?`, in their order." }),
    maxRows: z.int().min(1).max(maxRows).optional(),
  });
}

const ANSWER = z.object({
  columns: z.array(
    z.object({ name: z.string(), type: z.string().meta({ description: "As Athena calls it." }) }),
  ),
  rows: z
    .array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
    .meta({
      description:
        "64-bit integers and decimals as text, other numbers as numbers unless they are NaN or infinite, times in RFC 3339, bytes in base64, what is nested as Athena prints it.",
    }),
  isComplete: z.boolean().meta({ description: "False when there are more rows." }),
});

interface QuerySettings {
  readonly tables: readonly EngineTable[];
  readonly maxRows: number;
  readonly bodySchema: ReturnType<typeof customBody>;
}

async function answerQuery(
  { body, ask }: Exchange,
  { tables, maxRows, bodySchema }: QuerySettings,
) {
  const { sql, parameters = [], maxRows: wanted = maxRows } = body as z.output<typeof bodySchema>;
  const values = parameters.map(checkValue);
  const query = readCustomQuery({ sql, parameters: values.length, maxRows: wanted + 1 }, tables);
  const { columns, rows } = await askCustom(ask, {
    ...query,
    parameters: values,
    maxRows: wanted + 1,
  });
  const items = rows
    .slice(0, wanted)
    .map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, jsonOf(value)])),
    );
  return { json: { columns, rows: items, isComplete: rows.length <= wanted } };
}

function checkValue(value: string | number | boolean | null, index: number): SqlValue {
  if (typeof value !== "string" || (!value.includes("\0") && value.isWellFormed())) return value;
  throw refusal(
    "WRONG_PARAMETERS",
    `Parameter ${index + 1} holds a NUL character or half of a surrogate pair, which can't stand in SQL.`,
  );
}

/** What the query itself is to blame for is told to who wrote it, in the engine's words. */
async function askCustom(ask: Exchange["ask"], question: Question): Promise<Asked> {
  try {
    return await ask(question);
  } catch (error) {
    const cause = error instanceof ProblemError ? error.problem.cause : undefined;
    if (isCloudApiError(cause) && OF_THE_QUERY.has(cause.code))
      throw refusal("INVALID_QUERY", reasonOf(cause));
    throw error;
  }
}

const OF_THE_QUERY: ReadonlySet<string> = new Set([
  "NO_SUCH_COLUMN",
  "NO_SUCH_FUNCTION",
  "TYPE_MISMATCH",
  "SQL_SYNTAX",
  "WRONG_PARAMETERS",
  "INVALID_VALUE",
  "NOT_SUPPORTED",
  "DUPLICATE_RESULT_COLUMN",
]);

function reasonOf(error: Error & { readonly reason?: unknown }): string {
  return (typeof error.reason === "string" ? error.reason : error.message).slice(0, 1_000);
}

function jsonOf(value: EngineValue): string | number | boolean | null {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
