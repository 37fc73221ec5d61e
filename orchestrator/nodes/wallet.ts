// Wallet addresses: 0x and 40 hexadecimal digits, with the EIP-55 checksum where letter case is mixed.
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { OrchestratorError } from '#orchestrator/errors.ts';

/** The address in lower case, under which a user is known. */
export function walletKey(written: string): string {
  const digits = /^0x([0-9a-fA-F]{40})$/.exec(written)?.[1];
  if (digits === undefined) {
    throw new OrchestratorError('bad_request', 'a wallet address is 0x and 40 hexadecimal digits');
  }
  const lower = digits.toLowerCase();
  const mixed = digits !== lower && digits !== digits.toUpperCase();
  if (mixed && digits !== withChecksum(lower)) {
    throw new OrchestratorError('bad_request', 'the wallet address has a wrong checksum', {
      remedy: 'Copy the address again, or write it in lower case.',
    });
  }
  return `0x${lower}`;
}

/** The forty digits with the checksum in their letter case. */
export function withChecksum(lower: string): string {
  const hash = bytesToHex(keccak_256(utf8ToBytes(lower)));
  return [...lower]
    .map((digit, i) => (Number.parseInt(hash[i] ?? '0', 16) >= 8 ? digit.toUpperCase() : digit))
    .join('');
}
