import type { JsonObject } from "../asl/asl.ts";
import { add, format, isText, item, put, type States } from "./calls.ts";

const [FIRST_YEAR, YEARS] = [2000, 100];
const two = (number: number) => String(number).padStart(2, "0");
const upTo = (length: number) => Array.from({ length }, (_, at) => at);
const lengthsOf = (february: number) => [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What JSONPath has no functions for, as a value: the years that are known, and what months and days are called and how long. */
const CALENDAR: JsonObject = {
  years: upTo(YEARS).map((at) => String(FIRST_YEAR + at)),
  months: upTo(12).map((at) => two(at + 1)),
  days: upTo(31).map((at) => two(at + 1)),
  // Every fourth year of these has a day more: the one that ends a century is divisible by 400.
  leaps: upTo(YEARS).map((at) => (at % 4 === 0 ? 1 : 0)),
  lengths: [lengthsOf(28), lengthsOf(29)],
};

/** A call that gives how many days a month has, from 0 on. */
export function monthLength(year: string, month: string | number): string {
  return item(item("$.calendar.lengths", item("$.calendar.leaps", add(year, -FIRST_YEAR))), month);
}

/** A state that has the calendar at hand for those that come. */
export function calendarState(name: string, next: string): States {
  return { [name]: { Type: "Pass", Result: CALENDAR, ResultPath: "$.calendar", Next: next } };
}

/** A text that is to be a day, where its parts are put, and where it goes on. */
export interface DayCheck {
  /** What the names of the states begin with. */
  readonly name: string;
  readonly path: string;
  /** Gets `year`, and `month` and `day` from 0 on. */
  readonly into: string;
  readonly right: string;
  readonly wrong: string;
}

/** The states that check whether a text is a day that there is, from `<name>Text` on. */
export function dayCheckStates({ name, path, into, right, wrong }: DayCheck): States {
  const parts = `States.StringSplit(${path}, '-')`;
  const isKnown = (names: string, at: number) =>
    `States.ArrayContains($.calendar.${names}, ${item(parts, at)})`;
  const isTrue = (part: string) => ({ Variable: `${into}.${part}`, BooleanEquals: true });
  const choice = (rules: readonly JsonObject[], next: string) => ({
    Type: "Choice",
    Choices: [{ And: rules, Next: next }],
    Default: wrong,
  });
  return {
    [`${name}Text`]: choice(isText(path), `${name}Count`),
    [`${name}Count`]: put(into, { "count.$": `States.ArrayLength(${parts})` }, `${name}Counted`),
    [`${name}Counted`]: {
      Type: "Choice",
      Choices: [{ Variable: `${into}.count`, NumericEquals: 3, Next: `${name}Parts` }],
      Default: wrong,
    },
    [`${name}Parts`]: put(
      into,
      {
        "year.$": item(parts, 0),
        "month.$": item(parts, 1),
        "day.$": item(parts, 2),
        "again.$": format(["", "-", "-", ""], item(parts, 0), item(parts, 1), item(parts, 2)),
        "isYear.$": isKnown("years", 0),
        "isMonth.$": isKnown("months", 1),
        "isDay.$": isKnown("days", 2),
      },
      `${name}Known`,
    ),
    [`${name}Known`]: choice(
      [
        ...["isYear", "isMonth", "isDay"].map(isTrue),
        { Variable: `${into}.again`, StringEqualsPath: path },
      ],
      `${name}Numbers`,
    ),
    ...numberStates({ name, into, right, wrong }),
  };
}

/** The states that make numbers of a day's parts, and check that its month is long enough. */
function numberStates({ name, into, right, wrong }: Omit<DayCheck, "path">): States {
  const number = (part: string) => `States.StringToJson(States.Format('1{}', ${into}.${part}))`;
  return {
    // With a 1 before it "08" is a number of JSON.
    [`${name}Numbers`]: put(
      into,
      {
        "year.$": `States.StringToJson(${into}.year)`,
        "month.$": add(number("month"), -101),
        "day.$": add(number("day"), -101),
      },
      `${name}Length`,
    ),
    [`${name}Length`]: put(
      into,
      {
        "year.$": `${into}.year`,
        "month.$": `${into}.month`,
        "day.$": `${into}.day`,
        "length.$": monthLength(`${into}.year`, `${into}.month`),
      },
      `${name}Exists`,
    ),
    [`${name}Exists`]: {
      Type: "Choice",
      Choices: [{ Variable: `${into}.day`, NumericLessThanPath: `${into}.length`, Next: right }],
      Default: wrong,
    },
  };
}
