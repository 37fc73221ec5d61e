// An outbox that says when it changed, so that the page shows what is stored and not what it believes is stored.
import type { Outbox } from '#client/store/outbox.ts';

/** The same outbox; `changed` is called after every step that ended well. */
export function watchedOutbox(outbox: Outbox, changed: () => void): Outbox {
  const told = async <T>(step: Promise<T>): Promise<T> => {
    const value = await step;
    changed();
    return value;
  };
  return {
    ...outbox,
    put: (task) => told(outbox.put(task)),
    remove: (id) => told(outbox.remove(id)),
    bury: (letter) => told(outbox.bury(letter)),
    revive: (id) => told(outbox.revive(id)),
  };
}
