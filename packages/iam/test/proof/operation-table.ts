import type { PolicyDocument } from "../../src/index.ts";
import type { Neighbour } from "./neighbours.ts";
import type { AuthorizedRequest } from "./requests-of.ts";

/** What was seen of an operation. */
export interface OperationRow {
  /** The operation, and which of its cases. */
  readonly title: string;
  readonly policy: PolicyDocument;
  readonly requests: readonly AuthorizedRequest[];
  readonly neighbours: readonly Neighbour[];
  readonly mutants: number;
}

/** The page that says what each operation calls, what its policy allows, and what was tried in vain. */
export function operationTable(rows: readonly OperationRow[]): string {
  const mutants = rows.reduce((sum, row) => sum + row.mutants, 0);
  const tried = rows.reduce((sum, { neighbours }) => sum + neighbours.length, 0);
  return `# What operations call, and what their policies allow

This page is written by \`packages/iam/test/watched.int.test.ts\`, and the test fails when it is not what was seen. Each
operation ran on the embedded cloud, which enforced the policy that \`@cloudapi/iam\` builds for it alone, with every call recorded.
For each operation

- nothing it called was denied, and no statement was left over;
- each neighbour was denied: ${tried} requests over all operations;
- each of ${mutants} changed policies was noticed: with a statement, an action or a resource less a call was denied; with a wider action or
  resource, or a condition less, a neighbour was allowed.

\`(Athena)\`, \`(Lambda)\`, \`(Redshift)\` and \`KMS\` are calls that these services make with the caller's rights, with the role that they are
given, or for S3: they are taken from the services' guides, since no recording of ours can hold them. So is what S3 Tables and Glue ask
for a request to their REST catalogs (\`s3TablesCatalog\`, \`glueRestCatalog\`: \`restCatalog\` with \`sigV4Auth\`).

| operation | calls | statements | denied neighbours |
| --- | --- | --- | --- |
${rows.map(rowOf).join("\n")}
`;
}

function rowOf({ title, policy, requests, neighbours }: OperationRow): string {
  const calls = names(requests.map(({ call }) => call));
  const statements = policy.Statement.map(
    ({ Sid, Action }) => `**${Sid}** ${Action.map((action) => `\`${action}\``).join(", ")}`,
  ).join("<br>");
  const denied = names(neighbours.map(({ name }) => name));
  const [operation, which] = title.split(": ");
  const name = which === undefined ? `\`${operation}\`` : `\`${operation}\`, ${which}`;
  return `| ${name} | ${calls} | ${statements} | ${denied} |`;
}

function names(list: readonly string[]): string {
  return [...new Set(list)].toSorted(byText).join(", ");
}

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}
