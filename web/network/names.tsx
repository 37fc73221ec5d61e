// How nodes, wallets, times and states are written on these pages.
import { type Timestamp, timestampMs } from '@bufbuild/protobuf/wkt';
import type { ComponentChildren } from 'preact';
import { ago, moment } from '../i18n/format.ts';
import { language } from '../i18n/language.ts';
import { now } from '../state/now.ts';
import { addressOf } from '../state/route.ts';
import { networkTexts } from './i18n/texts.ts';

/** A node by its number; leads to its page. */
export function NodeLink(props: { id: string }) {
  return (
    <a class="mono" href={addressOf({ screen: 'node', nodeId: props.id })}>
      {props.id}
    </a>
  );
}

/** A wallet, short enough for a line; the whole of it on demand. */
export function WalletName(props: { address: string }) {
  const { address } = props;
  return (
    <span class="mono" title={address}>
      {address.length > 14 ? `${address.slice(0, 8)}…${address.slice(-4)}` : address}
    </span>
  );
}

/** The difficulty of a task, by its number on the wire. */
export function difficultyName(difficulty: number): string {
  const names = networkTexts.value.difficulty;
  return names[difficulty as keyof typeof names] ?? String(difficulty);
}

/** A moment, as a reader of lists wants it: how long ago, with the exact time on demand. */
export function Ago(props: { at: Timestamp | undefined; otherwise?: ComponentChildren }) {
  if (props.at === undefined) return <>{props.otherwise}</>;
  const at = timestampMs(props.at);
  return (
    <time class="number" dateTime={new Date(at).toISOString()} title={moment(at, language.value)}>
      {ago(at, now.value, language.value)}
    </time>
  );
}

/** A moment in full. */
export function Moment(props: { at: Timestamp | undefined; otherwise?: ComponentChildren }) {
  if (props.at === undefined) return <>{props.otherwise}</>;
  const at = timestampMs(props.at);
  return (
    <time class="number" dateTime={new Date(at).toISOString()}>
      {moment(at, language.value)}
    </time>
  );
}

/** How something stands: a lamp in the colour of its kind, and a word. */
export function Mark(props: { kind: 'working' | 'good' | 'bad' | 'quiet'; children: ComponentChildren }) {
  return (
    <span class={`standing ${props.kind}`}>
      <span class="lamp" aria-hidden="true" />
      {props.children}
    </span>
  );
}
