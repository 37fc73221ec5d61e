// Which language the page speaks: the reader's choice, else the browser's.
import { computed, signal } from '@preact/signals';
import { keep, kept } from '../state/kept-choice.ts';
import { en, type Messages } from './en.ts';
import { zh } from './zh.ts';

/** The languages there are, by their BCP 47 tags. */
export const LANGUAGES = { en: 'English', zh: '中文' } as const;
export type Language = keyof typeof LANGUAGES;

const TEXTS: Record<Language, Messages> = { en, zh };

/** The language now. */
export const language = signal<Language>(kept('language', languageOf(preferences())));

/** The texts in the language now; reading it in a component makes that follow the language. */
export const texts = computed(() => TEXTS[language.value]);

/** Changes the language and remembers it. */
export function speak(chosen: Language): void {
  language.value = chosen;
  keep('language', chosen);
}

/** The first of the preferred languages that there is, else English. */
export function languageOf(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const base = tag.toLowerCase().split('-')[0];
    if (base === 'en' || base === 'zh') return base;
  }
  return 'en';
}

function preferences(): readonly string[] {
  return typeof navigator === 'undefined' ? [] : (navigator.languages ?? []);
}
