import { IngestError } from "../errors/ingest-error.ts";
import type { Cursor, SourceSnapshot } from "../source/source.ts";
import { fullName, type SourceTable } from "../source/source-table.ts";
import {
  type PendingLoad,
  type StoredState,
  stateKey,
  type TableState,
} from "../state/table-state.ts";
import { utcDate } from "../target/load-date.ts";
import { orderOf, ruleOf } from "./cursor-rule.ts";
import { checkLag, heldBack, isBefore, lookedBack } from "./held-back.ts";
import type { CursorRule, IngestSettings } from "./ingest-input.ts";
import { checkOrderTypes, orderTypesOf } from "./order-types.ts";
import type { PlannedTable } from "./plan-tables.ts";

/** The rows of a table that a load takes. */
export interface Stretch {
  readonly loadTime: Date;
  readonly orderBy?: readonly string[] | undefined;
  /** The types of these columns. */
  readonly orderTypes?: readonly string[] | undefined;
  readonly after?: Cursor | undefined;
  readonly upTo?: Cursor | undefined;
  /** Tells the stretch from others of the table. */
  readonly version: string | undefined;
}

/**
 * What there is to be loaded; nothing when the lake has all of it. What a run has begun and not finished is done again, up to the
 * same place.
 */
export async function stretchOf(
  settings: IngestSettings,
  planned: PlannedTable,
  snapshot: SourceSnapshot,
  state: TableState | undefined,
): Promise<Stretch | undefined> {
  const pending = state?.pending;
  if (settings.mode === "full") {
    const loadTime = againAt(settings, pending) ?? settings.loadTime;
    return { loadTime, version: undefined };
  }
  const { table } = planned;
  const rule = ruleOf(settings, table);
  const orderBy = orderOf(table, rule);
  const after = state?.cursor;
  const order = { orderBy, orderTypes: orderTypesOf(table, orderBy) };
  checkOrder(table.name, state, orderBy);
  checkOrderTypes(state, { ...order, ...placeOf(settings, planned) });
  if (pending?.upTo !== undefined)
    return stretch({ ...order, after, upTo: pending.upTo, loadTime: new Date(pending.loadTime) });
  const last = await snapshot.last(table, { orderBy, signal: settings.options.signal });
  if (last !== undefined) checkLag(table, rule, last);
  if (settings.mode === "merge") {
    const from = after && lookedBack(after, rule);
    const isNew = last !== undefined && (from !== after || !isLoaded(after, last, rule));
    return isNew
      ? stretch({ ...order, after: from, upTo: last, loadTime: settings.loadTime })
      : undefined;
  }
  const upTo = last && heldBack(last, rule, settings.loadTime);
  if (upTo === undefined || isLoaded(after, upTo, rule)) return undefined;
  return stretch({ ...order, after, upTo, loadTime: settings.loadTime });
}

/** The table and its state, as errors name them. */
function placeOf({ source, target }: IngestSettings, { table, dataset }: PlannedTable) {
  const key = stateKey(target, source.name, dataset.name);
  return { source: source.name, table: table.name, stateKey: key };
}

function stretch(of: Omit<Stretch, "version">): Stretch {
  return { ...of, version: versionOf(of.after, of.upTo) };
}

/** What tells rows between two places from others of the table. */
export function versionOf(after: Cursor = [], upTo: Cursor = []): string {
  return cursorText([after, upTo]);
}

/** Whether there is nothing between the places; a place of fewer columns has all rows that begin so before it. */
function isLoaded(after: Cursor | undefined, upTo: Cursor, rule: CursorRule): boolean {
  if (after === undefined) return false;
  if (cursorText(after) === cursorText(upTo.slice(0, after.length))) return true;
  const [from, to] = [after[0], upTo[0]];
  return upTo.length === 1 && from !== undefined && to !== undefined && isBefore(to, from, rule);
}

/** JSON, with bigints as text that is no number. */
export function cursorText(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "bigint" ? `${each}n` : each,
  );
}

/** What the state says while a load is under way; nothing for one that is the same whenever it is done. */
export function pendingLoad(
  { target, mode }: Pick<IngestSettings, "target" | "mode">,
  { loadTime, upTo }: Stretch,
): PendingLoad | undefined {
  if (mode === "merge" || (!target.isTimed && upTo === undefined)) return undefined;
  return { loadTime: loadTime.toISOString(), upTo };
}

/** The time of a full load that died, if it was on the same day. */
function againAt({ loadTime }: IngestSettings, pending: PendingLoad | undefined): Date | undefined {
  if (pending === undefined) return undefined;
  const begun = new Date(pending.loadTime);
  return utcDate(begun) === utcDate(loadTime) ? begun : undefined;
}

/** @throws {IngestError} `LOADED_OTHERWISE` when the place that is known is in another order */
function checkOrder(
  table: string,
  state: TableState | undefined,
  orderBy: readonly string[],
): void {
  const { orderBy: known = orderBy } = state ?? {};
  if (cursorText(known) === cursorText(orderBy)) return;
  throw new IngestError(
    "LOADED_OTHERWISE",
    `"${table}" is in this place up to a row in the order of ${known.join(", ")}, and not of ${orderBy.join(", ")}. Name the same cursor as before, or load the table to another prefix.`,
    { table },
  );
}

/** @throws {IngestError} `LOADED_OTHERWISE` when the rows that are there are of another table, came in another mode, or are written otherwise */
export function checkLoadedSo(
  of: Pick<SourceTable, "name" | "schema">,
  { key, state }: Pick<StoredState, "key" | "state">,
  { mode, target: { kind, layout } }: Pick<IngestSettings, "mode" | "target">,
): void {
  if (state === undefined) return;
  const table = of.name;
  const { table: known = fullName(of) } = state;
  if (known !== fullName(of))
    throw new IngestError(
      "LOADED_OTHERWISE",
      `The rows that are in this place are those of "${known}", and "${fullName(of)}" would have the same name in the lake. Load one of them to another prefix, or give it a contract with another name by datasets; if it is the same table that was moved, remove its files and its state ${key} first.`,
      { table },
    );
  const isLaidOtherwise = layout !== undefined && (state.layout ?? layout) !== layout;
  if (isLaidOtherwise && state.target === kind)
    throw new IngestError(
      "LOADED_OTHERWISE",
      `"${table}" is in this place in the layout "${state.layout}", and in the layout "${layout}" its rows would be there twice. Load it as before, or to another prefix; or remove its files and its state first.`,
      { table },
    );
  if (state.target !== undefined && state.target !== kind) {
    const fault =
      mode === "full" ? "its rows would be there twice" : "it would lack the rows before that";
    throw new IngestError(
      "LOADED_OTHERWISE",
      `"${table}" is in this place as ${state.target}, and as ${kind} ${fault}. Load it as before, or to another prefix; or remove its files and its state first.`,
      { table },
    );
  }
  if (state.mode === mode) return;
  throw new IngestError(
    "LOADED_OTHERWISE",
    `"${table}" is in this place by mode "${state.mode}", and mode "${mode}" would leave rows twice or too few. Load it as before, or to another prefix.`,
    { table },
  );
}
