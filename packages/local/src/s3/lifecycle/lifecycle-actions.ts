import { STORAGE_CLASSES, type StorageClass } from "../objects/storage-class.ts";
import { S3Error } from "../s3-error.ts";
import { malformed } from "../xml/malformed-xml.ts";
import type { XmlElement } from "../xml/parse-xml.ts";
import { child, childFlag, children, childText, expectOnly } from "../xml/read-element.ts";
import type { XmlNode } from "../xml/write-xml.ts";

const MAX_DAYS = 2 ** 31 - 1;
/** What is moved to one of these has to have been stored for so long. */
const MIN_DAYS: Partial<Record<StorageClass, number>> = { STANDARD_IA: 30, ONEZONE_IA: 30 };
const TARGETS = STORAGE_CLASSES.filter(
  (name) => name !== "STANDARD" && name !== "REDUCED_REDUNDANCY",
);

/**
 * Read what a rule does.
 *
 * @param usesTags whether its filter looks at tags, which uploads in progress do not have
 * @throws {S3Error} MalformedXML, InvalidArgument or InvalidRequest
 */
export function readActions(rule: XmlElement, usesTags: boolean): XmlNode {
  expectOnly(rule, ["ID", "Prefix", "Filter", "Status", ...Object.keys(ACTIONS)]);
  const actions: Record<string, XmlNode[]> = {};
  for (const [name, { several, read }] of Object.entries(ACTIONS)) {
    const found = children(rule, name);
    if (found.length > 1 && !several) throw malformed(`<Rule> has more than one <${name}>`);
    if (found.length > 0) actions[name] = found.map(read);
  }
  if (Object.keys(actions).length === 0)
    throw new S3Error("InvalidRequest", "At least one action needs to be specified in a rule.");
  if (usesTags && actions["AbortIncompleteMultipartUpload"] !== undefined)
    throw new S3Error(
      "InvalidRequest",
      "AbortIncompleteMultipartUpload cannot be specified with Tags.",
    );
  checkClasses(actions["Transition"]);
  checkClasses(actions["NoncurrentVersionTransition"]);
  checkOrder(actions["Transition"], actions["Expiration"]?.[0]);
  return actions;
}

const ACTIONS: Readonly<
  Record<string, { several: boolean; read: (element: XmlElement) => XmlNode }>
> = {
  Expiration: { several: false, read: readExpiration },
  Transition: { several: true, read: readTransition },
  NoncurrentVersionExpiration: { several: false, read: readNoncurrentExpiration },
  NoncurrentVersionTransition: { several: true, read: readNoncurrentTransition },
  AbortIncompleteMultipartUpload: { several: false, read: readAbort },
};

function readExpiration(element: XmlElement): XmlNode {
  expectOnly(element, ["Days", "Date", "ExpiredObjectDeleteMarker"]);
  if (element.children.length !== 1)
    throw malformed("<Expiration> needs one of <Days>, <Date> and <ExpiredObjectDeleteMarker>");
  if (child(element, "ExpiredObjectDeleteMarker") !== undefined)
    return { ExpiredObjectDeleteMarker: childFlag(element, "ExpiredObjectDeleteMarker") };
  return readTime(element, "Expiration action", 1);
}

function readTransition(element: XmlElement): XmlNode {
  expectOnly(element, ["Days", "Date", "StorageClass"]);
  const target = readTarget(element);
  const time = readTime(element, "Transition action", 0);
  checkMinimum(target, time["Days"], "Days", "Transition");
  return { ...time, StorageClass: target };
}

function readNoncurrentExpiration(element: XmlElement): XmlNode {
  expectOnly(element, ["NoncurrentDays", "NewerNoncurrentVersions"]);
  return {
    NoncurrentDays: readDays(element, "NoncurrentDays", "NoncurrentVersionExpiration action", 1),
    NewerNoncurrentVersions: readNewer(element),
  };
}

