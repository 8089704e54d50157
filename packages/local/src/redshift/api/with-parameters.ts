import { meaningful, type Token, textOf, tokensOf } from "../dialect/tokens.ts";

type Parameter = { readonly name: string; readonly value: string };

/** A statement with its `:name` parameters in place, as texts whose types are those of where they stand. */
export function withParameters(sql: string, parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return sql;
  const values = new Map(parameters.map(({ name, value }) => [name, value]));
  const used = new Set<string>();
  const tokens = tokensOf(sql);
  const placed = tokens.flatMap((token, i): Token[] => {
    if (token.upper === ":" && tokens[i + 1]?.kind === "word") return [];
    if (tokens[i - 1]?.upper !== ":" || token.kind !== "word") return [token];
    const value = values.get(token.text);
    if (value === undefined) throw new Error(`there is no value for the parameter :${token.text}`);
    used.add(token.text);
    return [{ ...token, kind: "text", text: literal(value) }];
  });
  const unused = parameters.find(({ name }) => !used.has(name));
  if (unused !== undefined)
    throw new Error(`the statement has no parameter :${unused.name}, for which there is a value`);
  return meaningful(placed).length === 0 ? sql : textOf(placed);
}

function literal(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
