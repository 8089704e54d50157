import type { FlatPlan } from "../flat/flat-plan.ts";
import * as layout from "../kernel/fault-layout.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { FaultMemory } from "./fault-memory.ts";
import { FieldVerdicts, type Verdict } from "./field-verdicts.ts";
import { FlatRejects } from "./flat-rejects.ts";
import {
  isLongNumber,
  type JudgedField,
  judgeAbsence,
  judgeField,
  judgeParsed,
} from "./judge-field.ts";

const [QUOTE, LOWER_N, LOWER_T, LOWER_F] = [0x22, 0x6e, 0x74, 0x66] as const;
/** After so many questions in vain, one in so many is answered. */
const [PATIENCE, STRIDE] = [64, 16] as const;

/** A value that the kernel asks of. */
interface Asked {
  /** The address of its key, and the number of its field. */
  readonly key: number;
  readonly number: number;
  /** The number of the record. */
  readonly stamp: number;
}

/** Tells the kernel what is wrong with values: once for the same bytes, as a rule. What is wrong with them the record checker says. */
export class KernelFaults {
  readonly #kernel: Kernel;
  readonly #plan: FlatPlan;
  readonly #memory: FaultMemory;
  #fields: readonly JudgedField[] | undefined;
  /** Verdicts by their numbers; those of a batch are good as long as its place. */
  readonly #verdicts: Verdict[] = [];
  readonly #numbers = new Map<Verdict, number>();
  #place = 0;
  #begins = { base: 0, byteOffset: 0, line: 1 };
  #misses = 0;

  constructor(kernel: Kernel, plan: FlatPlan) {
    this.#kernel = kernel;
    this.#plan = plan;
    this.#memory = new FaultMemory(kernel, plan.fields.length);
  }

  /** Where the state of faults is. */
  get state(): number {
    return this.#memory.state;
  }

  /** Records of the batch that were judged so far. */
  get size(): number {
    return this.#memory.getAt(this.#memory.get(layout.PLACE) + layout.REJECTED);
  }

  /** A batch begins, whose records go to one of two places. */
  open(place: number, begins: { base: number; byteOffset: number; line: number }): void {
    this.#place = place;
    this.#begins = begins;
    this.#memory.usePlace(place, begins);
  }

  /** Lines are scanned from one on: the first is this one, and so many rows were taken before. */
  scanFrom(line: number, rows: number): void {
    this.#memory.set(layout.LINES_BEFORE, line - this.#begins.line - rows - this.size);
  }

  /** The records of the batch that were judged, if any; they may have these names beside their fields. */
  taken(unknown: readonly string[]): FlatRejects | undefined {
    if (this.size === 0) return undefined;
    const place = this.#memory.places[this.#place] as number;
    const batch = { place, verdicts: this.#verdicts, begins: this.#begins, unknown };
    return new FlatRejects(this.#memory, this.#kernel, batch);
  }

  /**
   * Note what is wrong with the value of JSON that is asked of; where it ends, or 0 where the record is left to others.
   *
   * @param text what it says, where it is a text
   */
  answer(asked: Asked, text: () => string): number {
    return this.#answer(asked, (field, end) => this.#judge(field, end, text));
  }

  /** The same of a value that was parsed. */
  answerParsed(asked: Asked, value: unknown): number {
    return this.#answer(asked, (field) => judgeParsed(field, value));
  }

  #answer(asked: Asked, judge: (field: JudgedField, end: number) => Verdict | undefined): number {
    const end = this.#memory.get(layout.TOKEN_END);
    if (end === 0 || (this.#misses > PATIENCE && ++this.#misses % STRIDE !== 0)) return 0;
    const verdict = judge(this.#judged()[asked.number] as JudgedField, end);
    const number = verdict === undefined ? 0 : this.#numberOf(verdict);
    if (number === 0) {
      this.#misses++;
      return 0;
    }
    this.#misses = 0;
    const memory = this.#memory;
    memory.addKnown(asked.key, number, asked.number);
    const field = memory.fieldAt(asked.number);
    memory.setAt(field + layout.FAULT_RECORD, asked.stamp);
    memory.setAt(field + layout.FAULT_VERDICT, number);
    memory.set(layout.FAULT_STAMP, asked.stamp);
    return end;
  }

  /** Say what it means that a field is not there. */
  answerAbsent(): void {
    const memory = this.#memory;
    this.#judged().forEach((field, i) => {
      const verdict = judgeAbsence(field, undefined);
      memory.setAt(
        memory.fieldAt(i) + layout.ABSENT_VERDICT,
        verdict === undefined ? 0 : this.#numberForGood(verdict),
      );
    });
    memory.set(layout.IS_ABSENT_ASKED, 1);
  }

  #judge(field: JudgedField, end: number, text: () => string): Verdict | undefined {
    const start = this.#memory.get(layout.TOKEN);
    const bytes = this.#memory.bytesAt(start, end - start);
    switch (bytes[0]) {
      case QUOTE:
        return judgeField(field, text());
      case LOWER_N:
        return judgeAbsence(field, null);
      case LOWER_T:
      case LOWER_F:
        return judgeField(field, bytes[0] === LOWER_T);
      default:
        return isLongNumber(bytes.length)
          ? undefined
          : judgeField(field, Number(bytes.toString("latin1")));
    }
  }

  #judged(): readonly JudgedField[] {
    const { dataset, fields, eventTime } = this.#plan;
    this.#fields ??= fields.map((field, i) => ({
      ...field,
      isEventTime: i === eventTime,
      verdicts: new FieldVerdicts(dataset, i, field.checker),
    }));
    return this.#fields;
  }

  /** The number of a verdict; 0 where nothing is wrong, or there is no room. */
  #numberOf(verdict: Verdict): number {
    if (verdict.length === 0) return 0;
    const known = this.#numbers.get(verdict);
    if (known !== undefined) return known;
    const number = this.#memory.addVerdict(jsonOf(verdict), this.#place);
    if (number === 0) return 0;
    this.#verdicts[number] = verdict;
    if (this.#memory.isKept(number)) this.#numbers.set(verdict, number);
    return number;
  }

  #numberForGood(verdict: Verdict): number {
    const number = this.#numberOf(verdict);
    return this.#memory.isKept(number) ? number : 0;
  }
}

/** Issues as JSON without brackets. */
function jsonOf(verdict: Verdict): Buffer {
  return Buffer.from(JSON.stringify(verdict).slice(1, -1));
}
