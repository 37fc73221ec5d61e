// The drawing of a proof's seal: sixteen tiles of quarter discs, turned as the hash says, so that no two proofs look alike.

/** Tiles along one side. */
export const SEAL_SIDE = 4;
/** The page's mark: a seal of two tiles a side; the icons in public/ are drawn from it by `node web/fixtures/draw-icons.ts`. */
export const MARK = { hash: '0736', side: 2 };

/** The SVG path of the seal of a hash in hexadecimal, in a box of `side` units. One digit of the hash makes one tile. */
export function sealPath(hash: string, side = SEAL_SIDE): string {
  const tiles = [...hash.slice(0, side * side)];
  return tiles.map((digit, i) => tile(Number.parseInt(digit, 16), i % side, Math.floor(i / side))).join('');
}

/** The low two bits turn the tile, the high two choose among a quarter disc, a ring, two small corners and a square less a corner. */
function tile(digit: number, x: number, y: number): string {
  const turn = digit & 3;
  switch (digit >> 2) {
    case 0:
      return corner(x, y, turn, 1);
    case 1:
      return corner(x, y, turn, 1) + corner(x, y, turn, 0.5);
    case 2:
      return corner(x, y, turn, 0.5) + corner(x, y, (turn + 1) & 3, 0.5);
    default:
      return `M${x} ${y}h1v1h-1z${corner(x, y, turn, 0.5)}`;
  }
}

/** A quarter disc in one of the four corners of a tile. */
function corner(x: number, y: number, turn: number, r: number): string {
  if (turn === 0) return `M${x} ${y}h${r}a${r} ${r} 0 0 1 ${-r} ${r}z`;
  if (turn === 1) return `M${x + 1} ${y}v${r}a${r} ${r} 0 0 1 ${-r} ${-r}z`;
  if (turn === 2) return `M${x + 1} ${y + 1}h${-r}a${r} ${r} 0 0 1 ${r} ${-r}z`;
  return `M${x} ${y + 1}v${-r}a${r} ${r} 0 0 1 ${r} ${r}z`;
}
