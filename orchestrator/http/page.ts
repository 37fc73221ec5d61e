// The web page: the built files, with the headers that a prover in a browser needs.
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { pathOf, type Request, type Route } from './exchange.ts';

/** On every response: isolation for SharedArrayBuffer and exact timers, and nothing from anywhere else. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy':
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSED_ALREADY = new Set(['.png', '.webp', '.woff2', '.ico']);
const LEAST_TO_COMPRESS = 1_024;
/** Vite puts a hash of the content into these names. */
const HASHED = /^\/assets\/.+-[\w-]{8}\.\w+$/;

interface Asset {
  modified: number;
  etag: string;
  headers: Record<string, string>;
  bodies: { identity: Buffer; br?: Buffer; gzip?: Buffer };
}

/** Serves the files below a folder; answers whether it did. */
export function servePage(folder: string): Route {
  const root = resolve(folder);
  const assets = new Map<string, Asset>();

  async function assetAt(path: string): Promise<Asset | undefined> {
    const file = join(root, normalize(path));
    if (!file.startsWith(root + sep)) return undefined;
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) return undefined;
    const known = assets.get(path);
    if (known?.modified === found.mtimeMs) return known;
    const asset = await load(path, file, found.mtimeMs);
    assets.set(path, asset);
    return asset;
  }

  return async (request, response) => {
    const method = request.method ?? 'GET';
    if (method !== 'GET' && method !== 'HEAD') return false;
    const path = decodedPath(request);
    if (path === undefined) return false;
    const asset = await assetAt(path.endsWith('/') ? `${path}index.html` : path);
    if (!asset) return false;
    const encoding = encodingFor(String(request.headers['accept-encoding'] ?? ''), asset);
    const headers = { ...PAGE_HEADERS, ...asset.headers, etag: asset.etag, vary: 'accept-encoding' };
    if (request.headers['if-none-match'] === asset.etag) {
      response.writeHead(304, headers);
      response.end();
      return true;
    }
    const body = asset.bodies[encoding] ?? asset.bodies.identity;
    response.writeHead(200, {
      ...headers,
      'content-length': body.length,
      ...(encoding !== 'identity' && { 'content-encoding': encoding }),
    });
    response.end(method === 'HEAD' ? '' : body);
    return true;
  };
}

function decodedPath(request: Request): string | undefined {
  try {
    const path = decodeURIComponent(pathOf(request));
    return path.includes('\0') ? undefined : path;
  } catch {
    return undefined;
  }
}

async function load(path: string, file: string, modified: number): Promise<Asset> {
  const identity = await readFile(file);
  const bodies: Asset['bodies'] = { identity };
  if (identity.length >= LEAST_TO_COMPRESS && !COMPRESSED_ALREADY.has(extname(path))) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: identity.length };
    bodies.br = await promisify(brotliCompress)(identity, { params });
    bodies.gzip = await promisify(gzip)(identity);
  }
  return {
    modified,
    etag: `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`,
    headers: {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      'cache-control': HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
    bodies,
  };
}

function encodingFor(accepted: string, { bodies }: Asset): 'br' | 'gzip' | 'identity' {
  const offers = (name: string) =>
    new RegExp(`(^|[\\s,])${name}(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))(?=[\\s,;]|$)`).test(accepted);
  if (bodies.br && offers('br')) return 'br';
  if (bodies.gzip && offers('gzip')) return 'gzip';
  return 'identity';
}
