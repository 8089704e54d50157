import { text } from "../asl/asl.ts";

/** What to do about an error, by what its name or its cause contains; the first that fits is told. */
export const ADVICE: readonly (readonly [contains: string, advice: string])[] = [
  ["EmptyDay", "Look whether the source has delivered."],
  ["CostCeiling", "Raise costCeilingUsd, or let a Glue job process so many files."],
  [
    "CheckStopped",
    "Look at the rows that the check names, and have the source or the check mended.",
  ],
  ["CrawlerTimeout", "Look at the crawler's log; the day's rows are written already."],
  ["CrawlerFailed", "Look at the crawler's log; the day's rows are written already."],
  ["not authorized", "Give the role that the cause names the action that the cause names."],
  ["AccessDenied", "Give the role that the cause names the action that the cause names."],
  [
    "States.DataLimitExceeded",
    "A state handed on more than 256 KiB: raise filesPerInvocation, so that there are fewer results.",
  ],
  [
    "States.Timeout",
    "The state took too long: raise its time-out, or give it more workers or memory.",
  ],
  [
    "Sandbox.Timedout",
    "The function ran out of time: lower filesPerInvocation, or let a Glue job do it.",
  ],
  ["OutOfMemory", "There was too little memory: give the function or the workers more."],
  ["TooManyRequests", "The service was busy for longer than it was retried: wait."],
  ["ResourceNotFound", "Something that the batch names does not exist: make it."],
];
/** What is told where nothing fits. */
export const OTHER_ADVICE = "Read the cause and mend it.";

/** How a day is run again, as it is told: what comes before the day, and what after it. */
export function againAdvice(startMachine: string): readonly [before: string, after: string] {
  return [` Then run the day again: start ${startMachine} with {"day": "`, `", "again": "2"}.`];
}

/** An expression of JSONata that advises about `$failure`: what to look at, and how the day is run again. */
export function adviceExpression(startMachine: string): string {
  const cases = ADVICE.map(([part, advice]) => `$contains($told, ${text(part)}) ? ${text(advice)}`);
  const [before, after] = againAdvice(startMachine);
  const again = `${text(before)} & $day & ${text(after)}`;
  return `($told := $failure.error & " " & $failure.cause; (${cases.join(" : ")} : ${text(OTHER_ADVICE)}) & ${again})`;
}
