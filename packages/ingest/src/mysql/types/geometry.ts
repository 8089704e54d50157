/** A geometry as a contract has it. */
export interface Geometry {
  readonly srid: number;
  /** Well-known text, longitude first. */
  readonly wkt: string;
}

const KINDS: Readonly<Record<number, string>> = {
  1: "POINT",
  2: "LINESTRING",
  3: "POLYGON",
  4: "MULTIPOINT",
  5: "MULTILINESTRING",
  6: "MULTIPOLYGON",
  7: "GEOMETRYCOLLECTION",
};

/** Collections inside collections beyond this are none that a map has. */
const DEEPEST = 100;

/**
 * What MySQL stores of a geometry, as hexadecimal digits: its reference system in four bytes, and well-known binary. Numbers are written so that
 * they can be read back as they are, which the server's own text is not always.
 */
export function readGeometry(hex: string): Geometry | string {
  try {
    const bytes = Buffer.from(hex, "hex");
    const reader = new WkbReader(bytes, 4);
    const wkt = reader.geometry(0);
    return reader.isDone ? { srid: bytes.readUInt32LE(0), wkt } : hex;
  } catch (error) {
    // Bytes that end too early.
    if (error instanceof RangeError) return hex;
    throw error;
  }
}

class WkbReader {
  readonly #bytes: Buffer;
  #at: number;
  #isLittle = true;

  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes;
    this.#at = start;
  }

  get isDone(): boolean {
    return this.#at === this.#bytes.length;
  }

  geometry(depth: number): string {
    const { kind, body } = this.#tagged(depth);
    return `${kind}${body === "()" ? " EMPTY" : body}`;
  }

  #tagged(depth: number): { kind: string; body: string } {
    this.#isLittle = this.#bytes.readUInt8(this.#at) === 1;
    this.#at++;
    const code = this.#count();
    const kind = KINDS[code];
    if (kind === undefined || depth > DEEPEST) throw new RangeError("no such geometry");
    return { kind, body: this.#body(code, depth) };
  }

  #body(code: number, depth: number): string {
    switch (code) {
      case 1:
        return `(${this.#point()})`;
      case 2:
        return this.#list(() => this.#point());
      case 3:
        return this.#list(() => this.#list(() => this.#point()));
      case 7:
        return this.#list(() => this.geometry(depth + 1));
      default:
        return this.#list(() => this.#tagged(depth + 1).body);
    }
  }

  #list(item: () => string): string {
    const items: string[] = [];
    for (let left = this.#count(); left > 0; left--) items.push(item());
    return `(${items.join(",")})`;
  }

  #point(): string {
    return `${this.#number()} ${this.#number()}`;
  }

  #count(): number {
    const at = this.#at;
    this.#at += 4;
    return this.#isLittle ? this.#bytes.readUInt32LE(at) : this.#bytes.readUInt32BE(at);
  }

  #number(): string {
    const at = this.#at;
    this.#at += 8;
    return String(this.#isLittle ? this.#bytes.readDoubleLE(at) : this.#bytes.readDoubleBE(at));
  }
}
