// A program with more text than it needs: the same run in a larger file.

const HEADER = 52;
const ENTRY = 32;
/** Where nothing of a guest lies. */
const ADDRESS = 0x2000_0000;
const LOADED = 1;
const READ_AND_EXECUTE = 5;
/** `addi x0, x0, 0` */
const NOTHING = 0x13;

/** The program with a segment of so many bytes of instructions that it never reaches. */
export function widened(elf: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  const [table, count] = [view.getUint32(28, true), view.getUint16(44, true)];
  const text = elf.length + (-elf.length & 3);
  const newTable = text + bytes;
  const wide = new Uint8Array(newTable + (count + 1) * ENTRY);
  wide.set(elf);
  wide.set(elf.subarray(table, table + count * ENTRY), newTable);
  const out = new DataView(wide.buffer);
  for (let at = text; at < newTable; at += 4) out.setUint32(at, NOTHING, true);
  const entry = [LOADED, text, ADDRESS, ADDRESS, bytes, bytes, READ_AND_EXECUTE, 4];
  for (const [index, word] of entry.entries()) out.setUint32(newTable + count * ENTRY + 4 * index, word, true);
  out.setUint32(28, newTable, true);
  out.setUint16(44, count + 1, true);
  if (view.getUint16(40, true) !== HEADER) throw new Error('not an ELF file of 32 bits');
  return wide;
}
