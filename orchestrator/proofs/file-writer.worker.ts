// The far side of writing files: whatever has come in is written and synced together, then each is answered for.
import { closeSync, fdatasyncSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { release } from '#orchestrator/memory.ts';
import type { FileToWrite, WriteRequest, WriteResponse } from './file-writer.ts';

/** So many at a time at most: the first of them waits for the last. */
const LARGEST_GROUP = 32;

/** Writes a file and leaves it open: it is on disk only after a sync. */
function create({ folder, shard, file, bytes }: FileToWrite): number {
  const handle = opened(folder, shard, file);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
    return handle;
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

function opened(folder: string, shard: string, file: string): number {
  const place = join(folder, shard);
  const open = () => openSync(join(place, file), 'wx', 0o600);
  try {
    return open();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    if (mkdirSync(place, { recursive: true }) !== undefined) syncFolder(folder);
    return open();
  }
}

function syncFile(handle: number): void {
  try {
    fdatasyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Writes all files, then waits for the disk: the first sync takes most of the others along. */
function writeAll(requests: WriteRequest[]): void {
  const handles = new Map<WriteRequest, number>();
  const synced = new Set<string>();
  const attempt = (request: WriteRequest, step: () => void) => {
    try {
      step();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      handles.delete(request);
      respond({ id: request.id, error: { code, message } });
    }
  };
  for (const request of requests) attempt(request, () => handles.set(request, create(request)));
  for (const [request, handle] of handles) attempt(request, () => syncFile(handle));
  for (const request of handles.keys()) {
    const place = join(request.folder, request.shard);
    attempt(request, () => {
      if (!synced.has(place)) syncFolder(place);
      synced.add(place);
    });
  }
  for (const { id, bytes } of handles.keys()) {
    respond({ id });
    release(bytes.buffer);
  }
}

function respond(response: WriteResponse): void {
  parentPort?.postMessage(response);
}

parentPort?.on('message', (first: WriteRequest) => {
  const requests = [first];
  while (requests.length < LARGEST_GROUP) {
    const next = parentPort && receiveMessageOnPort(parentPort);
    if (!next) break;
    requests.push(next.message);
  }
  writeAll(requests);
});
