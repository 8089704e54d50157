import type { Dataset } from "@cloudapi/core";
import type { $ZodType } from "zod/v4/core";
import type { FieldChecker } from "../checking/compile-field.ts";
import { compileRecordChecker, type RecordChecker } from "../checking/compile-record-checker.ts";
import { refusalIssue } from "../checking/field-issue.ts";
import { partOf } from "../checking/schema-part.ts";
import type { Issue } from "../report/issue.ts";
import { rememberIssues } from "../report/issues-json.ts";
import { IssueTemplates, MOST_TESTS, type Test } from "./issue-templates.ts";
import { numberTests } from "./number-tests.ts";
import { hasOwnWords } from "./own-words.ts";
import { isPlainText, textTests } from "./text-tests.ts";

/** So many values of a field are remembered, unless they are long texts. */
const MOST_VALUES = 1_000;
const MOST_LENGTH = 200;

/** Checkers of one field each, by the numbers of the fields. */
const CHECKERS = new WeakMap<Dataset, RecordChecker[]>();

/** What is wrong with a value: nothing where there are no issues. */
export type Verdict = readonly Issue[];

/**
 * What the record checker says of values of one field, where a record's fields are judged one by one. It is asked of the same value
 * once, as a rule: a file in which many rows are bad has few ways in which they are.
 */
export class FieldVerdicts {
  readonly #dataset: Dataset;
  readonly #number: number;
  readonly #field: FieldChecker;
  readonly #known = new Map<unknown, Verdict>();
  /** Whether no words but ours say what is wrong. */
  readonly #isPlain: boolean;
  readonly #numbers: IssueTemplates<number> | undefined;
  readonly #texts: IssueTemplates<string> | undefined;

  /** @param number which of the dataset's columns the field is */
  constructor(dataset: Dataset, number: number, field: FieldChecker) {
    this.#dataset = dataset;
    this.#number = number;
    this.#field = field;
    const schema = dataset.schema._zod.def.shape[field.name] as $ZodType;
    this.#isPlain = !hasOwnWords(schema);
    this.#numbers = this.#templatesOf(
      numberTests(schema, (value) => !("code" in field.fit(value))),
    );
    this.#texts = this.#templatesOf(
      dataset.columns[number]?.type.kind === "string" ? textTests(schema, field.limit) : undefined,
    );
  }

  #templatesOf<T extends number | string>(
    tests: readonly Test<T>[] | undefined,
  ): IssueTemplates<T> | undefined {
    if (!this.#isPlain || tests === undefined || tests.length > MOST_TESTS) return undefined;
    return new IssueTemplates(tests, (value) => this.#ask(value));
  }

  /** The verdict on a value as JSON has it: a text, a number, true, false or null; or on there being none. */
  of(value: unknown): Verdict {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const isShort = typeof value !== "string" || value.length <= MOST_LENGTH;
    if (!isShort || this.#known.size === MOST_VALUES) return this.#judge(value);
    const verdict = this.#judge(value);
    rememberIssues(verdict);
    this.#known.set(value, verdict);
    return verdict;
  }

  #judge(value: unknown): Verdict {
    if (typeof value === "number" && this.#numbers !== undefined) return this.#numbers.of(value);
    if (typeof value === "string" && this.#texts !== undefined && isPlainText(this.#field, value))
      return this.#texts.of(value);
    return this.#refusal(value) ?? this.#ask(value);
  }

  /** What is wrong with a text that its conversion refuses on both sides of the schema, which does not change it. */
  #refusal(value: unknown): Verdict | undefined {
    const { name, convert, fit, limit } = this.#field;
    if (!this.#isPlain || convert !== fit || typeof value !== "string") return undefined;
    if (limit !== undefined && value.length > limit.length) return undefined;
    const conversion = convert(value);
    return "code" in conversion ? [refusalIssue([name], conversion, value)] : undefined;
  }

  #ask(value: unknown): Verdict {
    const check = this.#checker().check(value === undefined ? {} : { [this.#field.name]: value });
    return check.valid ? [] : check.issues;
  }

  #checker(): RecordChecker {
    let checkers = CHECKERS.get(this.#dataset);
    if (checkers === undefined) {
      checkers = [];
      CHECKERS.set(this.#dataset, checkers);
    }
    return (checkers[this.#number] ??= compileRecordChecker(this.#datasetOfField()));
  }

  /** The contract as far as it is about this field. */
  #datasetOfField(): Dataset {
    const { schema, columns, eventTime, partition } = this.#dataset;
    const column = columns.slice(this.#number, this.#number + 1);
    const isEventTime = this.#field.name === eventTime;
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
