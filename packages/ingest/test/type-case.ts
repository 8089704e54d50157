/** A type, values of it as SQL, what is read of them, and what is said of the type. */
export interface TypeCase {
  readonly type: string;
  readonly values: readonly (readonly [sql: string, canonical: unknown])[];
  readonly verdict: string;
  readonly code: string;
}
