// How the page is built: sources in web/, result in dist/, which the orchestrator serves.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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

const ORCHESTRATOR = 'http://127.0.0.1:8787';
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

const PUBLIC = new URL('./public/', import.meta.url);
/** What the page works without, or what only crawlers and installers ask for. */
const NOT_KEPT = /^(robots\.txt|icon-.*|screen-.*|apple-touch-icon\.png|service-worker\.js)$/;

/** Tells the service worker which files make up the page, and gives it a version by their content. */
function pageFiles(): Plugin {
  return {
    name: 'page-files',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const files = [...new Set([...Object.keys(bundle), ...readdirSync(PUBLIC), 'index.html'])]
          .filter((file) => !NOT_KEPT.test(file))
          .sort();
        const version = createHash('sha256');
        for (const file of files) {
          const built = bundle[file];
          version.update(file);
          if (built?.type === 'chunk') version.update(built.code);
          else version.update(built?.source ?? '');
        }
        const worker = bundle['service-worker.js'];
        if (worker?.type !== 'chunk') throw new Error('The build made no service worker');
        const list = JSON.stringify({ version: version.digest('hex').slice(0, 16), files });
        worker.code = worker.code.replace('__PAGE_FILES__', list);
      },
    },
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
    rolldownOptions: {
      input: { page: 'web/index.html', 'service-worker': 'web/service-worker.ts' },
      output: {
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  // `npx vite` beside a running orchestrator: the page as it is edited, the network as it is.
  server: {
    proxy: { '/proofnet.v1.': ORCHESTRATOR, '/v1/': ORCHESTRATOR },
    headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' },
  },
  worker: { format: 'es' },
  assetsInclude: ['**/*.elf'],
  define: { __MODULE_INTEGRITY__: JSON.stringify(moduleIntegrity()) },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [contentSecurityPolicy(), pageFiles()],
});
