// Records on a disk: a header in JSON, byte strings behind it, and a checksum over both, so that one that was cut off or
// changed is known as such.
import { keccak256 } from '../identity/keccak.ts';

const CHECKSUM_BYTES = 32;
const LENGTH_BYTES = 4;

/** A record that was read: its header, and what takes the byte strings out in their order. */
export interface ReadRecord {
  readonly header: unknown;
  readonly next: (length: number) => Uint8Array;
}

/** The bytes of a record; `magic` tells its kind and version. */
export function encodeRecord(magic: Uint8Array, header: object, parts: readonly Uint8Array[]): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, text.length);
  const body = joined([magic, length, text, ...parts]);
  return joined([body, keccak256(body)]);
}

/** Reads a record of this kind; throws what `corrupt` makes of the reason for any other bytes. */
export function decodeRecord(magic: Uint8Array, stored: Uint8Array, corrupt: (why: string) => Error): ReadRecord {
  // A Node buffer's slices would share its memory and be buffers too.
  const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.length);
  const body = bytes.subarray(0, Math.max(0, bytes.length - CHECKSUM_BYTES));
  if (!same(keccak256(body), bytes.subarray(body.length))) throw corrupt('its checksum does not fit');
  if (!same(magic, body.subarray(0, magic.length))) throw corrupt('it is of another version');
  const headerAt = magic.length + LENGTH_BYTES;
  let at = headerAt + new DataView(body.buffer, body.byteOffset + magic.length, LENGTH_BYTES).getUint32(0);
  const header: unknown = JSON.parse(new TextDecoder().decode(body.subarray(headerAt, at)));
  const next = (length: number): Uint8Array => {
    at += length;
    return body.slice(at - length, at);
  };
  return { header, next };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
