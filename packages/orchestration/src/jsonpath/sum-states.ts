import type { JsonObject } from "../asl/asl.ts";
import { add, item, put, type States } from "./calls.ts";

/** Lists of numbers that are to be summed, all of one length. */
export interface Sums {
  /** What the names of the states begin with. */
  readonly name: string;
  /** Paths to the lists, by what their sums are called. */
  readonly lists: Readonly<Record<string, string>>;
  /** Gets the sums under their names. */
  readonly into: string;
  readonly next: string;
}

/** The states that sum lists, from `<name>` on: one number of each after the other, since no function sums a list. */
export function sumStates({ name, lists, into, next }: Sums): States {
  const names = Object.keys(lists);
  const [first = ""] = Object.values(lists);
  const zeros = Object.fromEntries(names.map((each) => [each, 0]));
  const added = Object.fromEntries(
    names.map((each): [string, string] => [
      `${each}.$`,
      add(`${into}.${each}`, item(String(lists[each]), `${into}.at`)),
    ]),
  );
  const more: JsonObject = { "at.$": add(`${into}.at`, 1), "count.$": `${into}.count` };
  return {
    [name]: put(
      into,
      { ...zeros, at: 0, "count.$": `States.ArrayLength(${first})` },
      `${name}More`,
    ),
    [`${name}More`]: {
      Type: "Choice",
      Choices: [
        { Variable: `${into}.at`, NumericLessThanPath: `${into}.count`, Next: `${name}Add` },
      ],
      Default: next,
    },
    [`${name}Add`]: put(into, { ...added, ...more }, `${name}More`),
  };
}
