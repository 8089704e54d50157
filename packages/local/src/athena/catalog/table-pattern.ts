/**
 * The rule of a pattern for names of tables, as Athena and Glue read it: a regular expression over the whole name, in
 * which `*` without a point before it is any text.
 *
 * @throws {SyntaxError} for what is no regular expression
 */
export function tablePattern(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern.replaceAll(/(?<!\.)\*/g, ".*")})$`, "i");
}
