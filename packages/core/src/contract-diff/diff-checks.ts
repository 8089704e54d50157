import type { FieldJson } from "../contract-json/contract-json.ts";
import { because, verdicts } from "./change-verdicts.ts";
import { compareChecks } from "./compare-checks.ts";
import type { ContractChange } from "./contract-diff.ts";
import type { ValueShape } from "./contract-shape.ts";

/** The field that is compared, as a path and in words. */
interface Named {
  readonly path: string;
  readonly title: string;
}

/** How the checks of two fields of one type differ; nothing where those of either are not known. */
export function checkChange(
  was: FieldJson | undefined,
  is: FieldJson | undefined,
  { path, title }: Named,
): ContractChange[] {
  if (was === undefined || is === undefined) return [];
  const relation = compareChecks(was, is);
  if (relation === "same") return [];
  const isNarrower = relation !== "widened";
  const isWider = relation !== "narrowed";
  return [
    {
      kind: `checks_${relation}`,
      path,
      change: `the checks of ${title} are ${CHANGED[relation]}`,
      verdicts: verdicts({
        ...(isNarrower && {
          files: {
            verdict: "safe",
            why: `rows that do not pass the checks of ${path} stay; getResults with the contract stops at one`,
          },
          sources: because("breaks", `records that do not pass the checks of ${path} are rejected`),
        }),
        ...(isWider && {
          readers: because("breaks", `readers of ${path} may find what the old checks refused`),
        }),
      }),
    },
  ];
}

const CHANGED = { narrowed: "narrower", widened: "wider", changed: "others" };

/** Whether a field that is unknown is refused now, or no longer: in a record, or in the struct at a path; nothing where it is not known. */
export function strictnessChange(
  was: boolean | undefined,
  is: boolean | undefined,
  path: string,
): ContractChange[] {
  if (was === undefined || is === undefined || was === is) return [];
  const place = path === "" ? "" : ` in ${path}`;
  const rejected = because("breaks", `records with unknown fields${place} are rejected`);
  return [
    {
      kind: "strictness_changed",
      path,
      change: `an unknown field${place} now ${is ? "rejects the record" : "is dropped and counted"}`,
      verdicts: verdicts(is ? { sources: rejected } : {}),
    },
  ];
}

/** How the default of a field that was and is required differs. */
export function defaultChange(
  { nullable, field: was }: ValueShape,
  { nullable: isNullable, field: is }: ValueShape,
  { path, title }: Named,
): ContractChange[] {
  if (was === undefined || is === undefined) return [];
  const [from, to] = [JSON.stringify(was.default), JSON.stringify(is.default)];
  if (from === to || nullable || isNullable) return [];
  const change = `the default of ${title} was ${from ?? "none"}, is ${to ?? "none"}`;
  return [
    {
      kind: "default_changed",
      path,
      change,
      verdicts: verdicts(
        to === undefined
          ? { sources: because("breaks", `records without ${path} are rejected (required)`) }
          : {},
      ),
    },
  ];
}
