// The reader's wallet, where their browser has one (EIP-1193): asked for its address and for nothing else.

interface Provider {
  request(question: { method: 'eth_requestAccounts' }): Promise<unknown>;
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

function provider(): Provider | undefined {
  return (globalThis as { ethereum?: Provider }).ethereum;
}
