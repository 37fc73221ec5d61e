// Which addresses are the network's own, and which other pages may call it.

export interface Origins {
  /** The address as one of the network's own; undefined if it is none. Empty stands for the first of them. */
  own(origin: string): URL | undefined;
  /** Whether pages of the origin may call, over the protocol of our own. */
  allows(origin: string): boolean;
}

const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

/** `allowed` may be "*", for reading and proving by any page; that makes none of them the network's own. */
export function createOrigins(publicUrl: string | undefined, allowed: string[], port: () => number): Origins {
  const named = allowed.filter((origin) => origin !== '*').map((origin) => new URL(origin).origin);
  const own = () => [
    ...(publicUrl === undefined ? LOCAL.map((host) => `http://${host}:${port()}`) : [new URL(publicUrl).origin]),
    ...named,
  ];
  return {
    own(origin) {
      const found = origin === '' ? own()[0] : own().find((one) => one === origin);
      return found === undefined ? undefined : new URL(found);
    },
    allows: (origin) => allowed.includes('*') || named.includes(origin),
  };
}
