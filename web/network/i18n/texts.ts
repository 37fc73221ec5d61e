// The network pages' texts in the reader's language. They come with these pages, not with the first screen.
import { computed } from '@preact/signals';
import { type Language, language } from '../../i18n/language.ts';
import { type NetworkMessages, networkEn } from './en.ts';
import { networkZh } from './zh.ts';

const TEXTS: Record<Language, NetworkMessages> = { en: networkEn, zh: networkZh };

/** The texts in the language now. */
export const networkTexts = computed(() => TEXTS[language.value]);
