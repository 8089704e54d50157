import { Refusal } from "./refusal.ts";
import { literalValue, nameValue, type Token } from "./tokens.ts";

/** A COPY of Parquet by manifest. */
export interface CopyStatement {
  readonly schema: string | undefined;
  readonly table: string;
  /** The columns, in the files' order; all of the table's where none are named. */
  readonly columns: readonly string[] | undefined;
  /** `s3://bucket/key` of the manifest. */
  readonly manifest: string;
  readonly serializeToJson: boolean;
}

/** Read a COPY; what isn't of Parquet by manifest is refused by name. */
export function parseCopy(tokens: readonly Token[]): CopyStatement {
  const reader = new Reader(tokens.slice(1));
  const first = nameValue(reader.take("a table"));
  const table = reader.is(".") ? nameValue(reader.take("a table")) : undefined;
  const columns = reader.is("(") ? columnList(reader) : undefined;
  reader.expect("FROM");
  const from = reader.take("the place to read from");
  if (from.kind !== "text") throw new Refusal("COPY from other than a place in S3");
  const options = copyOptions(reader);
  if (!options.isParquet) throw new Refusal("COPY of other than FORMAT AS PARQUET");
  if (!options.isManifest) throw new Refusal("COPY without MANIFEST");
  return {
    schema: table === undefined ? undefined : first,
    table: table ?? first,
    columns,
    manifest: literalValue(from),
    serializeToJson: options.serializeToJson,
  };
}

function columnList(reader: Reader): string[] {
  const columns: string[] = [];
  do columns.push(nameValue(reader.take("a column")));
  while (reader.is(","));
  reader.expect(")");
  return columns;
}

function copyOptions(reader: Reader) {
  const found = { isParquet: false, isManifest: false, serializeToJson: false };
  for (let token = reader.next(); token !== undefined; token = reader.next()) {
    if (token.upper === "IAM_ROLE") reader.take("a role");
    else if (token.upper === "MANIFEST") found.isManifest = true;
    else if (token.upper === "SERIALIZETOJSON") found.serializeToJson = true;
    else if (token.upper === "FORMAT") {
      reader.is("AS");
      found.isParquet = reader.take("a format").upper === "PARQUET";
    } else throw new Refusal(`COPY with ${token.text.slice(0, 40)}`);
  }
  return found;
}

/** Takes one token after the other. */
class Reader {
  #at = 0;
  readonly #tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  take(what: string): Token {
    const token = this.next();
    if (token === undefined) throw new Refusal(`COPY without ${what}`);
    return token;
  }

  /** Take the token if it is this one. */
  is(upper: string): boolean {
    const isIt = this.#tokens[this.#at]?.upper === upper;
    if (isIt) this.#at++;
    return isIt;
  }

  expect(upper: string): void {
    if (!this.is(upper)) throw new Refusal(`COPY without ${upper}`);
  }
}
