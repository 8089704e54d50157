import type { JsonObject } from "@cloudapi/orchestration";
import { readPattern } from "./event-pattern.ts";
import { inputOf } from "./input-of.ts";
import { deliverTo, type TargetSurroundings } from "./targets.ts";

/** A rule of the default event bus, with its targets by their `Id`. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly description: string | undefined;
  readonly pattern: string;
  readonly state: "ENABLED" | "DISABLED";
  readonly roleArn: string | undefined;
  readonly targets: Map<string, JsonObject>;
  readonly isOne: ReturnType<typeof readPattern>;
}

/** The rules of an embedded cloud. */
export class Rules {
  readonly #targets: TargetSurroundings;
  readonly #rules = new Map<string, Rule>();

  constructor(targets: TargetSurroundings) {
    this.#targets = targets;
  }

  get(name: string): Rule | undefined {
    return this.#rules.get(name);
  }

  list(): Rule[] {
    return [...this.#rules.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  put(rule: Omit<Rule, "targets" | "isOne">): void {
    const targets = this.#rules.get(rule.name)?.targets ?? new Map<string, JsonObject>();
    this.#rules.set(rule.name, { ...rule, targets, isOne: readPattern(rule.pattern) });
  }

  delete(name: string): void {
    this.#rules.delete(name);
  }

  /** Call the targets of every rule that an event fits. */
  receive(event: JsonObject): void {
    const time = new Date().toISOString();
    for (const { name, arn, state, targets, isOne } of this.#rules.values()) {
      if (state !== "ENABLED" || !isOne(event)) continue;
      for (const target of targets.values()) {
        const input = inputOf(target, event, { name, arn, time });
        deliverTo(this.#targets, { target, input, from: name });
      }
    }
  }
}
