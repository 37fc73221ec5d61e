import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as ed25519 from '@noble/ed25519';
import { base64UrlOf, bytesOfBase64Url } from './base64-url.ts';
import { identityFromSeed, submissionText } from './identity.ts';
import { checkClaim, checkSigned, PAIRING_MS, pairingCode, readPairing } from './pairing.ts';

const NOW = 1_800_000_000_000;
const NETWORK = new Uint8Array(32).fill(1);
const identity = identityFromSeed(new Uint8Array(32).fill(7));
const isSigned = async (text: string, signature: Uint8Array) =>
  ed25519.verify(signature, new TextEncoder().encode(text), identity.publicKey);

const code = await pairingCode(identity, NETWORK, '18446744073709551615', NOW + PAIRING_MS);

test('a code gives back what was signed, from a link as well, and is short', async () => {
  for (const text of [code, ` https://prove.example/#/pair/${code}\n`]) {
    const claim = readPairing(text);
    assert.deepEqual([claim.nodeId, claim.expiresAtMs], ['18446744073709551615', NOW + PAIRING_MS]);
    checkClaim(claim, NETWORK, NOW);
    await checkSigned(claim, NETWORK, isSigned);
  }
  assert.ok(code.length < 120);
});

test('what is no code is refused as malformed', () => {
  for (const text of ['', '1000001', code.slice(0, -1), `${code}A`, `B${code.slice(1)}`, `${code.slice(0, -1)}!`]) {
    assert.throws(() => readPairing(text), { code: 'pairing_malformed' }, text);
  }
});

test('a code is refused from the moment at which it ends, and before a clock that is far behind', () => {
  const claim = readPairing(code);
  checkClaim(claim, NETWORK, claim.expiresAtMs - 1);
  for (const now of [claim.expiresAtMs, claim.expiresAtMs - 3 * PAIRING_MS]) {
    assert.throws(() => checkClaim(claim, NETWORK, now), { code: 'pairing_expired' });
  }
});

test('a code for another network is refused, by its fingerprint and by its signature', async () => {
  const claim = readPairing(code);
  const other = new Uint8Array(32).fill(2);
  assert.throws(() => checkClaim(claim, other, NOW), { code: 'pairing_foreign' });
  await assert.rejects(checkSigned(claim, other, isSigned), { code: 'pairing_forged' });
});

test('a code whose node, time or signature was changed is forged, and so is one by another key', async () => {
  const claim = readPairing(code);
  const changed = claim.signature.slice();
  changed[0] = (changed[0] ?? 0) ^ 1;
  for (const lie of [{ nodeId: '7' }, { expiresAtMs: claim.expiresAtMs + 1000 }, { signature: changed }]) {
    await assert.rejects(checkSigned({ ...claim, ...lie }, NETWORK, isSigned), { code: 'pairing_forged' });
  }
  const thief = identityFromSeed(new Uint8Array(32).fill(8));
  const stolen = readPairing(await pairingCode(thief, NETWORK, claim.nodeId, claim.expiresAtMs));
  await assert.rejects(checkSigned(stolen, NETWORK, isSigned), { code: 'pairing_forged' });
});

test('the signature of a submission is good for no code', async () => {
  const claim = readPairing(code);
  const signature = await identity.sign(submissionText(claim.nodeId, 'a'.repeat(64)));
  await assert.rejects(checkSigned({ ...claim, signature }, NETWORK, isSigned), { code: 'pairing_forged' });
});

test('bytes of every length come back from their text, and from no other text', () => {
  for (let length = 0; length < 8; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, i) => 251 - 17 * i);
    assert.equal(base64UrlOf(bytes), Buffer.from(bytes).toString('base64url'));
    assert.deepEqual(bytesOfBase64Url(base64UrlOf(bytes)), bytes);
  }
  for (const text of ['A', 'AB', 'AAA=', 'A A', '+/+/']) assert.equal(bytesOfBase64Url(text), undefined, text);
});
