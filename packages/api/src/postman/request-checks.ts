import type { DocumentedOperation } from "./documented-operation.ts";

/** What is checked of an answer beside what the document says. */
export interface ExpectedAnswer {
  /** Rows that there are to be, exactly. */
  readonly rows?: number | undefined;
}

/** A script of Postman that checks an answer: its status, its type, its members, and how many rows it has. */
export function requestChecks(
  { status, contentType, members, list }: DocumentedOperation,
  { rows }: ExpectedAnswer,
): readonly string[] {
  return [
    ...check(`The status is ${status}`, `pm.response.to.have.status(${status});`),
    ...(contentType === undefined
      ? []
      : check(
          `The content is ${contentType}`,
          `pm.expect(pm.response.headers.get("content-type").split(";")[0]).to.equal(${literal(contentType)});`,
        )),
    ...(members.length === 0
      ? []
      : check(
          "The body has the members that the document says",
          `pm.expect(pm.response.json()).to.include.all.keys(${members.map(literal).join(", ")});`,
        )),
    ...(list === undefined ? [] : rowChecks(list, rows)),
  ];
}

/** A page is full unless it is the last, and no page is more than full. */
function rowChecks(list: string, rows: number | undefined): readonly string[] {
  const found = `const { ${list}: rows, next } = pm.response.json();`;
  if (rows !== undefined)
    return check(`There are ${rows} rows`, found, `pm.expect(rows).to.have.lengthOf(${rows});`);
  return check(
    "There are as many rows as were asked for, or all",
    found,
    'const limit = Number(pm.request.url.query.get("limit") || rows.length);',
    "pm.expect(rows.length).to.be.at.most(limit);",
    'if (typeof next === "string") pm.expect(rows).to.have.lengthOf(limit);',
  );
}

function check(name: string, ...lines: readonly string[]): readonly string[] {
  return [`pm.test(${literal(name)}, () => {`, ...lines.map((line) => `  ${line}`), "});"];
}

/** Text as a literal of JavaScript, which ends neither a line nor a script. */
function literal(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u2028\u2029<]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
