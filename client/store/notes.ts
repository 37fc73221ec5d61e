// Small texts that outlive the process: the identity, the registration, what was learned about difficulty.

/** Named texts; a write is durable when its promise resolves. */
export interface Notes {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
  /** Writes it if there is none of this name, whoever else does the same at this moment; gives what is there then. */
  writeFirst(name: string, text: string): Promise<string>;
}

/** Notes that live as long as the process; for tests and for one-off commands. */
export function memoryNotes(): Notes {
  const texts = new Map<string, string>();
  return {
    read: async (name) => texts.get(name),
    write: async (name, text) => void texts.set(name, text),
    async writeFirst(name, text) {
      const first = texts.get(name) ?? text;
      texts.set(name, first);
      return first;
    },
  };
}
