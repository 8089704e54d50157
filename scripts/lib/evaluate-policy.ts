/** A request as IAM sees it: what is done to what, and what is known about it. */
export interface AuthorizedRequest {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/**
 * Whether an identity policy allows a request, by IAM's documented rules: actions in any case, `*` and `?` in actions,
 * resources and `StringLike`, the variables that stand for them; a condition on a key that a request lacks is not met.
 * Written for tests, beside what builds policies, and from the rules alone.
 */
export function isAllowed(
  policy: { readonly Statement: readonly Statement[] },
  { action, resource, context = {} }: AuthorizedRequest,
): boolean {
  const about = policy.Statement.filter(
    ({ Action, Resource = [], Condition = {} }) =>
      Action.some((pattern) => fits(pattern.toLowerCase(), action.toLowerCase())) &&
      Resource.some((pattern) => fits(pattern, resource)) &&
      Object.entries(Condition).every(([operator, keys]) => holds(operator, keys, context)),
  );
  return (
    about.some(({ Effect }) => Effect === "Allow") && !about.some(({ Effect }) => Effect === "Deny")
  );
}

function holds(
  operator: string,
  keys: Readonly<Record<string, readonly string[]>>,
  context: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(keys).every(([key, values]) => {
    const value = context[key];
    if (value === undefined) return false;
    if (operator === "StringEquals") return values.includes(value);
    if (operator === "StringLike") return values.some((pattern) => fits(pattern, value));
    throw new Error(`The evaluator has no ${operator}.`);
  });
}

/** Whether a text fits a pattern: each position of the text against each position of the pattern. */
function fits(pattern: string, text: string): boolean {
  const tokens = pattern.match(/\$\{[*?$]\}|[\s\S]/gu) ?? [];
  let reached = new Set([0]);
  for (const character of [...Array.from(text), undefined]) {
    for (const at of reached) if (tokens[at] === "*") reached.add(at + 1);
    if (character === undefined) return reached.has(tokens.length);
    reached = new Set([...reached].flatMap((at) => step(tokens[at], at, character)));
  }
  return false;
}

function step(token: string | undefined, at: number, character: string): number[] {
  if (token === "*") return [at];
  const literal = /^\$\{(.)\}$/.exec(token ?? "")?.[1] ?? token;
  return token === "?" || literal === character ? [at + 1] : [];
}
