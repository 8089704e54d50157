import type { Clock } from "./clock.ts";
import { dueAfter, type Schedule } from "./schedule.ts";

interface Due {
  readonly schedule: Schedule;
  readonly atMs: number;
}

/** Longer than this no timer of Node waits. */
const LONGEST_MS = 2 ** 31 - 1;

/** The schedules of an embedded cloud: they fire by its clock, each time once. */
export class Scheduler {
  readonly #clock: Clock;
  readonly #fire: (schedule: Schedule, atMs: number) => void;
  readonly #schedules = new Map<string, Schedule>();
  /** When each fires next; it is not here when it doesn't any more. */
  readonly #dueMs = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock, fire: (schedule: Schedule, atMs: number) => void) {
    this.#clock = clock;
    this.#fire = fire;
  }

  now(): number {
    return this.#clock.now();
  }

  get(name: string): Schedule | undefined {
    return this.#schedules.get(name);
  }

  /** By name. */
  list(): Schedule[] {
    return [...this.#schedules.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  put(schedule: Schedule): void {
    this.#schedules.set(schedule.name, schedule);
    // A rate fires at once, and a time that is now has not passed.
    this.#setDue(schedule, this.now() - 1);
    this.#arm();
  }

  delete(name: string): void {
    this.#schedules.delete(name);
    this.#dueMs.delete(name);
    this.#arm();
  }

  /** Let time pass: what is due until then fires, the earlier first. */
  passTime(untilMs: number): void {
    this.#clock.moveTo(untilMs);
    this.#fireDue();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#schedules.clear();
    this.#dueMs.clear();
  }

  #setDue(schedule: Schedule, afterMs: number): void {
    const atMs = dueAfter(schedule, afterMs);
    if (atMs === undefined) this.#dueMs.delete(schedule.name);
    else this.#dueMs.set(schedule.name, atMs);
  }

  /** What is due first; of several at a time, the first by name. */
  #next(): Due | undefined {
    let first: Due | undefined;
    for (const [name, atMs] of this.#dueMs) {
      const schedule = this.#schedules.get(name);
      const isFirst =
        first === undefined ||
        atMs < first.atMs ||
        (atMs === first.atMs && name < first.schedule.name);
      if (schedule !== undefined && isFirst) first = { schedule, atMs };
    }
    return first;
  }

  #fireDue(): void {
    for (;;) {
      const due = this.#next();
      if (due === undefined || due.atMs > this.now()) break;
      const { schedule, atMs } = due;
      this.#setDue(schedule, atMs);
      this.#fire(schedule, atMs);
      const isOver = !this.#dueMs.has(schedule.name);
      if (isOver && schedule.request["ActionAfterCompletion"] === "DELETE")
        this.delete(schedule.name);
    }
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (!this.#clock.runs) return;
    const due = this.#next();
    if (due === undefined) return;
    const ms = Math.min(Math.max(0, due.atMs - this.now()), LONGEST_MS);
    this.#timer = setTimeout(() => this.#fireDue(), ms).unref();
  }
}
