import { expect, it } from "vitest";
import { instrumentExample } from "./instrument-example.ts";

it("turns a log with an expectation into a check, on the same line", () => {
  const { code, expectations } = instrumentExample(
    "const a = 1;\nconsole.log(a, 2); // => 1 2\ndone();",
  );
  expect(code).toBe("const a = 1;\nglobalThis.checkExample(0, [a, 2]); // => 1 2\ndone();");
  expect(expectations).toEqual([{ line: 1, text: "1 2" }]);
});

it("takes expectations after plain expressions, and on the lines below", () => {
  const { code, expectations } = instrumentExample(
    "f(1);\n// => { a: 1,\n//   b: 2 }\ng(); // => 3",
  );
  expect(code).toContain("globalThis.checkExample(0, [f(1)]);");
  expect(expectations).toEqual([
    { line: 0, text: "{ a: 1,\n  b: 2 }" },
    { line: 3, text: "3" },
  ]);
});

it("leaves strings and other comments alone", () => {
  const code = 'console.log("x; // => 1"); // see => below\nf(); // note';
  expect(instrumentExample(code)).toEqual({ code, expectations: [] });
});

it("reaches into blocks and callbacks", () => {
  const { code } = instrumentExample("for (const x of xs) {\n  console.log(x); // => 1\n}");
  expect(code).toContain("  globalThis.checkExample(0, [x]); // => 1");
});
