// Light, dark, or as the device says.
import { signal } from '@preact/signals';
import { keep, kept } from './kept-choice.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** The appearance now. */
export const theme = signal<Theme>(kept<Theme>('theme', 'system'));

/** Changes the appearance and remembers it. */
export function wear(chosen: Theme): void {
  theme.value = chosen;
  keep('theme', chosen);
  showTheme();
}

/** Puts the appearance on the document. */
export function showTheme(): void {
  if (theme.value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
}
