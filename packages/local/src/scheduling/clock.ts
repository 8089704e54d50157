/** The time by which schedules fire: the machine's, or one that stands still until it is moved. */
export class Clock {
  #standsAt: number | undefined;

  constructor(standsAt?: Date) {
    this.#standsAt = standsAt?.getTime();
  }

  /** Whether time passes by itself. */
  get runs(): boolean {
    return this.#standsAt === undefined;
  }

  now(): number {
    return this.#standsAt ?? Date.now();
  }

  /** From here on it stands, at this time; a time that has passed changes nothing. */
  moveTo(ms: number): void {
    if (ms >= this.now()) this.#standsAt = ms;
  }
}
