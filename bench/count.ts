import { checkedRecordsOf } from "../packages/records/src/engine/read-checked-records.ts";
import { apiLogs } from "@cloudapi/core";
import { createReadStream } from "node:fs";
let flat = 0, rec = 0, bad=0;
for await (const b of checkedRecordsOf("x", apiLogs as never, createReadStream(process.argv[2]!), {}, true)) { flat += b.flat?.size ?? 0; rec += b.records.length; bad += b.records.filter(r=>!r.valid).length; }
console.log({flat, rec, bad});
