// Sign-in with a wallet: who signed what, once, in time, for this network.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Client, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { openDatabase } from '#orchestrator/db/database.ts';
import { refusalOf, silent, startTestNetwork } from '#orchestrator/fixtures/network.ts';
import { AccountService, Role } from '#proto/proofnet/v1/accounts_pb.ts';
import { signerOf } from './sign-in.ts';

let network: Awaited<ReturnType<typeof startTestNetwork>>;
let accounts: Client<typeof AccountService>;
before(async () => {
  network = await startTestNetwork({ seed: false, allowOrigins: ['https://page.example'] });
  accounts = createClient(
    AccountService,
    createConnectTransport({ baseUrl: network.orchestrator.url, httpVersion: '1.1' }),
  );
});
after(() => network[Symbol.asyncDispose]());

function newWallet() {
  const secret = secp256k1.utils.randomSecretKey();
  const point = secp256k1.getPublicKey(secret, false);
  const address = `0x${bytesToHex(keccak_256(point.subarray(1)).subarray(12))}`;
  const sign = (text: string) => {
    const bytes = Buffer.from(text);
    const digest = keccak_256(Buffer.concat([Buffer.from(`\x19Ethereum Signed Message:\n${bytes.length}`), bytes]));
    const [recovery = 0, ...rest] = secp256k1.sign(digest, secret, { prehash: false, format: 'recovered' });
    return new Uint8Array([...rest, 27 + recovery]);
  };
  return { address, sign };
}

test('a signature made by a known wallet names that wallet', () => {
  // The example of web3.js for accounts.sign.
  const signature = hexToBytes(
    'b91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c',
  );
  assert.equal(signerOf('Some data', signature), '0x2c7536e3605d9c16a7a3d7b1898e529396a65c23');
  assert.notEqual(signerOf('Some date', signature), '0x2c7536e3605d9c16a7a3d7b1898e529396a65c23');
});

test('what is no signature names nobody', () => {
  for (const bytes of [0, 64, 65, 66]) assert.equal(signerOf('text', new Uint8Array(bytes)), undefined);
  assert.equal(signerOf('text', new Uint8Array(65).fill(255)), undefined);
});

test('whoever signs the message gets a token for the wallet’s user, whom the ledger knows as proven then', async () => {
  const wallet = newWallet();
  const userId = randomUUID();
  await network.client.registerUser({ userId, walletAddress: wallet.address });
  const { message } = await accounts.createSignInMessage({ walletAddress: wallet.address });
  assert.match(message, /^localhost:\d+ wants you to sign in with your Ethereum account:\n0x[0-9a-fA-F]{40}\n\n/);
  assert.match(message, /\n\nURI: http:\/\/localhost:\d+\nVersion: 1\nChain ID: 1\nNonce: [0-9a-f]{32}\nIssued At: /);
  const { token, account } = await accounts.signIn({ message, signature: wallet.sign(message) });
  assert.equal(account?.userId, userId);
  const headers = { authorization: `Bearer ${token}` };
  const mine = (await accounts.getAccount({}, { headers })).account;
  assert.deepEqual([mine?.userId, mine?.role], [userId, Role.OWNER]);
  assert.ok(mine?.walletProvenAt);
});

test('a wallet that nobody registered is registered by signing in', async () => {
  const wallet = newWallet();
  const { message } = await accounts.createSignInMessage({ walletAddress: wallet.address });
  const { account } = await accounts.signIn({ message, signature: wallet.sign(message) });
  assert.equal(account?.walletAddress.toLowerCase(), wallet.address);
});

test('a message is good once, also for 32 at the same time', async () => {
  const wallet = newWallet();
  const { message } = await accounts.createSignInMessage({ walletAddress: wallet.address });
  const signature = wallet.sign(message);
  const outcomes = await Promise.all(
    Array.from({ length: 32 }, () => refusalOf(accounts.signIn({ message, signature }))),
  );
  assert.equal(outcomes.filter((code) => code === 'accepted').length, 1);
  assert.equal(outcomes.filter((code) => code === 'sign_in_expired').length, 31);
});

test('another wallet’s signature, a changed message and one of one’s own making are refused', async () => {
  const [wallet, thief] = [newWallet(), newWallet()];
  const { message } = await accounts.createSignInMessage({ walletAddress: wallet.address });
  assert.equal(await refusalOf(accounts.signIn({ message, signature: thief.sign(message) })), 'bad_signature');
  assert.equal(await refusalOf(accounts.signIn({ message, signature: new Uint8Array(65) })), 'bad_signature');
  const changed = message.replace('Chain ID: 1', 'Chain ID: 5');
  assert.equal(
    await refusalOf(accounts.signIn({ message: changed, signature: wallet.sign(changed) })),
    'sign_in_expired',
  );
  await accounts.signIn({ message, signature: wallet.sign(message) });
});

test('a message whose time is over is refused', async () => {
  const wallet = newWallet();
  const { message } = await accounts.createSignInMessage({ walletAddress: wallet.address });
  const db = openDatabase({ host: `${network.dataDir}/postgres/run`, user: 'nexus', database: 'postgres' }, silent);
  await db.query("UPDATE sign_in_messages SET expires_at = now() - interval '1 second' WHERE message = $1", [message]);
  await db.close();
  assert.equal(await refusalOf(accounts.signIn({ message, signature: wallet.sign(message) })), 'sign_in_expired');
});

test('messages are made for the network’s own pages only, so that no other page can have one signed', async () => {
  const walletAddress = newWallet().address;
  assert.equal(
    await refusalOf(accounts.createSignInMessage({ walletAddress, origin: 'https://evil.example' })),
    'forbidden',
  );
  const { message } = await accounts.createSignInMessage({
    walletAddress,
    origin: 'https://page.example',
    chainId: 5n,
  });
  assert.match(message, /^page\.example wants/);
  assert.match(message, /\nChain ID: 5\n/);
});

test('signing out makes that token useless at once, and no other one of the same user', async () => {
  const wallet = newWallet();
  const signIn = async () => {
    const { message } = await accounts.createSignInMessage({ walletAddress: wallet.address });
    const { token } = await accounts.signIn({ message, signature: wallet.sign(message) });
    return { headers: { authorization: `Bearer ${token}` } };
  };
  const [one, two] = [await signIn(), await signIn()];
  await accounts.signOut({}, one);
  assert.equal(await refusalOf(accounts.getAccount({}, one)), 'unauthenticated');
  assert.equal(await refusalOf(accounts.signOut({}, one)), 'unauthenticated');
  assert.equal(await refusalOf(accounts.signOut({})), 'unauthenticated');
  const { tokens } = await accounts.listTokens({}, two);
  assert.deepEqual(
    tokens.map((token) => token.revokedAt !== undefined),
    [false, true],
  );
});
