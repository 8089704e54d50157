import type { RunQueryInput } from "./start-request.ts";

/** Where and how a statement that we build is run: `RunQueryInput` without the statement. */
export type QueryPlace = Omit<RunQueryInput, "sql" | "parameters">;

/** The options of a place. */
const PLACE_OPTIONS: readonly string[] = [
  "database",
  "catalog",
  "workGroup",
  "outputLocation",
  "clientRequestToken",
  "maxBytesScanned",
  "reuseResultsMaxAgeMinutes",
] satisfies (keyof QueryPlace)[];

/** Split an input into what a statement is built from and where it is run; the database belongs to both. */
export function splitPlace<T extends QueryPlace>(
  input: T,
): { place: QueryPlace; rest: Omit<T, Exclude<keyof QueryPlace, "database">> } {
  const entries = Object.entries(input);
  return {
    place: Object.fromEntries(entries.filter(([key]) => PLACE_OPTIONS.includes(key))),
    rest: Object.fromEntries(
      entries.filter(([key]) => key === "database" || !PLACE_OPTIONS.includes(key)),
    ) as Omit<T, Exclude<keyof QueryPlace, "database">>,
  };
}
