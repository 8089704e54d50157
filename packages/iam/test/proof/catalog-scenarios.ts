import { CreateTableCommand } from "@aws-sdk/client-glue";
import { glueTables } from "@cloudapi/api/glue";
import {
  describeTable,
  dropPartitions,
  dropTable,
  ensureDatabase,
  ensurePartitions,
  ensureTable,
  listPartitions,
  listTables,
} from "@cloudapi/athena/glue";
import { defineDataset } from "@cloudapi/core";
import * as z from "zod";
import type { Clients } from "./guard.ts";
import { DATABASE, drain, LAKE, type Scenario, scenario } from "./scenario.ts";

const visits = { database: DATABASE, table: "visits" } as const;
const wider = defineDataset({
  name: "ensured",
  schema: z.object({ a: z.string(), b: z.string().nullable() }),
});
const narrow = defineDataset({ name: "ensured", schema: z.object({ a: z.string() }) });

async function makeVisits({ glue }: Clients, table: string = visits.table): Promise<void> {
  await ensureDatabase(glue, { database: DATABASE });
  const columns = (...names: string[]) => names.map((Name) => ({ Name, Type: "string" }));
  const TableInput = {
    Name: table,
    TableType: "EXTERNAL_TABLE",
    PartitionKeys: columns("country"),
    StorageDescriptor: { Columns: columns("page"), Location: `s3://${LAKE}/${table}/` },
  };
  await glue
    .send(new CreateTableCommand({ DatabaseName: DATABASE, TableInput }))
    .catch(() => undefined);
}

export const GLUE_SCENARIOS: readonly Scenario[] = [
  scenario(
    { operation: "ensureDatabase", database: "watched_made" },
    async ({ clients: { glue } }) => {
      await ensureDatabase(glue, { database: "watched_made" });
      await ensureDatabase(glue, { database: "watched_made", description: "changed" });
    },
  ),
  scenario(
    { operation: "ensureTable", database: DATABASE, table: "ensured" },
    async ({ clients: { glue } }, root) => {
      await ensureDatabase(root.glue, { database: DATABASE });
      const at = { database: DATABASE, location: `s3://${LAKE}/ensured/` };
      await ensureTable(glue, narrow, at);
      await ensureTable(glue, wider, at);
    },
  ),
  scenario({ operation: "describeTable", ...visits }, async ({ clients: { glue } }, root) => {
    await makeVisits(root);
    await describeTable(glue, visits);
  }),
  scenario({ operation: "listTables", database: DATABASE }, async ({ clients: { glue } }, root) => {
    await makeVisits(root);
    await drain(listTables(glue, { database: DATABASE }));
  }),
  scenario({ operation: "ensurePartitions", ...visits }, async ({ clients: { glue } }, root) => {
    await makeVisits(root);
    const values = { country: "de" };
    await ensurePartitions(glue, { ...visits, partitions: [{ values }] });
    const location = `s3://${LAKE}/elsewhere/`;
    await ensurePartitions(glue, { ...visits, partitions: [{ values, location }] });
  }),
  scenario({ operation: "listPartitions", ...visits }, async ({ clients: { glue } }, root) => {
    await makeVisits(root);
    await drain(listPartitions(glue, visits));
  }),
  scenario(
    {
      operation: "glueTables",
      database: DATABASE,
      table: "counted",
      bucket: LAKE,
      prefix: "counted/",
      cases: ["registeredPartitions"],
    },
    async ({ clients: { glue, s3 } }, root) => {
      await makeVisits(root, "counted");
      const describe = glueTables({ glue, s3, database: DATABASE });
      await describe({ table: "counted", database: undefined }, AbortSignal.timeout(600_000));
    },
  ),
  scenario({ operation: "dropPartitions", ...visits }, async ({ clients: { glue } }, root) => {
    await makeVisits(root);
    await dropPartitions(glue, { ...visits, partitions: [{ country: "de" }] });
  }),
  scenario({ operation: "dropTable", ...visits }, async ({ clients: { glue } }, root) => {
    await makeVisits(root);
    await dropTable(glue, visits);
  }),
];
