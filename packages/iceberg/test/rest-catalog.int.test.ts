import { describe, expect, it } from "vitest";
import type { IcebergCatalog, LoadedTable } from "../src/index.ts";
import { bearerAuth, restCatalog } from "../src/rest/index.ts";
import { s3Storage } from "../src/s3/index.ts";
import { emptyMetadata } from "./empty-metadata.ts";
import { isThere, REST_SERVERS, type RestServer } from "./rest-servers.ts";
import { type TestBucket, useBucket } from "./s3-servers.ts";

const namespace = `rest_${crypto.randomUUID().slice(0, 8)}`;

function starterOf(server: RestServer, lake: TestBucket): () => IcebergCatalog {
  return () =>
    restCatalog({
      uri: `${server.endpoint ?? ""}${server.path}/`,
      warehouse: server.warehouse,
      auth: bearerAuth("any"),
      storage: ({ location }) =>
        s3Storage(lake.s3, { bucket: lake.bucket, prefix: location.split("/").slice(3).join("/") }),
    });
}

for (const server of REST_SERVERS)
  describe.skipIf(!isThere(server))(`restCatalog on ${server.name}`, () => {
    const lake = useBucket(server.s3);
    const start = starterOf(server, lake);

    it("creates a table, loads it, and commits to it", async () => {
      const catalog = start();
      const name = { namespace, name: "orders" };
      expect(await catalog.load(name)).toBeUndefined();
      const metadata = emptyMetadata(`s3://${lake.bucket}/rest/orders`);
      await expect(catalog.create(name, metadata)).rejects.toMatchObject({
        code: "NO_SUCH_NAMESPACE",
      });
      await catalog.ensureNamespace(namespace);
      await catalog.ensureNamespace(namespace);
      const created = await catalog.create(name, metadata);
      expect(created.metadata.location).toBe(metadata.location);
      expect(created.storage.root).toBe(`${metadata.location}/`);
      await expect(catalog.create(name, metadata)).rejects.toMatchObject({ code: "TABLE_EXISTS" });
      const loaded = (await catalog.load(name)) as LoadedTable;
      expect(loaded.metadata["table-uuid"]).toBe(created.metadata["table-uuid"]);
      const requirements = [
        { type: "assert-table-uuid", uuid: created.metadata["table-uuid"] },
        { type: "assert-ref-snapshot-id", ref: "main", "snapshot-id": null },
      ] as const;
      const updates = [{ action: "set-properties", updates: { note: "ä" } }] as const;
      const committed = await catalog.commit(loaded, { requirements, updates });
      expect(committed.metadata.properties["note"]).toBe("ä");
      const stale = [{ type: "assert-table-uuid", uuid: crypto.randomUUID() }] as const;
      await expect(
        catalog.commit(committed, { requirements: stale, updates }),
      ).rejects.toMatchObject({ code: "COMMIT_CONFLICT" });
      const reloaded = await start().load(name);
      expect(reloaded?.metadata.properties["note"]).toBe("ä");
    });
  });

for (const server of REST_SERVERS.filter(({ drops }) => drops))
  describe.skipIf(!isThere(server))(`restCatalog on ${server.name}`, () => {
    const lake = useBucket(server.s3);
    const start = starterOf(server, lake);

    it("drops a table, whose files stay", async () => {
      const catalog = start();
      const name = { namespace, name: "dropped" };
      await catalog.ensureNamespace(namespace);
      const { storage, metadataLocation } = await catalog.create(
        name,
        emptyMetadata(`s3://${lake.bucket}/rest/dropped`),
      );
      await catalog.drop(name);
      expect(await catalog.load(name)).toBeUndefined();
      expect(await storage.read(metadataLocation)).toBeDefined();
      await expect(catalog.drop(name)).rejects.toMatchObject({ code: "NO_SUCH_TABLE" });
    });
  });

for (const server of REST_SERVERS.filter(({ drops }) => !drops))
  describe.skipIf(!isThere(server))(`restCatalog on ${server.name}`, () => {
    const lake = useBucket(server.s3);
    const start = starterOf(server, lake);

    it("says what the server can't do in its words", async () => {
      const catalog = start();
      const name = { namespace, name: "kept" };
      await catalog.ensureNamespace(namespace);
      await catalog.create(name, emptyMetadata(`s3://${lake.bucket}/rest/kept`));
      await expect(catalog.drop(name)).rejects.toMatchObject({
        code: "CATALOG_REQUEST_FAILED",
        message: expect.stringContaining("status 501") as string,
      });
      expect(await catalog.load(name)).toBeDefined();
    });
  });
