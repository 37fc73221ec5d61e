// Under Trusted Types the page may start only scripts of its own: its workers and its service worker.

interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): unknown;
}

/** Lets addresses of this origin pass as scripts; every other string is refused by the browser. */
export function allowOwnScripts(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory };
  trustedTypes?.createPolicy('default', {
    createScriptURL(address) {
      if (new URL(address, location.href).origin === location.origin) return address;
      throw new TypeError(`A script from elsewhere was refused: ${address}`);
    },
  });
}
