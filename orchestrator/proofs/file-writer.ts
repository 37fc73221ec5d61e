// Writes files durably on a thread of its own: files that come in at the same time share the wait for the disk, and one
// message costs the server's own thread less than the seven steps of writing a file would.
import { Worker } from 'node:worker_threads';

export interface FileToWrite {
  /** Has the shards, and is there or is made. */
  folder: string;
  /** The folder in it that gets the file. */
  shard: string;
  file: string;
  bytes: Uint8Array;
}

export type WriteRequest = FileToWrite & { id: number };
export type WriteResponse = { id: number; error?: { code: string | undefined; message: string } };

export interface FileWriter {
  /** The file, which may not exist yet, and its entry are on disk when it returns. `take`: as in ProofFiles. */
  write(file: FileToWrite, take?: 'take'): Promise<void>;
  close(): Promise<void>;
}

export function createFileWriter(): FileWriter {
  const writing = new Map<number, PromiseWithResolvers<void>>();
  let worker: Worker | undefined;
  let nextId = 1;

  function start(): Worker {
    const started = new Worker(new URL('./file-writer.worker.ts', import.meta.url), { name: 'file-writer' });
    // Keeps the process alive only while it is writing.
    started.unref();
    started.on('message', ({ id, error }: WriteResponse) => {
      if (error) writing.get(id)?.reject(Object.assign(new Error(error.message), { code: error.code }));
      else writing.get(id)?.resolve();
      writing.delete(id);
      if (writing.size === 0) started.unref();
    });
    const lose = (error: Error) => {
      if (worker !== started) return;
      worker = undefined;
      for (const { reject } of writing.values()) reject(error);
      writing.clear();
    };
    started.on('error', lose);
    started.on('exit', () => lose(new Error('the thread that writes files has ended')));
    return started;
  }

  return {
    write(file, take) {
      worker ??= start();
      const id = nextId++;
      const done = Promise.withResolvers<void>();
      const memory = file.bytes.buffer;
      const taken = take && memory instanceof ArrayBuffer ? [memory] : [];
      worker.postMessage({ id, ...file } satisfies WriteRequest, taken);
      if (writing.size === 0) worker.ref();
      writing.set(id, done);
      return done.promise;
    },
    async close() {
      await Promise.allSettled([...writing.values()].map(({ promise }) => promise));
      await worker?.terminate();
    },
  };
}
