import { expect, it } from "vitest";
import { sourceError } from "./source-failure.ts";
import { withoutCredentials } from "./without-credentials.ts";

it("hides what stands before an address's host, whatever characters a password has", () => {
  for (const password of ["geheim", "ge/heim", "ge@heim", "g://e@h", "ge#h?e:im"])
    expect(withoutCredentials(`ENOTFOUND postgres://root:${password}@db/shop, is it up?`)).toBe(
      "ENOTFOUND postgres://***@db/shop, is it up?",
    );
  expect(withoutCredentials("s3://lake/x of a@b.c")).toBe("s3://lake/x of a@b.c");
});

it("hides it where a long message is cut, too", () => {
  const said = `${"x".repeat(470)} mongodb://root:geheim@${"h".repeat(100)}`;
  for (let cut = 0; cut < 40; cut++)
    expect(
      sourceError(new Error(said.slice(cut)), "SOURCE_FAILED", { source: "shop" }).message,
    ).not.toContain("geh");
});
