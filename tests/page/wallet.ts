// A wallet in the browser (EIP-1193) that signs without asking, for pages that offer to sign in with one.
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { Page } from 'playwright-core';

/** Gives every page of this tab a wallet, and tells its address. */
export async function withWallet(page: Page): Promise<string> {
  const secret = secp256k1.utils.randomSecretKey();
  const address = `0x${bytesToHex(keccak_256(secp256k1.getPublicKey(secret, false).subarray(1)).subarray(12))}`;
  await page.exposeFunction('answerAsWallet', (method: string, params: readonly string[] = []) => {
    if (method === 'eth_requestAccounts') return [address];
    if (method === 'eth_chainId') return '0x1';
    const text = hexToBytes((params[0] ?? '').slice(2));
    const head = new TextEncoder().encode(`\x19Ethereum Signed Message:\n${text.length}`);
    const digest = keccak_256(Uint8Array.of(...head, ...text));
    const [recovery = 0, ...rest] = secp256k1.sign(digest, secret, { prehash: false, format: 'recovered' });
    return `0x${bytesToHex(Uint8Array.of(...rest, 27 + recovery))}`;
  });
  await page.addInitScript(() => {
    const scope = globalThis as unknown as {
      ethereum: unknown;
      answerAsWallet(method: string, params?: readonly string[]): Promise<unknown>;
    };
    scope.ethereum = {
      request: ({ method, params }: { method: string; params?: readonly string[] }) =>
        scope.answerAsWallet(method, params),
    };
  });
  return address;
}
