import { fillTable } from "./lib/ingest-table.ts";
await fillTable(process.argv[2] as never, process.argv[3] ?? "", Number(process.argv[4]));
