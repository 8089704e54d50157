/** How a CSV file is written, where it is not as RFC 4180 says. */
export interface CsvOptions {
  /**
   * The encoding, by a name that Node's `TextDecoder` has: `windows-1252`, `latin1`, `utf-16le`, `shift_jis`, `macintosh`;
   * UTF-8 by default. A byte order mark says more than this.
   */
  readonly encoding?: string | undefined;
  /** The character between cells: any of ASCII but letters, digits, quotes and line ends; `,` by default, `auto` to tell it by the first lines. A `sep=` line of the file is heeded. */
  readonly delimiter?: string | undefined;
  /** The character around cells that hold delimiters or line ends; `"` by default, `null` where there is none. */
  readonly quote?: string | null | undefined;
  /**
   * How what would end a cell stands inside one. `double` (default): a quote is written twice. `backslash`: a backslash
   * takes the next character as it is. `sql`: as PostgreSQL's COPY and MySQL write it: `\t`, `\n`, `\\`, and `\N` for null.
   * `none`: not at all; a quote closes a cell only where a delimiter or a line end follows.
   */
  readonly escape?: "double" | "backslash" | "sql" | "none" | undefined;
  /** Lines that begin so are no rows: `#`, `--`. One of them may be the header. */
  readonly comment?: string | undefined;
  /** `true` (default): the first line is a header. `false`: there is none, and the cells are the contract's columns in order. A list: there is none, and these are the cells' names. */
  readonly header?: boolean | readonly string[] | undefined;
  /** Lines before the header, or before the first row where there is no header; `header` to look for the header by its names. */
  readonly skipLines?: number | "header" | undefined;
  /** Lines behind the header that are no rows, such as units or types. */
  readonly skipAfterHeader?: number | undefined;
  /** What is no row at the end: so many records, such as a line of totals, or everything from the first `blank-line` behind a row on. */
  readonly footer?: number | "blank-line" | undefined;
  /**
   * What stands for null; `[""]` by default, so that only an empty cell does. By column, where it is not the same for all:
   * `{ country: [""], revenue: ["", "NA"] }`; columns that are not named have the default. An empty cell of a column
   * other than text is always null.
   */
  readonly nulls?: readonly string[] | Readonly<Record<string, readonly string[]>> | undefined;
  /** Whether these words are null in quotes, too. By default an empty cell is, and so are words in columns other than text, where they can mean nothing else. */
  readonly quotedNulls?: boolean | undefined;
  /** Whether spaces and tabs around cells, outside of quotes, are no part of them. */
  readonly trim?: boolean | undefined;
  /** What stands before the decimals; `.` by default. */
  readonly decimal?: "." | "," | undefined;
  /** What stands between groups of three digits: `.` `,` `'` or a space (`\u00a0` and `\u202f` are others). None by default. */
  readonly thousands?: string | undefined;
  /** Units that may stand before or behind a number, as in `12,50 €`, and are dropped; `%` and `‰` divide by 100 and 1,000. */
  readonly units?: readonly string[] | undefined;
  /** The words of booleans, as they are written; `true` and `false` in any case by default. */
  readonly booleans?:
    | { readonly true: readonly string[]; readonly false: readonly string[] }
    | undefined;
  /** Whether `Order_ID` in the header is the contract's `order_id`. */
  readonly caseInsensitive?: boolean | undefined;
}

/** The names of the options. */
export const CSV_OPTIONS = [
  "encoding",
  "delimiter",
  "quote",
  "escape",
  "comment",
  "header",
  "skipLines",
  "skipAfterHeader",
  "footer",
  "nulls",
  "quotedNulls",
  "trim",
  "decimal",
  "thousands",
  "units",
  "booleans",
  "caseInsensitive",
] as const satisfies readonly (keyof CsvOptions)[];
