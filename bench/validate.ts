import { parseArgs } from "node:util";
import { apiLogs } from "@cloudapi/core";
import { fileSource } from "@cloudapi/transform";
import { validateJson } from "@cloudapi/validation";
import { printOutcome } from "./lib/print-outcome.ts";

/** Time and peak memory of one validation of a file: `node bench/validate.ts --input FILE`. */
const { values } = parseArgs({ options: { input: { type: "string" } } });
if (values.input === undefined)
  throw new Error("validate: --input FILE is needed; bench/generate.ts makes one.");
const { rowsIn, rowsValid } = await validateJson(apiLogs, fileSource(values.input));
printOutcome({ rowsIn, rowsValid });
