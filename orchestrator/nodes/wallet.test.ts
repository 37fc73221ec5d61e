// Wallet addresses as people write them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walletKey } from './wallet.ts';

// From EIP-55.
const CHECKED = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';

test('the same address in any letter case is the same user', () => {
  const key = CHECKED.toLowerCase();
  for (const written of [CHECKED, key, `0x${key.slice(2).toUpperCase()}`]) assert.equal(walletKey(written), key);
});

test('a mixed address with one letter in the wrong case is a typing error', () => {
  assert.throws(() => walletKey(CHECKED.replace('aA', 'AA')), { code: 'bad_request', message: /checksum/ });
});

test('what is no address is refused', () => {
  for (const text of ['', '0x', CHECKED.slice(2), `${CHECKED}0`, CHECKED.replace('5a', 'zz')]) {
    assert.throws(() => walletKey(text), { code: 'bad_request' });
  }
});
