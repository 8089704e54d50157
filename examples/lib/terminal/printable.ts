const LONGEST = 4_000;

/**
 * A text as every terminal draws it alike: control characters as their pictures, invisible and unassigned ones as
 * dots, at most three marks on a letter and none without one; of a text beyond 4,000 characters, the beginning and the end.
 */
export function printable(text: string): string {
  return ends(text)
    .replaceAll(/[\0-\x1f]/g, (control) => String.fromCodePoint(0x24_00 + control.charCodeAt(0)))
    .replaceAll("\x7f", "␡")
    .replaceAll(/\p{Variation_Selector}/gu, "")
    .replaceAll(
      /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu,
      "·",
    )
    .replaceAll(/\p{Zs}/gu, " ")
    .replaceAll(/(\p{M}{3})\p{M}+/gu, "$1")
    .replaceAll(/(?<=^| )\p{M}/gu, "·$&")
    .replaceAll(/(?<![\u1100-\u11ff\ua960-\ua97c\uac00-\ud7a3])[\u1160-\u11ff]/g, "·$&");
}

function ends(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST / 2)}…${text.slice(-LONGEST / 2)}`;
}
