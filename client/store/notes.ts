// Small texts that outlive the process: the identity, the registration, what was learned about difficulty.

/** Named texts; a write is durable when its promise resolves. */
export interface Notes {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
}

/** Notes that live as long as the process; for tests and for one-off commands. */
export function memoryNotes(): Notes {
  const texts = new Map<string, string>();
  return {
    read: async (name) => texts.get(name),
    write: async (name, text) => void texts.set(name, text),
  };
}
