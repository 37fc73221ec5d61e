// A program to try the prover with: the Fibonacci guest that the network starts with, as set-up builds it.
import address from '#zkvm-wasm/guests/dist/fib_input_initial.elf?url';

/** The program with an input: the term number 10 of the sequence that begins with 0 and 1. */
export async function fibonacciExample(): Promise<{ name: string; elf: Uint8Array; input: Uint8Array }> {
  const elf = new Uint8Array(await (await fetch(address)).arrayBuffer());
  return { name: 'fib_input_initial.elf', elf, input: Uint8Array.of(10, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0) };
}
