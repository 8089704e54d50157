import { type IcebergCatalog, loadTable } from "@cloudapi/iceberg";
import type { Catalog } from "../catalog/catalog.ts";
import { catalogLookup, type ScannedTable, type TableReference } from "../catalog/lookup.ts";
import { type CompiledStatement, type CompileInput, compile } from "../compile/compile.ts";
import { icebergFailure } from "../iceberg/iceberg-failure.ts";
import { scannedTable } from "../iceberg/scanned-table.ts";
import type { StateAsked } from "../iceberg/table-state.ts";
import type { Session } from "./duckdb/session.ts";
import { evaluateVersion } from "./evaluate-version.ts";

/** What tables are opened with. */
export interface Opening {
  readonly catalog: Catalog;
  readonly iceberg: IcebergCatalog;
  readonly session: Session;
  readonly signal: AbortSignal;
}

/** A table that a compilation met, and that has to be opened before it can go on. */
class Unopened extends Error {
  readonly reference: TableReference;

  constructor(reference: TableReference) {
    super(`The table ${reference.database}.${reference.name} is not open.`);
    this.name = "Unopened";
    this.reference = reference;
  }
}

/**
 * Compile a statement. What Iceberg tables are is in their metadata: where it meets one, that is loaded, and the statement is
 * compiled anew. All of a statement sees a table as it was then.
 */
export async function compileOpened(
  opening: Opening,
  input: Omit<CompileInput, "lookup">,
): Promise<CompiledStatement> {
  const tables = new OpenTables(opening);
  const lookup = catalogLookup(opening.catalog, (reference) => tables.get(reference));
  for (;;) {
    try {
      return compile({ ...input, lookup });
    } catch (error) {
      if (!(error instanceof Unopened)) throw error;
      await tables.open(error.reference, input.now);
    }
  }
}

class OpenTables {
  readonly #opening: Opening;
  readonly #loaded = new Map<string, ReturnType<typeof loadTable>>();
  readonly #scanned = new Map<string, ScannedTable>();

  constructor(opening: Opening) {
    this.#opening = opening;
  }

  /** @throws {Unopened} */
  get(reference: TableReference): ScannedTable {
    const known = this.#scanned.get(keyOf(reference));
    if (known === undefined) throw new Unopened(reference);
    return known;
  }

  async open(reference: TableReference, now: Date): Promise<void> {
    const { database, name, version } = reference;
    const isTable = this.#opening.catalog.relation(database, name) !== undefined;
    const end = isTable ? name.length : name.lastIndexOf("$");
    const base = name.slice(0, end);
    try {
      const asked: StateAsked | undefined =
        version && (await evaluateVersion(version, now, this.#opening.session));
      const metadataTable = isTable ? undefined : name.slice(end + 1);
      const table = await this.#load(database, base);
      const scanned = scannedTable(table, { database, name: base, metadataTable, asked });
      this.#scanned.set(keyOf(reference), scanned);
    } catch (error) {
      throw icebergFailure(error);
    }
  }

  #load(namespace: string, name: string): ReturnType<typeof loadTable> {
    const { iceberg, signal } = this.#opening;
    const key = JSON.stringify([namespace, name]);
    const loading = this.#loaded.get(key) ?? loadTable(iceberg, { namespace, name }, { signal });
    this.#loaded.set(key, loading);
    return loading;
  }
}

function keyOf({ database, name, version }: TableReference): string {
  return JSON.stringify([database, name, version?.by, version?.sql]);
}
