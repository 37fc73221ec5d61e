// How much work a task is: the ladder of the Nexus v3 wire, and what each step means here.

/** A step of the ladder: its number on the v3 wire (Connect: one more) and its largest number of cycles. */
export interface Difficulty {
  value: number;
  name: string;
  cycles: number;
}

export const DIFFICULTIES: readonly Difficulty[] = [
  { value: 0, name: 'SMALL', cycles: 2 ** 14 },
  { value: 3, name: 'SMALL_MEDIUM', cycles: 2 ** 16 },
  { value: 5, name: 'MEDIUM', cycles: 2 ** 17 },
  { value: 10, name: 'LARGE', cycles: 2 ** 18 },
  { value: 15, name: 'EXTRA_LARGE', cycles: 2 ** 19 },
  { value: 16, name: 'EXTRA_LARGE_2', cycles: 2 ** 20 },
  { value: 17, name: 'EXTRA_LARGE_3', cycles: 2 ** 21 },
  { value: 18, name: 'EXTRA_LARGE_4', cycles: 2 ** 22 },
  { value: 19, name: 'EXTRA_LARGE_5', cycles: 2 ** 23 },
];

/** The least step that holds so many cycles in one run; the last one holds everything above. */
export function difficultyOf(cycles: number): Difficulty {
  return DIFFICULTIES.find((step) => cycles <= step.cycles) ?? (DIFFICULTIES.at(-1) as Difficulty);
}

/** The steps a client that asks for `most` may get, hardest first. A value that is not on the ladder counts as the easiest. */
export function difficultiesUpTo(most: number): Difficulty[] {
  const known = DIFFICULTIES.some((step) => step.value === most) ? most : 0;
  return DIFFICULTIES.filter((step) => step.value <= known).reverse();
}
