import type {
  CatalogEntry,
  CatalogPartition,
  CatalogRelation,
  CatalogTable,
  Database,
} from "./catalog-types.ts";
import type { OnCatalogUse } from "./catalog-use.ts";
import { defineRelation } from "./define-relation.ts";
import type { TableDefinition } from "./definitions.ts";

/** How a table or view is put. */
export interface PutOptions {
  readonly now: Date;
  /** What the catalog keeps of it. Default: what the relation says. */
  readonly definition?: TableDefinition;
  /** Whether the version that it replaces is kept. Default true. */
  readonly archive?: boolean;
  /** Partitions that it has from the start; it is there with all of them, or not at all. */
  readonly partitions?: readonly CatalogPartition[];
}

/** Which table. */
export interface TableKey {
  readonly database: string;
  readonly name: string;
}

/** The databases, tables, views and partitions of one embedded cloud, in memory. Names are lower case. */
export class Catalog {
  readonly #databases = new Map<string, Database>();
  readonly #entries = new Map<string, Map<string, CatalogEntry>>();
  readonly #partitions = new Map<string, Map<string, CatalogPartition>>();
  readonly #onUse: OnCatalogUse;

  constructor(now = new Date(), onUse: OnCatalogUse = () => {}) {
    this.#onUse = onUse;
    this.putDatabase({
      name: "default",
      comment: undefined,
      location: undefined,
      properties: {},
      createdAt: now,
    });
  }

  databases(): Database[] {
    this.#use("GetDatabases");
    return [...this.#databases.values()].sort(byName);
  }

  database(name: string): Database | undefined {
    this.#use("GetDatabase", name);
    return this.#databases.get(name.toLowerCase());
  }

  /** Add a database, or change what is said of one that is there. */
  putDatabase(database: Database): void {
    this.#use(
      this.#databases.has(database.name) ? "UpdateDatabase" : "CreateDatabase",
      database.name,
    );
    this.#databases.set(database.name, database);
    if (!this.#entries.has(database.name)) this.#entries.set(database.name, new Map());
  }

  dropDatabase(name: string): void {
    this.#use("DeleteDatabase", name);
    for (const relation of this.relations(name)) this.drop(name, relation.name);
    this.#databases.delete(name);
    this.#entries.delete(name);
  }

  entries(database: string): CatalogEntry[] {
    this.#use("GetTables", database);
    const entries = this.#entries.get(database.toLowerCase())?.values() ?? [];
    return [...entries].sort((a, b) => byName(a.relation, b.relation));
  }

  entry(database: string, name: string): CatalogEntry | undefined {
    this.#use("GetTable", database, name);
    return this.#known(database, name);
  }

  #known(database: string, name: string): CatalogEntry | undefined {
    return this.#entries.get(database.toLowerCase())?.get(name.toLowerCase());
  }

  relations(database: string): CatalogRelation[] {
    return this.entries(database).map(({ relation }) => relation);
  }

  relation(database: string, name: string): CatalogRelation | undefined {
    return this.entry(database, name)?.relation;
  }

  table(database: string, name: string): CatalogTable | undefined {
    const relation = this.relation(database, name);
    return relation?.kind === "table" ? relation : undefined;
  }

  /** Make a table or view, or the next version of one. */
  put(relation: CatalogRelation, { now, archive = true, ...rest }: PutOptions): void {
    const { definition = defineRelation(relation), partitions = [] } = rest;
    const known = this.#known(relation.database, relation.name);
    this.#use(
      known === undefined ? "CreateTable" : "UpdateTable",
      relation.database,
      relation.name,
    );
    this.putPartitions(relation, partitions);
    const kept = known === undefined || !archive ? [] : [versionOf(known)];
    this.#entries.get(relation.database)?.set(relation.name, {
      relation,
      definition,
      version: (known?.version ?? -1) + 1,
      createdAt: known?.createdAt ?? relation.createdAt,
      updatedAt: now,
      archived: [...(known?.archived ?? []), ...kept],
    });
  }

  /** Forget a former version. */
  dropVersion({ database, name }: TableKey, version: number): void {
    this.#use("DeleteTableVersion", database, name);
    const known = this.#known(database, name);
    if (known === undefined) return;
    const archived = known.archived.filter((each) => each.version !== version);
    this.#entries.get(database)?.set(name, { ...known, archived });
  }

  /** Make a table in the place of another: both happens, or nothing. */
  rename(from: TableKey, relation: CatalogRelation, options: PutOptions): void {
    this.#use("DeleteTable", from.database, from.name);
    this.put(relation, options);
    this.#forget(from);
  }

  drop(database: string, name: string): void {
    this.#use("DeleteTable", database, name);
    this.#forget({ database, name });
  }

  #forget({ database, name }: TableKey): void {
    this.#entries.get(database)?.delete(name);
    this.#partitions.delete(keyOf({ database, name }));
  }

  /** The registered partitions, by their values in order. */
  partitions(table: TableKey): CatalogPartition[] {
    this.#use("GetPartitions", table.database, table.name);
    const partitions = [...(this.#partitions.get(keyOf(table))?.values() ?? [])];
    const texts = new Map(partitions.map((each) => [each, each.values.join("/")]));
    return partitions.sort((a, b) => ((texts.get(a) ?? "") < (texts.get(b) ?? "") ? -1 : 1));
  }

  partition(table: TableKey, values: readonly string[]): CatalogPartition | undefined {
    this.#use("GetPartition", table.database, table.name);
    return this.#partitions.get(keyOf(table))?.get(JSON.stringify(values));
  }

  putPartition(table: TableKey, partition: CatalogPartition): void {
    this.putPartitions(table, [partition]);
  }

  /** Register partitions: all of them, or none. */
  putPartitions(table: TableKey, partitions: readonly CatalogPartition[]): void {
    if (partitions.length === 0) return;
    this.#use("BatchCreatePartition", table.database, table.name);
    const key = keyOf(table);
    const known = this.#partitions.get(key) ?? new Map<string, CatalogPartition>();
    for (const partition of partitions) known.set(JSON.stringify(partition.values), partition);
    this.#partitions.set(key, known);
  }

  dropPartition(table: TableKey, values: readonly string[]): boolean {
    this.#use("DeletePartition", table.database, table.name);
    return this.#partitions.get(keyOf(table))?.delete(JSON.stringify(values)) ?? false;
  }

  #use(operation: string, database?: string, table?: string): void {
    this.#onUse({ operation, database: database?.toLowerCase(), table: table?.toLowerCase() });
  }
}

function versionOf({ version, definition, createdAt, updatedAt }: CatalogEntry) {
  return { version, definition, createdAt, updatedAt };
}

function keyOf({ database, name }: TableKey): string {
  return `${database}.${name}`;
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
