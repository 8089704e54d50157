/** A statement that the stand-in does not do, in its own words. */
export class Refusal extends Error {
  constructor(what: string) {
    super(
      `The embedded cloud's Redshift is PostgreSQL behind the Data API, and does not do ${what} (docs/warehouse.md).`,
    );
    this.name = "Refusal";
  }
}
