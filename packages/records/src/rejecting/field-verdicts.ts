import type { Dataset } from "@cloudapi/core";
import { compileRecordChecker, type RecordChecker } from "../checking/compile-record-checker.ts";
import { partOf } from "../checking/schema-part.ts";
import type { Issue } from "../report/issue.ts";
import { rememberIssues } from "../report/issues-json.ts";

/** So many values of a field are remembered, unless they are long texts. */
const MOST_VALUES = 1_000;
const MOST_LENGTH = 200;

/** What is wrong with a value: nothing where there are no issues. */
export type Verdict = readonly Issue[];

/**
 * What the record checker says of values of one field, where a record's fields are judged one by one. It is asked of the same value
 * once, as a rule: a file in which many rows are bad has few ways in which they are.
 */
export class FieldVerdicts {
  readonly #dataset: Dataset;
  readonly #number: number;
  readonly #name: string;
  readonly #known = new Map<unknown, Verdict>();
  #checker: RecordChecker | undefined;

  /** @param number which of the dataset's columns the field is */
  constructor(dataset: Dataset, number: number) {
    this.#dataset = dataset;
    this.#number = number;
    this.#name = dataset.columns[number]?.name ?? "";
  }

  /** The verdict on a value as JSON has it: a text, a number, true, false or null; or on there being none. */
  of(value: unknown): Verdict {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    this.#checker ??= compileRecordChecker(this.#datasetOfField());
    const check = this.#checker.check(value === undefined ? {} : { [this.#name]: value });
    const verdict = check.valid ? [] : check.issues;
    const isShort = typeof value !== "string" || value.length <= MOST_LENGTH;
    if (isShort && this.#known.size < MOST_VALUES) {
      rememberIssues(verdict);
      this.#known.set(value, verdict);
    }
    return verdict;
  }

  /** The contract as far as it is about this field. */
  #datasetOfField(): Dataset {
    const { schema, columns, eventTime, partition } = this.#dataset;
    const column = columns.slice(this.#number, this.#number + 1);
    const isEventTime = this.#name === eventTime;
    return {
      ...this.#dataset,
      columns: column,
      schema: partOf(schema, column),
      eventTime: isEventTime ? eventTime : undefined,
      partition: isEventTime ? partition : undefined,
      strict: false,
    };
  }
}
