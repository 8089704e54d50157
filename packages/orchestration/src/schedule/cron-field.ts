/** What one field of a cron expression may hold. */
export interface FieldRule {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of values, the first of `min`. */
  readonly names?: readonly string[];
}

/** The values that a field of numbers, ranges, steps and lists stands for; a text that says what is wrong with it. */
export function readField(text: string, rule: FieldRule): ReadonlySet<number> | string {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const found = readPart(part.toUpperCase(), rule);
    if (typeof found === "string") return found;
    for (const value of found) values.add(value);
  }
  return values;
}

const PART = /^(\*|[A-Z0-9]{1,4})(?:-([A-Z0-9]{1,4}))?(?:\/(\d{1,4}))?$/;

function readPart(part: string, rule: FieldRule): number[] | string {
  const { name, min, max } = rule;
  const [, first, last, step] = PART.exec(part) ?? [];
  if (first === undefined || (first === "*" && last !== undefined))
    return `${name} "${part}" is not a value, a range like 1-5, a step like 0/15, or *`;
  const from = first === "*" ? min : valueOf(first, rule);
  const to =
    last === undefined ? (first === "*" || step !== undefined ? max : from) : valueOf(last, rule);
  if (from === undefined || to === undefined)
    return `${name} "${part}" must lie from ${min} to ${max}`;
  const by = Number(step ?? 1);
  if (by === 0) return `${name} "${part}" has a step of 0`;
  // A range that ends before it begins goes over the end: FRI-MON.
  const length = to >= from ? to - from : to - from + (max - min + 1);
  const values: number[] = [];
  for (let at = 0; at <= length; at += by) values.push(((from - min + at) % (max - min + 1)) + min);
  return values;
}

function valueOf(text: string, { min, max, names = [] }: FieldRule): number | undefined {
  const named = names.indexOf(text);
  const value = named === -1 ? (/^\d+$/.test(text) ? Number(text) : undefined) : named + min;
  return value !== undefined && value >= min && value <= max ? value : undefined;
}
