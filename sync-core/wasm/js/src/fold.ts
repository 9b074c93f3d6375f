// What `fold` takes and gives: the types of `sync-core/src/model/plain.rs`. It has no code.

/** What counts, after disputes are settled. Facts with equal keys count once. */
export interface Fact {
  readonly key: string;
  /** Like `2026-05-04`. */
  readonly day: string;
  /** The id of an item of the rules. */
  readonly item: string;
  readonly minutes?: number | null;
  /** What a reviewer granted in place of what the rules give. */
  readonly granted?: { readonly minutes: number } | { readonly tenths: number } | null;
}

/** A standing with its lines. */
export interface Folded {
  readonly opening_tenths: number;
  readonly base_tenths: number;
  readonly base_counted_tenths: number;
  readonly bonus_tenths: number;
  readonly deduct_tenths: number;
  readonly total_tenths: number;
  readonly stars: number;
  readonly minutes: number;
  readonly lines: readonly FoldedLine[];
}

/** What a fact is worth and what of it counts. */
export interface FoldedLine {
  readonly key: string;
  readonly item: string;
  readonly day: string;
  readonly value_tenths: number;
  readonly counted_tenths: number;
  readonly minutes: number;
  /** Why less counts than it is worth. */
  readonly cut_by: string | null;
}
