// How the page is built: sources in web/, result in dist/, which the orchestrator serves.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

/** What the page may do. The server's header may repeat it; the page carries it so that any server will do. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default',
].join('; ');

const ENGINE_MODULE = new URL('./zkvm-wasm/pkg/zkvm_wasm_bg.wasm', import.meta.url);

/** The digest by which the page knows the prover's module; the development server starts without one too. */
function moduleIntegrity(): string {
  if (!existsSync(ENGINE_MODULE)) return '';
  return `sha256-${createHash('sha256').update(readFileSync(ENGINE_MODULE)).digest('base64')}`;
}

/** Puts the policy into the built page; the development server needs inline scripts of its own. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' },
    ],
  };
}

export default defineConfig({
  root: 'web',
  publicDir: '../public',
  base: './',
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2024',
    // A module inlined as a data: address would be refused by the policy and never be cached.
    assetsInlineLimit: 0,
    // Every browser we name preloads modules by itself, and the polyfill is an inline script.
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  define: { __MODULE_INTEGRITY__: JSON.stringify(moduleIntegrity()) },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [contentSecurityPolicy()],
});
