import { malformed } from "./malformed-xml.ts";
import type { XmlElement } from "./parse-xml.ts";

/** @throws {S3Error} MalformedXML when the root has another name */
export function expectRoot(root: XmlElement, name: string): void {
  if (root.name !== name) throw malformed(`the root element is <${root.name}>, not <${name}>`);
}

/** The child elements of a name. */
export function children(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The text of a child, trimmed of nothing; `undefined` when there is no such child. */
export function childText(element: XmlElement, name: string): string | undefined {
  return child(element, name)?.text;
}

/** The only child of a name, or `undefined`. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  const found = children(element, name);
  if (found.length > 1) throw malformed(`<${element.name}> has more than one <${name}>`);
  return found[0];
}

/** @throws {S3Error} MalformedXML when it is missing */
export function requiredChild(element: XmlElement, name: string): XmlElement {
  const found = child(element, name);
  if (found === undefined) throw malformed(`<${element.name}> lacks <${name}>`);
  return found;
}

/** Refuse child elements that are not known, so that no setting is dropped unseen. */
export function expectOnly(element: XmlElement, names: readonly string[]): void {
  const stranger = element.children.find(({ name }) => !names.includes(name));
  if (stranger !== undefined)
    throw malformed(`<${element.name}> has an unknown element <${stranger.name}>`);
}

/** Text that is `true` or `false`. */
export function childFlag(element: XmlElement, name: string): boolean {
  const text = childText(element, name)?.trim();
  if (text === undefined || text === "false") return false;
  if (text !== "true") throw malformed(`<${name}> is neither true nor false`);
  return true;
}
