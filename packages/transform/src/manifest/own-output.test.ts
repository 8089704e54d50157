import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { logRows, ndjson } from "../../test/support/logs.ts";
import { memorySink, type Sink, transform } from "../index.ts";

it("every object says that CloudAPI wrote it, so that a validator on the bucket leaves it alone", async () => {
  const sink = memorySink();
  const written = new Map<string, string | undefined>();
  const watched: Sink = {
    ...sink,
    create(key, properties, options) {
      written.set(key, properties.metadata["cloudapi-contract-hash"]);
      return sink.create(key, properties, options);
    },
  };
  await transform(apiLogs, ndjson([...logRows(10), { bad: true }]), watched);
  expect([...written.keys()].map((key) => key.replace(/.*[.]/, "")).toSorted()).toEqual(
    expect.arrayContaining(["json", "ndjson", "parquet"]),
  );
  expect(new Set(written.values())).toEqual(new Set([apiLogs.contractHash]));
});
