import type { GlueClient, Table } from "@aws-sdk/client-glue";
import { expect, it } from "vitest";
import { collect } from "../../test/collect.ts";
import { emptyMetadata } from "../../test/empty-metadata.ts";
import type { LoadedTable } from "../catalog/catalog.ts";
import { serializeMetadata } from "../metadata/parse-metadata.ts";
import { memoryStorage } from "../storage/memory-storage.ts";
import { commitToGlue } from "./commit-to-glue.ts";

const name = { namespace: "lake", name: "orders" };
const change = {
  requirements: [],
  updates: [{ action: "set-properties", updates: { note: "ours" } }],
} as const;

/** What the SDK throws that has sent a request more than once. */
function failed(errorName: string, attempts = 2): Error {
  const $metadata = { httpStatusCode: 400, attempts };
  return Object.assign(new Error("injected"), { name: errorName, $metadata });
}

/** A table in a Glue that fails to update it, and in which something happens to it before the failure is told. */
async function start(error: Error, happens: (table: Table, sent: Table) => void = () => undefined) {
  const storage = memoryStorage();
  const metadata = emptyMetadata(`${storage.root}orders`);
  const metadataLocation = `${metadata.location}/metadata/00000-a.metadata.json`;
  await storage.write(metadataLocation, new TextEncoder().encode(serializeMetadata(metadata)));
  const table: Table = {
    Name: "orders",
    VersionId: "3",
    Parameters: { table_type: "ICEBERG", metadata_location: metadataLocation },
  };
  const glue = {
    send({ input }: { readonly input: { readonly TableInput?: Table } }) {
      if (input.TableInput === undefined) return Promise.resolve({ Table: { ...table } });
      happens(table, input.TableInput);
      return Promise.reject(error);
    },
  } as unknown as GlueClient;
  const version = { ...table };
  const base: LoadedTable = { name, metadata, metadataLocation, storage, version };
  const metadataFiles = async () => (await collect(storage.list(metadata.location))).length;
  return {
    commit: () => commitToGlue({ glue, catalogId: undefined }, base, change),
    metadataFiles,
  };
}

const carriedOut = (table: Table, { Parameters }: Table) =>
  Object.assign(table, { Parameters, VersionId: "4" });

it.each(["ConcurrentModificationException", "AccessDeniedException", "InvalidInputException"])(
  "an update whose answer was lost is done, whatever the SDK's second try was told (%s)",
  async (errorName) => {
    const { commit, metadataFiles } = await start(failed(errorName), carriedOut);
    expect((await commit()).metadata.properties).toMatchObject({ note: "ours" });
    expect(await metadataFiles()).toBe(2);
  },
);

it.each(["ConcurrentModificationException", "AccessDeniedException", "ThrottlingException"])(
  "while the table is the version that was read, an update that timed out may come: its metadata stays (%s)",
  async (errorName) => {
    const { commit, metadataFiles } = await start(failed(errorName));
    await expect(commit()).rejects.toMatchObject({
      code: "COMMIT_STATE_UNKNOWN",
      leftFiles: [expect.stringContaining(".metadata.json")],
    });
    expect(await metadataFiles()).toBe(2);
  },
);

it("once the table is another version no update can come any more, and the metadata goes", async () => {
  const { commit, metadataFiles } = await start(
    failed("ConcurrentModificationException"),
    (table) => Object.assign(table, { VersionId: "4", Description: "by another" }),
  );
  await expect(commit()).rejects.toMatchObject({ code: "COMMIT_CONFLICT" });
  expect(await metadataFiles()).toBe(1);
});

it("what was sent once and refused was not carried out", async () => {
  const { commit, metadataFiles } = await start(failed("AccessDeniedException", 1));
  await expect(commit()).rejects.toMatchObject({ code: "CATALOG_ACCESS_DENIED" });
  expect(await metadataFiles()).toBe(1);
});
