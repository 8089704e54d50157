import { type Dataset, decimal, defineDataset } from "@cloudapi/core";
import * as z from "zod";
import type { useLake } from "../../../athena/test/use-lake.ts";
import {
  athenaEngine,
  type LakeApiInput,
  type LakeApiTable,
  type LakeTableName,
} from "../../src/index.ts";

const named = { id: z.int32(), name: z.string() };
const SCHEMAS = {
  users: z.object(named),
  orders: z.object({
    id: z.int32(),
    user_id: z.int32(),
    total: decimal(10, 2),
    ordered: z.iso.datetime({ offset: true }),
  }),
  products: z.object({ ...named, category: z.string(), labels: z.array(z.string()) }),
  customers: z.object(named),
  invoices: z.object({
    id: z.int64(),
    customer_id: z.int32(),
    amount: decimal(10, 2),
    issued: z.iso.date(),
  }),
  payments: z.object({ id: z.int32(), invoice_id: z.int32() }),
  logs: z.object({ _id: z.int32(), at: z.iso.datetime({ offset: true }) }),
  sessions: z.object({ _id: z.int32(), user_id: z.int32() }),
  events: z.object({ _id: z.int32(), kind: z.string().nullable() }),
} satisfies Record<LakeTableName, z.ZodObject>;
const ROWS: Record<LakeTableName, Record<string, unknown>[]> = {
  users: [{ id: 1, name: "Ada" }],
  orders: [
    { id: 1, user_id: 1, total: "15.80", ordered: "2025-01-10T09:12:00Z" },
    { id: 2, user_id: 1, total: "34.00", ordered: "2025-01-11T18:40:30.250Z" },
  ],
  products: [
    { id: 1, name: "cup", category: "kitchen", labels: ["a, b", "c"] },
    { id: 2, name: "it's", category: "o'ffice/1", labels: [] },
  ],
  customers: [{ id: 1, name: "Byron Ltd" }],
  invoices: [
    { id: 9_007_199_254_740_993n, customer_id: 1, amount: "1250.00", issued: "2025-01-05" },
    { id: 2n, customer_id: 2, amount: "99.99", issued: "2025-01-07" },
  ],
  payments: [{ id: 1, invoice_id: 2 }],
  logs: [{ _id: 1, at: "2025-01-19T21:55:01Z" }],
  sessions: [{ _id: 1, user_id: 1 }],
  events: [{ _id: 1, kind: null }],
};
/** The contracts of the nine tables, which are `t_users`, `t_orders` and so on. */
export function nineContracts(): Record<LakeTableName, LakeApiTable> {
  return Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, schema]) => {
      const dataset: Dataset = defineDataset({ name, schema });
      return [name, { dataset, table: `t_${name}` }];
    }),
  ) as Record<LakeTableName, LakeApiTable>;
}

/** The nine tables in a lake of the embedded cloud, as what an API of them is made of. */
export async function loadNineTables(lake: ReturnType<typeof useLake>): Promise<LakeApiInput> {
  const tables = nineContracts();
  for (const [name, { dataset, table }] of Object.entries(tables))
    await lake.load(dataset, ROWS[name as LakeTableName], table ?? "");
  return {
    engine: athenaEngine(lake.athena, { ...lake.place, ...lake.options }),
    database: "default",
    tables,
  };
}
