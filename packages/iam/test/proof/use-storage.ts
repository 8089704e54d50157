import type { TableStorage } from "@cloudapi/iceberg";
import { bytes, drain, MIB } from "./scenario.ts";

/** Everything that is done with the storage of a table: what is there, what is not, and an upload that comes to nothing. */
export async function useStorage(storage: TableStorage): Promise<void> {
  const uri = `${storage.root}metadata/a.json`;
  await storage.write(uri, bytes(10), { ifAbsent: true });
  await storage.write(uri, bytes(10), { ifAbsent: true });
  await storage.read(uri);
  await storage.read(`${uri}.none`);
  await storage.exists(`${uri}.none`);
  await drain(storage.list(`${storage.root}metadata/`));
  const data = storage.sink(`${storage.root}data`);
  const pending = await data.create(`${data.prefix}a.bin`, {
    contentType: "text/plain",
    metadata: {},
  });
  for (let part = 0; part < 3; part++) await pending.write(bytes(4 * MIB));
  await pending.discard();
  await storage.remove([uri]);
}
