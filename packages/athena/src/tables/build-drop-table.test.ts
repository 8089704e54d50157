import { expect, it } from "vitest";
import { readDdl } from "../../test/read-ddl.ts";
import { buildDropTable, type DropTableInput } from "./build-drop-table.ts";

it.each<[DropTableInput, string]>([
  [{ table: "api_logs" }, "DROP TABLE IF EXISTS `api_logs`"],
  [{ table: "api_logs", database: "logs", ifExists: false }, "DROP TABLE `logs`.`api_logs`"],
])("%j", (input, sql) => {
  expect(buildDropTable(input)).toEqual({ sql, parameters: [] });
});

it.each(["t`; DROP DATABASE d; --", "`", "a.b", "t' OR", "\\"])(
  "the name %j stays a name",
  (name) => {
    expect(readDdl(buildDropTable({ table: name, database: name }).sql)).toEqual({
      names: [name, name],
      literals: [],
      shape: "DROP TABLE IF EXISTS `.`",
    });
  },
);

it("refuses what is not a name, and unknown options", () => {
  expect(() => buildDropTable({ table: "" })).toThrow(RangeError);
  expect(() => buildDropTable({} as DropTableInput)).toThrow(TypeError);
  expect(() => buildDropTable({ table: "t", purge: true } as DropTableInput)).toThrow(
    'unknown option "purge"',
  );
});
