/** The members of a request. */
export type Input = Readonly<Record<string, unknown>>;
