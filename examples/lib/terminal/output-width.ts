const NARROWEST = 20;
const WIDEST = 160;

/** The columns to fill: those of the terminal, within 20 and 160; 80 where there is none. */
export function outputWidth({ isTTY, columns }: Partial<NodeJS.WriteStream>): number {
  const width = isTTY === true && columns !== undefined && columns > 0 ? columns : 80;
  return Math.min(WIDEST, Math.max(NARROWEST, width));
}
