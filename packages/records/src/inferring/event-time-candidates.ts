import type { ProposedField } from "./proposal.ts";

/** Names of the time at which something happened, the surest first. */
const NAMES = [
  /^@?(?:event)?_?(?:time|timestamp|ts|datetime)$/i,
  /event_?time|occurred|placed|order_?date|request_?time|logged/i,
  /^(?!.*(?:updat|modif|delet|expir|ended|finish)).*(?:created|(?:^|_)at$|[a-z]At$|time|date)/i,
];

/** The fields that may be the event time, the likeliest first: required times, and dates. */
export function eventTimeCandidates(fields: readonly ProposedField[]): readonly string[] {
  const candidates = fields.filter(
    ({ type, hasNull, isAbsent }) =>
      (type.kind === "timestamp" || type.kind === "date") && !hasNull && !isAbsent,
  );
  return candidates
    .map(({ name, alias = name, type }) => ({ name, rank: rankOf(alias, type.kind) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ name }) => name);
}

/** A layout none of whose partition columns is a column of the file. */
export function layoutFor(fields: readonly ProposedField[]): "hive" | "hive-date" | undefined {
  const names = new Set(fields.map(({ name }) => name.toLowerCase()));
  if (!["year", "month", "day"].some((name) => names.has(name))) return "hive";
  return names.has("dt") ? undefined : "hive-date";
}

function rankOf(name: string, kind: string): number {
  const at = NAMES.findIndex((pattern) => pattern.test(name));
  return (at < 0 ? NAMES.length : at) * 2 + (kind === "timestamp" ? 0 : 1);
}
