import { testConditionalUploads } from "./conditions.ts";
import { testManyObjects } from "./listing.ts";
import { testFiles, testPieces } from "./transfer.ts";
import { PART, type World } from "./world.ts";

/** What takes a server many requests, or requests of many bytes. */
export function testAtLength(world: World): void {
  testFiles(world, [PART, 2 * PART + 12_345]);
  testPieces(world, [3 * PART]);
  testConditionalUploads(world, [PART + 10]);
  testManyObjects(world);
}
