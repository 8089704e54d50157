/** A template in which `Fn::Sub` puts names in the place of texts that stand for them. */
export function namesAsSubs(value: unknown, names: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string") return subOf(value, names);
  if (Array.isArray(value)) return value.map((each) => namesAsSubs(each, names));
  if (typeof value !== "object" || value === null) return value;
  if ("Fn::Sub" in value) return { "Fn::Sub": replaced(String(value["Fn::Sub"]), names) };
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([name, each]) => [name, namesAsSubs(each, names)]));
}

function subOf(text: string, names: Readonly<Record<string, string>>): unknown {
  const escaped = text.replaceAll("${", "${!");
  const filled = replaced(escaped, names);
  return filled === escaped ? text : { "Fn::Sub": filled };
}

function replaced(text: string, names: Readonly<Record<string, string>>): string {
  let filled = text;
  for (const [standing, name] of Object.entries(names))
    filled = filled.replaceAll(standing, () => name);
  return filled;
}
