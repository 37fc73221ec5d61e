// The reader's wallet, where their browser has one (EIP-1193): asked for its address, and to sign in with it.
import { bytesToHex } from '@noble/hashes/utils.js';

interface Provider {
  request(question: { method: 'eth_requestAccounts' | 'eth_chainId' }): Promise<unknown>;
  request(question: { method: 'personal_sign'; params: readonly [text: string, address: string] }): Promise<unknown>;
}

/** Whether there is a wallet to ask. */
export function hasWallet(): boolean {
  return provider() !== undefined;
}

/** The wallet's first address; undefined where the reader refused. */
export async function askWallet(): Promise<string | undefined> {
  try {
    const accounts = await provider()?.request({ method: 'eth_requestAccounts' });
    const [first] = Array.isArray(accounts) ? accounts : [];
    return typeof first === 'string' ? first : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Has the wallet sign the message that `messageFor` makes for its address and chain; undefined where the reader refused.
 * What `messageFor` rejects with is passed on.
 */
export async function signWithWallet(
  messageFor: (address: string, chainId: bigint) => Promise<string>,
): Promise<{ message: string; signature: string } | undefined> {
  const address = await askWallet();
  const wallet = provider();
  if (address === undefined || wallet === undefined) return undefined;
  const message = await messageFor(address, await chainOf(wallet));
  const text = `0x${bytesToHex(new TextEncoder().encode(message))}`;
  try {
    const signature = await wallet.request({ method: 'personal_sign', params: [text, address] });
    return typeof signature === 'string' ? { message, signature } : undefined;
  } catch {
    return undefined;
  }
}

/** The chain that the wallet is on; the main one where it does not tell. */
async function chainOf(wallet: Provider): Promise<bigint> {
  try {
    return BigInt(String(await wallet.request({ method: 'eth_chainId' })));
  } catch {
    return 1n;
  }
}

function provider(): Provider | undefined {
  return (globalThis as { ethereum?: Provider }).ethereum;
}
