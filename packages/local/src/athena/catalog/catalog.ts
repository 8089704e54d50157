import type { CatalogPartition, CatalogTable, CatalogView, Database } from "./catalog-types.ts";

/** The databases, tables, views and partitions of one embedded cloud, in memory. Names are lower case. */
export class Catalog {
  readonly #databases = new Map<string, Database>();
  readonly #relations = new Map<string, Map<string, CatalogTable | CatalogView>>();
  readonly #partitions = new Map<string, Map<string, CatalogPartition>>();

  constructor() {
    this.addDatabase({ name: "default", comment: undefined, location: undefined, properties: {} });
  }

  databases(): Database[] {
    return [...this.#databases.values()].sort(byName);
  }

  database(name: string): Database | undefined {
    return this.#databases.get(name.toLowerCase());
  }

  addDatabase(database: Database): void {
    this.#databases.set(database.name, database);
    this.#relations.set(database.name, new Map());
  }

  dropDatabase(name: string): void {
    for (const relation of this.relations(name)) this.drop(name, relation.name);
    this.#databases.delete(name);
    this.#relations.delete(name);
  }

  relations(database: string): (CatalogTable | CatalogView)[] {
    return [...(this.#relations.get(database.toLowerCase())?.values() ?? [])].sort(byName);
  }

  relation(database: string, name: string): CatalogTable | CatalogView | undefined {
    return this.#relations.get(database.toLowerCase())?.get(name.toLowerCase());
  }

  table(database: string, name: string): CatalogTable | undefined {
    const relation = this.relation(database, name);
    return relation?.kind === "table" ? relation : undefined;
  }

  put(relation: CatalogTable | CatalogView): void {
    this.#relations.get(relation.database)?.set(relation.name, relation);
  }

  drop(database: string, name: string): void {
    this.#relations.get(database)?.delete(name);
    this.#partitions.delete(`${database}.${name}`);
  }

  /** The registered partitions, by their values in order. */
  partitions(table: CatalogTable): CatalogPartition[] {
    return [...(this.#partitions.get(`${table.database}.${table.name}`)?.values() ?? [])].sort(
      (a, b) => (a.values.join("/") < b.values.join("/") ? -1 : 1),
    );
  }

  hasPartition(table: CatalogTable, values: readonly string[]): boolean {
    return (
      this.#partitions.get(`${table.database}.${table.name}`)?.has(JSON.stringify(values)) ?? false
    );
  }

  putPartition(table: CatalogTable, partition: CatalogPartition): void {
    const key = `${table.database}.${table.name}`;
    const partitions = this.#partitions.get(key) ?? new Map<string, CatalogPartition>();
    partitions.set(JSON.stringify(partition.values), partition);
    this.#partitions.set(key, partitions);
  }

  dropPartition(table: CatalogTable, values: readonly string[]): boolean {
    return (
      this.#partitions.get(`${table.database}.${table.name}`)?.delete(JSON.stringify(values)) ??
      false
    );
  }
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
