import type { FlatPlan } from "../flat/flat-plan.ts";
import type { Issue } from "../report/issue.ts";
import { FieldVerdicts } from "./field-verdicts.ts";
import { type JudgedField, judgeParsed } from "./judge-field.ts";

/**
 * Says what is wrong with parsed records whose fields are the contract's, field by field: what the record checker says of a value, asked
 * once for the same one. Everything else is left to the checker, and so are records that fit.
 */
export class ValueFaults {
  readonly #fields: readonly JudgedField[];

  constructor({ dataset, fields, eventTime }: FlatPlan) {
    this.#fields = fields.map((field, i) => ({
      ...field,
      isEventTime: i === eventTime,
      verdicts: new FieldVerdicts(dataset, i, field.checker),
    }));
  }

  /** What is wrong with a record; `undefined` where that is for others to say. */
  of(record: Readonly<Record<string, unknown>>): readonly Issue[] | undefined {
    const issues: Issue[] = [];
    for (const field of this.#fields) {
      const { name } = field.checker;
      const value = Object.hasOwn(record, name) ? record[name] : undefined;
      const verdict = judgeParsed(field, value);
      if (verdict === undefined) return undefined;
      issues.push(...verdict);
    }
    return issues.length === 0 ? undefined : issues;
  }
}
