/** The tags of an embedded Glue catalog's databases, which alone can have some. */
export class Tags {
  readonly #tags = new Map<string, Readonly<Record<string, string>>>();

  of(database: string): Readonly<Record<string, string>> {
    return this.#tags.get(database) ?? {};
  }

  set(database: string, tags: Readonly<Record<string, string>>): void {
    this.#tags.set(database, tags);
  }

  drop(database: string): void {
    this.#tags.delete(database);
  }
}
