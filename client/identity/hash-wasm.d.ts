// hash-wasm ships each hash on its own too, but no types for those files.
declare module 'hash-wasm/dist/keccak.umd.min.js' {
  const hashes: Pick<typeof import('hash-wasm'), 'createKeccak'>;
  export default hashes;
}
