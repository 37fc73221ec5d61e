// The phases of a proof in their order, and how full each is drawn.

/** A proof's phases as the engine reports them, with the start of the worker before. */
export const PHASES = ['starting', 'execute', 'trace', 'main', 'interaction', 'composition', 'openings'] as const;
export type Phase = (typeof PHASES)[number];

interface Position {
  readonly phase: string;
  readonly fraction: number;
}

/** How full a phase is, from 0 to 1: those before the present one are full. */
export function phaseFill(at: Position, phase: Phase): number {
  const now = PHASES.indexOf(at.phase as Phase);
  const asked = PHASES.indexOf(phase);
  if (asked !== now) return asked < now ? 1 : 0;
  return Math.min(1, Math.max(0, at.fraction));
}

/** How far the whole proof is, with every phase counted alike. */
export function overallFraction(at: Position): number {
  return PHASES.reduce((sum, phase) => sum + phaseFill(at, phase), 0) / PHASES.length;
}
