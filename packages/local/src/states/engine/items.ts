import type { JsonValue } from "@cloudapi/core";
import type { JsonObject } from "@cloudapi/orchestration";
import { evaluate } from "./evaluate.ts";
import { StateError } from "./state-error.ts";
import { textOf } from "./text-of.ts";
import { bindingsOf, type Visit } from "./visit.ts";

const LISTED = /:s3:listObjectsV2$/;

/** The inputs of a Map's children: its items, selected and put together. */
export async function readItems(visit: Visit): Promise<readonly JsonValue[]> {
  const { state } = visit;
  const items =
    state["ItemReader"] === undefined ? await givenItems(visit) : await listedItems(visit);
  const selected = state["ItemSelector"] === undefined ? items : await select(visit, items);
  const batcher = state["ItemBatcher"] as JsonObject | undefined;
  return batcher === undefined ? selected : batch(visit, batcher, selected);
}

async function givenItems(visit: Visit): Promise<readonly JsonValue[]> {
  const { state, input, name } = visit;
  const items =
    state["Items"] === undefined
      ? input
      : await evaluate(state["Items"], bindingsOf(visit), "Items");
  if (!Array.isArray(items))
    throw new StateError("States.Runtime", `The items of ${name} are no list.`);
  return items as readonly JsonValue[];
}

/** Every object under a prefix, page by page. */
async function listedItems(visit: Visit): Promise<JsonValue[]> {
  const { run, name, signal } = visit;
  const reader = visit.state["ItemReader"] as JsonObject;
  if (!LISTED.test(textOf(reader["Resource"])))
    throw new StateError(
      "States.Runtime",
      `The embedded Step Functions reads items by s3:listObjectsV2 only, not by ${textOf(reader["Resource"])}.`,
    );
  const bindings = bindingsOf(visit);
  const given = (await evaluate(reader["Arguments"] ?? {}, bindings, "ItemReader")) as JsonObject;
  const config = (await evaluate(
    reader["ReaderConfig"] ?? {},
    bindings,
    "ReaderConfig",
  )) as JsonObject;
  const most = Number(config["MaxItems"] ?? Number.POSITIVE_INFINITY);
  const items: JsonValue[] = [];
  let token: JsonValue | undefined;
  do {
    const input = token === undefined ? given : { ...given, ContinuationToken: token };
    const page = (await run.perform({
      run,
      state: name,
      resource: "aws-sdk:s3:listObjectsV2",
      input,
      token: undefined,
      signal,
    })) as JsonObject;
    const contents = (page["Contents"] ?? []) as readonly JsonObject[];
    items.push(...contents.map(({ ETag: etag = "", ...rest }) => ({ ...rest, Etag: etag })));
    token = page["NextContinuationToken"];
  } while (token !== undefined && items.length < most);
  return items.slice(0, most);
}

async function select(visit: Visit, items: readonly JsonValue[]): Promise<JsonValue[]> {
  const selected: JsonValue[] = [];
  for (const [at, item] of items.entries()) {
    const bindings = bindingsOf(visit, {}, { Map: { Item: { Index: at, Value: item } } });
    selected.push(await evaluate(visit.state["ItemSelector"], bindings, "ItemSelector"));
  }
  return selected;
}

async function batch(
  visit: Visit,
  batcher: JsonObject,
  items: readonly JsonValue[],
): Promise<JsonValue[]> {
  if (batcher["MaxInputBytesPerBatch"] !== undefined)
    throw new StateError(
      "States.Runtime",
      "The embedded Step Functions has no MaxInputBytesPerBatch.",
    );
  const bindings = bindingsOf(visit);
  const size = Number(await evaluate(batcher["MaxItemsPerBatch"] ?? 1, bindings, "ItemBatcher"));
  const given = batcher["BatchInput"];
  const shared =
    given === undefined ? {} : { BatchInput: await evaluate(given, bindings, "BatchInput") };
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => ({
    ...shared,
    Items: items.slice(at * size, (at + 1) * size),
  }));
}
