import { checkOptionNames } from "@cloudapi/core/internal";
import type { SourceTable } from "../source/source-table.ts";
import {
  datasetName,
  type ProposedColumn,
  type ProposeOptions,
  proposedFields,
} from "./propose-dataset.ts";

/**
 * The contract that `proposeDataset` proposes, as TypeScript to be kept and edited, with a comment for each column that does not
 * arrive as it is.
 *
 * @throws {TypeError} for an unknown option
 *
 * @example
 * ```ts
 * import { contractCode, type SourceTable } from "@cloudapi/ingest";
 * import * as z from "zod";
 *
 * const table: SourceTable = {
 *   name: "orders",
 *   kind: "table",
 *   key: ["id"],
 *   columns: [
 *     { name: "id", nativeType: "int", nullable: false, verdict: "exact", how: "a whole number", schema: z.int32(), code: "z.int32()" },
 *   ],
 * };
 * console.log(contractCode(table).includes("id: z.int32()")); // => true
 * ```
 */
export function contractCode(table: SourceTable, options: ProposeOptions = {}): string {
  checkOptionNames("contractCode", options, ["name", "omitColumns", "reservedNames"]);
  const fields = proposedFields(table, options);
  const name = options.name ?? datasetName(table.name);
  const uses = (helper: string) =>
    fields.some(({ column }) => new RegExp(`\\b${helper}\\(`).test(column.code));
  const imports = ["decimal", "defineDataset", "json"].filter(
    (helper) => helper === "defineDataset" || uses(helper),
  );
  const renamed = fields.filter((field) => field.name !== field.column.name);
  return [
    `import { ${imports.join(", ")} } from "@cloudapi/core";`,
    'import * as z from "zod";',
    "",
    ...(table.comment === undefined ? [] : [`// ${oneLine(table.comment)}`]),
    `export const ${constantName(name)} = defineDataset({`,
    `  name: ${JSON.stringify(name)},`,
    "  schema: z.object({",
    ...fields.flatMap((field) => fieldLines(table, field)),
    "  }),",
    ...(renamed.length === 0 ? [] : aliasLines(renamed)),
    "});",
    "",
  ].join("\n");
}

function fieldLines({ kind }: SourceTable, { name, column }: ProposedColumn): string[] {
  const notes = [
    ...(column.comment ? [column.comment] : []),
    ...(column.verdict === "exact"
      ? []
      : [`${column.nativeType}, ${column.verdict}: ${column.how}`]),
  ];
  const wrapper = column.nullable ? (kind === "collection" ? ".nullish()" : ".nullable()") : "";
  return [
    ...notes.map((note) => `    // ${oneLine(note)}`),
    `    ${keyOf(name)}: ${column.code}${wrapper},`,
  ];
}

function aliasLines(renamed: readonly ProposedColumn[]): string[] {
  return [
    "  alias: {",
    ...renamed.map(({ name, column }) => `    ${keyOf(name)}: ${JSON.stringify(column.name)},`),
    "  },",
  ];
}

function keyOf(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}

/** What ends a line in JavaScript would end the comment. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ");
}

/** `ms1_users` as `ms1UsersDataset`, which is no reserved word. */
function constantName(name: string): string {
  const [first = "", ...others] = name.split(/_+/);
  const camel =
    first + others.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
  return `${/^[a-z]/i.test(camel) ? camel : `table${camel}`}Dataset`;
}
