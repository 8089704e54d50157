import type { Operation } from "./operation.ts";

/** The media types of what an operation answers beside problems; none where its answers say of no body. */
export function contentTypes({ answers }: Pick<Operation, "answers">): readonly string[] {
  const types = Object.values(answers).flatMap(({ schema, contentType = "application/json" }) =>
    schema === undefined ? [] : [contentType],
  );
  return [...new Set(types)];
}
