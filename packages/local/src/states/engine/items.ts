import type { JsonValue } from "@cloudapi/core";
import type { JsonObject } from "@cloudapi/orchestration";
import { StateError } from "./state-error.ts";
import { textOf } from "./text-of.ts";
import type { Visit } from "./visit.ts";

const LISTED = /:s3:listObjectsV2$/;

/** The inputs of a Map's children: its items, selected and put together. */
export async function readItems(visit: Visit): Promise<readonly JsonValue[]> {
  const { state } = visit;
  const items =
    state["ItemReader"] === undefined ? await givenItems(visit) : await listedItems(visit);
  const selector = visit.language.selector(visit);
  const selected = selector === undefined ? items : await select(visit, selector, items);
  const batcher = state["ItemBatcher"] as JsonObject | undefined;
  return batcher === undefined ? selected : batch(visit, batcher, selected);
}

async function givenItems(visit: Visit): Promise<readonly JsonValue[]> {
  const items = await visit.language.items(visit);
  if (!Array.isArray(items))
    throw new StateError("States.Runtime", `The items of ${visit.name} are no list.`);
  return items as readonly JsonValue[];
}

/** Every object under a prefix, page by page. */
async function listedItems(visit: Visit): Promise<JsonValue[]> {
  const { run, name, signal, language } = visit;
  const reader = visit.state["ItemReader"] as JsonObject;
  if (!LISTED.test(textOf(reader["Resource"])))
    throw new StateError(
      "States.Runtime",
      `The embedded Step Functions reads items by s3:listObjectsV2 only, not by ${textOf(reader["Resource"])}.`,
    );
  const value = reader[language.argumentsName] ?? {};
  const given = (await language.template(visit, { value, where: "ItemReader" })) as JsonObject;
  const config = (reader["ReaderConfig"] ?? {}) as JsonObject;
  const most = Number(
    (await language.value(visit, config, "MaxItems")) ?? Number.POSITIVE_INFINITY,
  );
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

async function select(
  visit: Visit,
  value: JsonValue,
  items: readonly JsonValue[],
): Promise<JsonValue[]> {
  const selected: JsonValue[] = [];
  for (const [at, item] of items.entries()) {
    const context = { Map: { Item: { Index: at, Value: item } } };
    selected.push(await visit.language.template(visit, { value, where: "ItemSelector", context }));
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
  const { language } = visit;
  const size = Number((await language.value(visit, batcher, "MaxItemsPerBatch")) ?? 1);
  const value = batcher["BatchInput"];
  const shared =
    value === undefined
      ? {}
      : { BatchInput: await language.template(visit, { value, where: "BatchInput" }) };
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => ({
    ...shared,
    Items: items.slice(at * size, (at + 1) * size),
  }));
}
