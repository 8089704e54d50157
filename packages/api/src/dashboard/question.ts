import * as z from "zod";
import { type ParameterFault, ProblemError } from "../http/problem.ts";
import { CURSOR_PATTERN } from "../page/place.ts";

/** The longest range that is answered. */
const LONGEST_DAYS = 400;
const DAY_MS = 86_400_000;

/** What an endpoint of the dashboard is asked. */
export interface DashboardQuestion {
  readonly from: Date;
  /** Later than `from`, and no longer part of the range. */
  readonly to: Date;
  readonly dataset?: string | undefined;
  readonly endpoint?: string | undefined;
  /** Only requests with status 400 and above. */
  readonly onlyErrors: boolean;
  readonly code?: string | undefined;
  readonly source?: string | undefined;
  /** Where the rows go on: the `next` of those before. */
  readonly cursor?: string | undefined;
}

/** The years that columns have. */
const [FIRST, LAST] = [new Date("0001-01-01T00:00:00Z"), new Date("9999-12-31T23:59:59.999Z")];

const text = z
  .string()
  .min(1)
  .max(1_024)
  .refine((each) => !each.includes("\0"), "it holds a NUL character")
  .optional();
const PARAMETERS = z.strictObject({
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  dataset: text,
  endpoint: text,
  errors: z.literal("only").optional(),
  code: text,
  source: text,
  cursor: z.string().regex(CURSOR_PATTERN, "expected the next of rows").optional(),
});

/**
 * The question that an address asks.
 *
 * @throws {ProblemError} for a parameter that is missing, unknown, given twice or not right
 */
export function readQuestion(search: URLSearchParams): DashboardQuestion {
  const names = [...search.keys()];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw refused([{ in: "query", name: twice, message: "Give it once." }]);
  const read = PARAMETERS.safeParse(Object.fromEntries(search));
  if (!read.success) throw refused(read.error.issues.flatMap(faultsOf));
  const { errors, from, to, ...others } = read.data;
  const range = { from: new Date(from), to: new Date(to) };
  checkRange(range);
  return { ...others, ...range, onlyErrors: errors === "only" };
}

function checkRange({ from, to }: Pick<DashboardQuestion, "from" | "to">): void {
  const fault = (message: string) => refused([{ in: "query", name: "to", message }]);
  if (to <= from) throw fault("It has to be later than `from`.");
  if (to.getTime() - from.getTime() > LONGEST_DAYS * DAY_MS)
    throw fault(`A range has at most ${LONGEST_DAYS} days: ask for a shorter one.`);
  if (from < FIRST || to > LAST) throw fault("A range is of the years 1 to 9999.");
}

function faultsOf(issue: z.core.$ZodIssue): ParameterFault[] {
  const names = issue.code === "unrecognized_keys" ? issue.keys : [issue.path.join(".")];
  const known = Object.keys(PARAMETERS.shape).join(", ");
  return names.map((name) => ({
    in: "query",
    name: name.slice(0, 100),
    message:
      issue.code === "unrecognized_keys"
        ? `There is no such parameter; there are ${known}.`
        : `${issue.message}.`,
  }));
}

function refused(faults: readonly ParameterFault[]): ProblemError {
  return new ProblemError({
    status: 400,
    code: "INVALID_PARAMETER",
    title: "A parameter is not right.",
    detail: faults.map(({ name, message }) => `${name}: ${message}`).join(" "),
    faults,
  });
}
