import type { S3Client } from "@aws-sdk/client-s3";
import { expectTypeOf, test } from "vitest";
import { type ListedObject, type ListedPrefix, listObjects } from "./list-objects.ts";

declare const s3: S3Client;

test("prefixes are only in the type when a delimiter can be", () => {
  expectTypeOf(listObjects(s3, { bucket: "b" })).toEqualTypeOf<
    AsyncGenerator<ListedObject, void, undefined>
  >();
  expectTypeOf(listObjects(s3, { bucket: "b", delimiter: "/" })).toEqualTypeOf<
    AsyncGenerator<ListedObject | ListedPrefix, void, undefined>
  >();
});
