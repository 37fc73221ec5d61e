// Which of the optional abilities this browser has.

/** Abilities by name; a choice that needs a missing one is shown as not offered. */
export const offered = {
  battery: typeof navigator !== 'undefined' && 'getBattery' in navigator,
  idle: typeof window !== 'undefined' && 'IdleDetector' in window,
  wakeLock: typeof navigator !== 'undefined' && 'wakeLock' in navigator,
} as const;
