import { isCloudApiError } from "@cloudapi/core";
import { S3Store } from "../src/s3/store/s3-store.ts";

/**
 * A process of its own that opens stores in one data folder: as many at once as it is told, and answers how each start
 * ended. What it opened is held until it is told of another number.
 */
const [, , dataDir = ""] = process.argv;
const held: S3Store[] = [];

async function open(): Promise<string> {
  try {
    held.push(await S3Store.open(dataDir));
    return "opened";
  } catch (error) {
    return isCloudApiError(error) ? error.code : String(error);
  }
}

async function letGo(): Promise<void> {
  for (const store of held.splice(0)) await store.close();
}

async function answer(count: number): Promise<void> {
  await letGo();
  process.send?.(await Promise.all(Array.from({ length: count }, open)));
}

process.on("message", (count) => void answer(Number(count)));
process.send?.("ready");
