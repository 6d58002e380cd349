/** Median and 99th percentile; null where nothing was measured. Milliseconds. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p99: number | null;
}

/** Newest measures kept for a percentile. */
const KEPT = 65_536;

/** A bounded row of measures. */
export class Measures {
  readonly #values: number[] = [];
  #next = 0;

  get count(): number {
    return this.#values.length;
  }

  add(value: number): void {
    if (this.#values.length < KEPT) this.#values.push(value);
    else this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % KEPT;
  }

  get values(): readonly number[] {
    return this.#values;
  }

  /** The last ones only: cheap enough to look at all the time. */
  newest(count: number): Pick<Measures, 'values'> {
    const all = this.#values;
    return {
      values: Array.from({ length: Math.min(count, all.length) }, (_, i) => all.at(this.#next - 1 - i) ?? 0),
    };
  }
}

const at = (sorted: readonly number[], share: number): number | null => {
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  return value === undefined ? null : Math.round(value * 100) / 100;
};

/** Nearest-rank percentiles of all the measures together, to a hundredth of a millisecond. */
export const percentiles = (...all: readonly Pick<Measures, 'values'>[]): Percentiles => {
  const sorted = all.flatMap((one) => [...one.values]).sort((a, b) => a - b);
  return { p50: at(sorted, 0.5), p99: at(sorted, 0.99) };
};
