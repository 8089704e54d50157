import { VIEWS, type View } from "./views.ts";

/** The presets of the time range, and their length in milliseconds. */
export const RANGES = {
  "1h": 3_600_000,
  "24h": 86_400_000,
  "7d": 7 * 86_400_000,
  "30d": 30 * 86_400_000,
  "90d": 90 * 86_400_000,
} as const;

/** The name of a preset. */
export type RangeName = keyof typeof RANGES;

/** What the page shows: all of it is in the address, so that it can be kept and shared. */
export interface PageState {
  readonly view: View;
  /** A preset, which ends with the newest data; otherwise `from` and `to` are there. */
  readonly range?: RangeName | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly dataset?: string | undefined;
  readonly endpoint?: string | undefined;
  /** Of requests: only those with status 400 and above. */
  readonly errors?: boolean | undefined;
  /** Of rejected rows: the reason, and the source that they are of. */
  readonly code?: string | undefined;
  readonly source?: string | undefined;
  /** The table that is opened. */
  readonly table?: string | undefined;
  /** Where the rows that are shown begin, which are not the newest. */
  readonly cursor?: string | undefined;
}

const TEXTS = ["dataset", "endpoint", "code", "source", "table", "cursor"] as const;

/** The state in the search part of an address; what it has no sense for is left out. */
export function readState(search: string, views: readonly View[] = VIEWS): PageState {
  const given = new URLSearchParams(search);
  const view = views.find((each) => each === given.get("view")) ?? views[0] ?? "requests";
  const texts: Record<string, string> = {};
  for (const name of TEXTS) {
    const value = given.get(name);
    if (value) texts[name] = value;
  }
  const errors = given.get("errors") === "only" ? { errors: true } : {};
  const [from, to] = [instant(given.get("from")), instant(given.get("to"))];
  if (from !== undefined && to !== undefined && from < to)
    return { view, from, to, ...texts, ...errors };
  const name = given.get("range") ?? "";
  const range = Object.hasOwn(RANGES, name) ? (name as RangeName) : "7d";
  return { view, range, ...texts, ...errors };
}

/** The search part of an address that says a state. */
export function writeState({ errors, ...state }: PageState): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(state))
    if (value !== undefined && !(name === "range" && value === "7d")) search.set(name, value);
  if (errors) search.set("errors", "only");
  return `?${search.toString()}`;
}

/** From when to when a state is about, given where presets end. */
export function rangeOf(state: PageState, until: string): { from: string; to: string } {
  if (state.from !== undefined && state.to !== undefined) return { from: state.from, to: state.to };
  // To the next whole minute, so that the newest is inside and equal addresses ask equal questions for a while.
  const end = Math.ceil((Date.parse(until) + 1) / 60_000) * 60_000;
  const from = end - RANGES[state.range ?? "7d"];
  return { from: new Date(from).toISOString(), to: new Date(end).toISOString() };
}

/** A state with something else chosen: rows begin with the newest again. */
export function changed(state: PageState, change: Partial<PageState>): PageState {
  return { ...state, cursor: undefined, ...change };
}

/** The state of another view: the range and the dataset go along, what was opened stays behind. */
export function otherView({ range, from, to, dataset }: PageState, view: View): PageState {
  return { view, range, from, to, dataset };
}

function instant(text: string | null): string | undefined {
  if (!text) return undefined;
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`;
  const time = Date.parse(zoned);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
