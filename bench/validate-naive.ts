import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { NaiveLog } from "./lib/naive-log.ts";
import { printOutcome } from "./lib/print-outcome.ts";

/** The job of bench/validate.ts as one writes it in a minute: lines, JSON.parse, zod: `node bench/validate-naive.ts --input FILE`. */
const { values } = parseArgs({ options: { input: { type: "string" } } });
if (values.input === undefined)
  throw new Error("validate-naive: --input FILE is needed; bench/generate.ts makes one.");
let rowsIn = 0;
let rowsValid = 0;
for await (const line of createInterface({ input: createReadStream(values.input) })) {
  rowsIn++;
  if (NaiveLog.safeParse(JSON.parse(line)).success) rowsValid++;
}
printOutcome({ rowsIn, rowsValid });
