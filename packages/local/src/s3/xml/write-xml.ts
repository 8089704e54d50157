/** What an element holds: text or child elements. */
export type XmlContent = string | number | boolean | XmlNode;

/** Elements by name, in order: a list repeats its element, `undefined` leaves it out. */
export interface XmlNode {
  readonly [name: string]: XmlContent | readonly XmlContent[] | undefined;
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

/** Write elements that stand in another. */
export function writeNode(node: XmlNode): string {
  const elements = Object.entries(node).flatMap(([name, value]) =>
    asList(value).map((item) => writeElement(name, item)),
  );
  return elements.join("");
}

function asList(value: XmlNode[string]): readonly XmlContent[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

function isList(value: XmlContent | readonly XmlContent[]): value is readonly XmlContent[] {
  return Array.isArray(value);
}

function writeElement(name: string, value: XmlContent): string {
  const inside = typeof value === "object" ? writeNode(value) : escapeXml(String(value));
  return `<${name}>${inside}</${name}>`;
}

/** Escape text for XML; control characters but tab and line feed become references, as S3 writes them. */
export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll(
      /[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/g,
      (character) => `&#x${character.charCodeAt(0).toString(16)};`,
    );
}
