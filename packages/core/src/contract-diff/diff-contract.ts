import { checkDataset } from "../contract/check-dataset.ts";
import type { Dataset } from "../contract/dataset.ts";
import { schemaRules } from "../contract/schema-rules.ts";
import type { ContractJson } from "../contract-json/contract-json.ts";
import { datasetFromJson } from "../contract-json/dataset-from-json.ts";
import { datasetToJson } from "../contract-json/dataset-to-json.ts";
import {
  type ContractChange,
  type ContractDiff,
  DIFF_TARGETS,
  type DiffTarget,
  type TargetDiff,
  VERDICTS,
  type Verdict,
} from "./contract-diff.ts";
import type { ContractShape } from "./contract-shape.ts";
import { diffFields } from "./diff-fields.ts";
import { diffLayout } from "./diff-layout.ts";
import { statementsFor } from "./diff-statements.ts";

/**
 * What differs between a contract as it was and as it is, and what each difference means: to Parquet files that are there,
 * to the Athena, Iceberg or Redshift table, to readers of rows as JSON, and to sources made for the old contract.
 *
 * Each target has the worst verdict of any change (`safe`, `alter`, `rewrite`, `breaks`), why, and SQL where SQL can do
 * all of it. A rename can't be told from a column that is gone and another that is new, so it is given as that. What
 * functions check can't be compared: `notes` says where there are any. `transform` refuses what is not `safe` for `files`.
 *
 * @param before a dataset, or its JSON of `datasetToJson`
 * @param after another
 * @throws {TypeError} for a schema that is not yet a dataset
 * @throws {ContractError} `INVALID_CONTRACT` for JSON that is not a contract's
 *
 * @example
 * ```ts
 * import { defineDataset, diffContract } from "@cloudapi/core";
 * import * as z from "zod";
 *
 * const before = defineDataset({ name: "orders", schema: z.object({ id: z.int32() }) });
 * const after = defineDataset({ name: "orders", schema: z.object({ id: z.int32(), note: z.string().optional() }) });
 * const { changes, targets } = diffContract(before, after);
 * console.log(changes.map(({ change }) => change)); // => ['column "note" is new']
 * console.log([targets.files.verdict, targets.athena.verdict]); // => ["safe", "alter"]
 * console.log(targets.athena.statements[0]); // => "ALTER TABLE `orders` ADD COLUMNS (`note` string)"
 * ```
 */
export function diffContract(
  before: Dataset | ContractJson | string,
  after: Dataset | ContractJson | string,
): ContractDiff {
  const [was, is] = [datasetOf(before), datasetOf(after)];
  const [a, b] = [shapeOfDataset(was), shapeOfDataset(is)];
  const changes = diffShapes(a, b);
  return summary(a, b, changes, notesOn(was, is, changes));
}

/** What differs between two contracts of which not everything may be known, such as that of a table. */
export function diffStoredContract(before: ContractShape, after: ContractShape): ContractDiff {
  return summary(before, after, diffShapes(before, after), []);
}

/** The contract of a dataset, as contracts are compared. */
export function shapeOfDataset(dataset: Dataset): ContractShape {
  const { columns } = datasetToJson(dataset);
  return {
    ...dataset,
    columns: dataset.columns.map((column, i) => ({ ...column, field: columns[i] })),
  };
}

function datasetOf(contract: Dataset | ContractJson | string): Dataset {
  const isDataset = typeof contract === "object" && contract !== null && "schema" in contract;
  if (!isDataset) return datasetFromJson(contract);
  checkDataset("diffContract", contract);
  return contract;
}

function diffShapes(before: ContractShape, after: ContractShape): ContractChange[] {
  return [
    ...diffLayout(before, after),
    ...diffFields(before.columns, after.columns, { path: "", strict: after.strict === true }),
  ];
}

function summary(
  before: ContractShape,
  after: ContractShape,
  changes: readonly ContractChange[],
  notes: readonly string[],
): ContractDiff {
  const targets = Object.fromEntries(
    DIFF_TARGETS.map((target) => [target, targetDiff(target, changes, after)]),
  ) as Record<DiffTarget, TargetDiff>;
  return Object.freeze({
    before: Object.freeze({ name: before.name, contractHash: before.contractHash }),
    after: Object.freeze({ name: after.name, contractHash: after.contractHash }),
    changes: Object.freeze(changes.map((change) => Object.freeze(change))),
    targets: Object.freeze(targets),
    verdict: worst(Object.values(targets)),
    notes: Object.freeze([...notes]),
  });
}

function targetDiff(
  target: DiffTarget,
  changes: readonly ContractChange[],
  after: ContractShape,
): TargetDiff {
  const found = changes.map(({ verdicts }) => verdicts[target]);
  const verdict = worst(found);
  return Object.freeze({
    verdict,
    why: Object.freeze(found.flatMap(({ why }) => (why === undefined ? [] : [why]))),
    statements: Object.freeze(verdict === "alter" ? statementsFor(target, changes, after) : []),
  });
}

function worst(verdicts: readonly { readonly verdict: Verdict }[]): Verdict {
  const worstAt = Math.max(0, ...verdicts.map(({ verdict }) => VERDICTS.indexOf(verdict)));
  return VERDICTS[worstAt] ?? "safe";
}

function notesOn(was: Dataset, is: Dataset, changes: readonly ContractChange[]): string[] {
  const notes: string[] = [];
  const gone = changes.filter(({ kind }) => kind === "column_removed");
  const added = changes.filter(({ kind }) => kind === "column_added");
  if (gone.length > 0 && added.length > 0)
    notes.push(
      `Whether one of ${list(added)} is ${list(gone)} under another name can't be known: files that are there have it under the old name, and rows that are read from them have null.`,
    );
  const isSame = schemaRules(was.schema) === schemaRules(is.schema);
  const unsaid = isSame ? [] : [...datasetToJson(was).unsaid, ...datasetToJson(is).unsaid];
  if (unsaid.length > 0) {
    const places = new Set(unsaid.map(({ path }) => (path === "" ? "the whole record" : path)));
    notes.push(
      `Functions can't be compared, so whether these check the same is not known: ${[...places].join(", ")}.`,
    );
  }
  return notes;
}

function list(changes: readonly ContractChange[]): string {
  return changes.map(({ path }) => path).join(", ");
}
