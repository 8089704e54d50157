import { expect, it } from "vitest";
import { emptyMetadata } from "../../test/empty-metadata.ts";
import { tableInput } from "./table-input.ts";

it("has comments as Glue takes them: of one line, and not longer than 255 characters", () => {
  const metadata = emptyMetadata("s3://lake/t");
  const commentOf = (doc: string) => {
    const fields = [{ id: 1, name: "id", required: true, type: "long", doc }];
    const schemas = [{ type: "struct", "schema-id": 0, fields }] as const;
    const table = { name: "t", metadata: { ...metadata, schemas }, metadataLocation: "s3://l/m" };
    return tableInput(table).StorageDescriptor?.Columns?.[0]?.Comment;
  };
  expect(commentOf("first\r\nsecond\tthird")).toBe("first second third");
  expect(commentOf("\u{1F600}".repeat(200))).toMatch(/^(?:\u{1F600}){127}\uFFFD$/u);
});
