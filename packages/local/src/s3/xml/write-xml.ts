/** What an element holds: text, child elements, or nothing when `undefined` (the element is left out). */
export type XmlContent = string | number | boolean | XmlNode | readonly XmlNode[] | undefined;

/** One or more elements by name, in order; an array value repeats its element. */
export interface XmlNode {
  readonly [name: string]: XmlContent | readonly (string | number | boolean)[];
}

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** Write a whole document in S3's namespace. */
export function writeXmlDocument(root: string, content: XmlNode, namespace = true): string {
  const attribute = namespace ? ` xmlns="${NAMESPACE}"` : "";
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${writeNode(content)}</${root}>`;
}

/** Write a document whose root holds text alone. */
export function writeXmlText(root: string, text: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${escapeXml(text)}</${root}>`;
}

function writeNode(node: XmlNode): string {
  return Object.entries(node)
    .map(([name, value]) => (Array.isArray(value) ? value : [value]).map((item) => writeElement(name, item)).join(""))
    .join("");
}

function writeElement(name: string, value: XmlContent): string {
  if (value === undefined) return "";
  return `<${name}>${typeof value === "object" ? writeNode(value as XmlNode) : escapeXml(String(value))}</${name}>`;
}

/** Escape text for XML; control characters but tab and line feed become references, as S3 writes them. */
export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`);
}
