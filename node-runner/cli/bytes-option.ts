// Bytes given to a command: in a file, or in hexadecimal.
import { readFile } from 'node:fs/promises';
import { ProverError } from '#client/errors.ts';

/** The bytes of `--name FILE` or `--name-hex HEX`; undefined where neither is given. */
export async function givenBytes(file: string | undefined, hex: string | undefined): Promise<Uint8Array | undefined> {
  if (hex !== undefined) {
    const digits = hex.replace(/^0x/, '');
    if (!/^([0-9a-fA-F]{2})*$/.test(digits)) throw new ProverError('config_invalid', `${hex} is not hexadecimal`);
    return new Uint8Array(Buffer.from(digits, 'hex'));
  }
  if (file === undefined) return undefined;
  try {
    return new Uint8Array(await readFile(file));
  } catch (cause) {
    throw new ProverError('file_not_found', `${file}: ${(cause as Error).message}`, { cause });
  }
}
