// Live answers in components: followed while the page is seen and has a line, and ended with the component.
import { effect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { systemClock } from '#client/clock.ts';
import type { Page } from '../state/page.ts';
import { online } from '../state/surroundings.ts';
import { type AskPage, Listing } from './listing.ts';
import { LiveAnswer, type Source } from './live-answer.ts';

/** An answer that is kept up to date; another `key` is another question. */
export function useLive<T>(source: Source<T>, key: string, everyMs?: number): LiveAnswer<T> {
  const live = useMemo(() => new LiveAnswer(source, systemClock, everyMs), [key]);
  useFollowed(live);
  return live;
}

/** A list whose first page is kept up to date; another `key` is another list. */
export function useListing<T>(ask: AskPage<T>, key: string, everyMs?: number): Listing<T> {
  const list = useMemo(() => new Listing(ask, systemClock, everyMs), [key]);
  useFollowed(list.live);
  return list;
}

/** Asks again soon after something has happened in the network. */
export function useNews(page: Page, live: LiveAnswer<unknown>): void {
  useEffect(() => {
    let first = true;
    return effect(() => {
      page.network.value.events[0]?.key;
      if (!first) void live.soon();
      first = false;
    });
  }, [page, live]);
}

function useFollowed(live: LiveAnswer<unknown>): void {
  useEffect(() => {
    let seen: AbortController | undefined;
    const follow = (): void => {
      seen?.abort();
      seen = document.visibilityState === 'visible' ? new AbortController() : undefined;
      if (seen !== undefined) void live.follow(seen.signal);
    };
    document.addEventListener('visibilitychange', follow);
    const stop = effect(() => {
      if (online.value) live.again();
    });
    follow();
    return () => {
      document.removeEventListener('visibilitychange', follow);
      stop();
      seen?.abort();
    };
  }, [live]);
}
