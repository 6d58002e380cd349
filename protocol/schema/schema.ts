/**
 * What a state looks like, as plain data: a hub sends it to the phones as JSON (SPEC.md section 6), so a client needs to know no game.
 * Values are immutable plain objects; their TypeScript type is inferred with {@link Infer}.
 */
export type Schema =
  | IntSchema
  | FixedSchema
  | { readonly k: 'bool' }
  | OneOfSchema<readonly string[]>
  | { readonly k: 'text'; readonly max: number }
  | ListSchema<Schema>
  | SeatsSchema<Schema>
  | OptionalSchema<Schema>
  | StructSchema<Readonly<Record<string, Schema>>>;

/** An integer of min..max. `near`: changes of -near..near get a short code. */
export interface IntSchema {
  readonly k: 'int';
  readonly min: number;
  readonly max: number;
  readonly near?: number;
}
/** min..max in steps of `step`; held as a number that is min + i * step. */
export interface FixedSchema {
  readonly k: 'fixed';
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** In steps. */
  readonly near?: number;
}
export interface OneOfSchema<W extends readonly string[]> {
  readonly k: 'oneOf';
  readonly of: W;
}
export interface ListSchema<S extends Schema> {
  readonly k: 'list';
  readonly item: S;
  readonly max: number;
}
/** A map keyed by a number of 0..max-1, such as seat or member; iterated in ascending order of keys. */
export interface SeatsSchema<S extends Schema> {
  readonly k: 'seats';
  readonly item: S;
  readonly max: number;
}
export interface OptionalSchema<S extends Schema> {
  readonly k: 'optional';
  readonly of: S;
}
export interface StructSchema<F extends Readonly<Record<string, Schema>>> {
  readonly k: 'struct';
  readonly fields: F;
}

/** The type of the values that a schema describes; unknown for any schema at all, which also keeps the compiler from expanding it for ever. */
export type Infer<S> = [Schema] extends [S]
  ? unknown
  : S extends { readonly k: 'int' } | { readonly k: 'fixed' }
    ? number
    : S extends { readonly k: 'bool' }
      ? boolean
      : S extends { readonly k: 'text' }
        ? string
        : S extends OneOfSchema<infer W>
          ? W[number]
          : S extends ListSchema<infer I>
            ? readonly Infer<I>[]
            : S extends SeatsSchema<infer I>
              ? ReadonlyMap<number, Infer<I>>
              : S extends OptionalSchema<infer O>
                ? Infer<O> | undefined
                : S extends StructSchema<infer F>
                  ? { readonly [K in keyof F]: Infer<F[K]> }
                  : never;

/** The words in which a game author writes a schema. */
export const s = {
  int: (min: number, max: number, hint: { readonly near?: number } = {}): IntSchema => ({
    k: 'int',
    min,
    max,
    ...hint,
  }),
  fixed: (min: number, max: number, step: number, hint: { readonly near?: number } = {}): FixedSchema => ({
    k: 'fixed',
    min,
    max,
    step,
    ...hint,
  }),
  bool: (): { readonly k: 'bool' } => ({ k: 'bool' }),
  oneOf: <const W extends readonly string[]>(...of: W): OneOfSchema<W> => ({ k: 'oneOf', of }),
  text: (maxBytes: number): { readonly k: 'text'; readonly max: number } => ({ k: 'text', max: maxBytes }),
  list: <S extends Schema>(item: S, max: number): ListSchema<S> => ({ k: 'list', item, max }),
  seats: <S extends Schema>(item: S, max: number): SeatsSchema<S> => ({ k: 'seats', item, max }),
  optional: <S extends Schema>(of: S): OptionalSchema<S> => ({ k: 'optional', of }),
  struct: <const F extends Readonly<Record<string, Schema>>>(fields: F): StructSchema<F> => ({
    k: 'struct',
    fields,
  }),
} as const;
