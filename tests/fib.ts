// What the guest program fib_input_initial must give, computed without it.

/** Three unsigned 32-bit numbers, little-endian: n and the first two terms. */
export function fibInput(n: number, a: number, b: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(12));
  for (const [index, value] of [n, a, b].entries()) view.setUint32(4 * index, value, true);
  return new Uint8Array(view.buffer);
}

/** The output of the program: term n, modulo 2^32, little-endian. */
export function fibOutput(n: number, a: number, b: number): Uint8Array {
  let [term, next] = [BigInt(a), BigInt(b)];
  for (let index = 0; index < n; index += 1) [term, next] = [next, BigInt.asUintN(32, term + next)];
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, Number(term), true);
  return new Uint8Array(view.buffer);
}