function readNoncurrentTransition(element: XmlElement): XmlNode {
  expectOnly(element, ["NoncurrentDays", "NewerNoncurrentVersions", "StorageClass"]);
  const target = readTarget(element);
  const days = readDays(element, "NoncurrentDays", "NoncurrentVersionTransition action", 0);
  checkMinimum(target, days, "NoncurrentDays", "NoncurrentVersionTransition");
  return {
    NoncurrentDays: days,
    NewerNoncurrentVersions: readNewer(element),
    StorageClass: target,
  };
}

function readAbort(element: XmlElement): XmlNode {
  expectOnly(element, ["DaysAfterInitiation"]);
  const name = "DaysAfterInitiation";
  return { [name]: readDays(element, name, "AbortIncompleteMultipartUpload action", 1) };
}

/** Days or a date, and only one of them. */
function readTime(element: XmlElement, of: string, least: number): XmlNode {
  const date = childText(element, "Date")?.trim();
  const hasDays = child(element, "Days") !== undefined;
  if (hasDays === (date !== undefined))
    throw malformed(`<${element.name}> needs either <Days> or <Date>`);
  if (date === undefined) return { Days: readDays(element, "Days", of, least) };
  const time = Date.parse(date);
  if (!/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?$/.test(date) || Number.isNaN(time))
    throw malformed(`<Date> "${date.slice(0, 40)}" is not a date in ISO 8601`);
  if (time % 86_400_000 !== 0)
    throw new S3Error("InvalidArgument", "'Date' must be at midnight GMT");
  return { Date: new Date(time).toISOString() };
}

function readDays(element: XmlElement, name: string, of: string, least: number): number {
  const text = childText(element, name)?.trim();
  if (text === undefined) throw malformed(`<${element.name}> lacks <${name}>`);
  if (!/^-?\d{1,10}$/.test(text)) throw malformed(`<${name}> is not a whole number`);
  const days = Number(text);
  if (days < least || days > MAX_DAYS) {
    const what = least === 0 ? "a nonnegative integer" : "a positive integer";
    throw new S3Error("InvalidArgument", `'${name}' for ${of} must be ${what}`);
  }
  return days;
}

function readNewer(element: XmlElement): number | undefined {
  const text = childText(element, "NewerNoncurrentVersions")?.trim();
  if (text === undefined) return undefined;
  if (!/^\d{1,3}$/.test(text) || Number(text) < 1 || Number(text) > 100)
    throw new S3Error("InvalidArgument", "'NewerNoncurrentVersions' must be between 1 and 100");
  return Number(text);
}

function readTarget(element: XmlElement): StorageClass {
  const name = childText(element, "StorageClass")?.trim();
  const found = TARGETS.find((target) => target === name);
  if (found !== undefined) return found;
  throw malformed(`<StorageClass> "${name?.slice(0, 40) ?? ""}" is not ${TARGETS.join(", ")}`);
}

function checkMinimum(target: StorageClass, days: unknown, name: string, action: string): void {
  const least = MIN_DAYS[target] ?? 0;
  if (typeof days !== "number" || days >= least) return;
  throw new S3Error(
    "InvalidArgument",
    `'${name}' in ${action} action must be greater than or equal to ${least} for storageClass '${target}'`,
  );
}

/** An object goes into each class once. */
function checkClasses(transitions: readonly XmlNode[] = []): void {
  const classes = transitions.map(({ StorageClass: name }) => name);
  if (new Set(classes).size < classes.length)
    throw new S3Error(
      "InvalidArgument",
      "'StorageClass' must be different for 'Transition' actions in same 'Rule'",
    );
}

/** What is moved must still be there. */
function checkOrder(transitions: readonly XmlNode[] = [], expiration: XmlNode | undefined): void {
  const last = Math.max(...transitions.map(({ Days }) => Number(Days ?? -1)), -1);
  const end = expiration?.["Days"];
  if (typeof end !== "number" || end > last) return;
  throw new S3Error(
    "InvalidArgument",
    "'Days' in the Expiration action must be greater than 'Days' in the Transition action",
  );
}
