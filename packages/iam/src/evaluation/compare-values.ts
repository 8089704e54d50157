import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Compares a value of the request with one of the policy; `undefined` when one of them is not of the type. */
export type Compare = (actual: string, wanted: string) => boolean | undefined;

/** `x < y` and its like, of numbers. */
export function comparesNumbers(holds: (order: number) => boolean): Compare {
  return (actual, wanted) => order(numberOf(actual), numberOf(wanted), holds);
}

/** `x < y` and its like, of times. */
export function comparesDates(holds: (order: number) => boolean): Compare {
  return (actual, wanted) => order(timeOf(actual), timeOf(wanted), holds);
}

function order(
  actual: number | undefined,
  wanted: number | undefined,
  holds: (order: number) => boolean,
): boolean | undefined {
  return actual === undefined || wanted === undefined ? undefined : holds(actual - wanted);
}

function numberOf(text: string): number | undefined {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

const DATE = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?)?)?$/;

/** ISO 8601 as the W3C profiles it, or seconds since the epoch; milliseconds. */
function timeOf(text: string): number | undefined {
  if (/^\d{5,15}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!DATE.test(text)) return undefined;
  const time = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  return Number.isNaN(time) ? undefined : time;
}

/** `true` and `false`, in any case. */
export function compareTruths(actual: string, wanted: string): boolean | undefined {
  const [left, right] = [actual.toLowerCase(), wanted.toLowerCase()];
  const areTruths = [left, right].every((text) => text === "true" || text === "false");
  return areTruths ? left === right : undefined;
}

/** Bytes in base64. */
export function compareBytes(actual: string, wanted: string): boolean | undefined {
  const isBase64 = (text: string) => /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0;
  return isBase64(actual) && isBase64(wanted) ? actual === wanted : undefined;
}

/** An address in a range, of IPv4 or of IPv6; one of the other kind is outside. */
export function compareAddresses(actual: string, wanted: string): boolean | undefined {
  const [network = "", bits, ...rest] = wanted.split("/");
  const kind = kindOf(network);
  const actualKind = kindOf(actual);
  if (kind === undefined || actualKind === undefined || rest.length > 0) return undefined;
  const most = kind === "ipv4" ? 32 : 128;
  if (bits !== undefined && (!/^\d{1,3}$/.test(bits) || Number(bits) > most)) return undefined;
  if (kind !== actualKind) return false;
  const range = new BlockList();
  range.addSubnet(network, bits === undefined ? most : Number(bits), kind);
  return range.check(actual, actualKind);
}

function kindOf(address: string): "ipv4" | "ipv6" | undefined {
  if (isIPv4(address)) return "ipv4";
  return isIPv6(address) ? "ipv6" : undefined;
}
