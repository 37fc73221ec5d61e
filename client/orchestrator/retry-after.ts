// Reads the Retry-After header: seconds or a date.

/** What headers can be asked. */
interface HeaderReader {
  get(name: string): string | null;
}

/**
 * How long to wait; undefined where there is no such header or it says nothing. A date is told by the server's clock, which
 * its Date header shows: ours, `now`, may differ by hours.
 */
export function retryAfterIn(headers: HeaderReader, now: number): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const until = dateIn(text);
  if (until === undefined) return undefined;
  return Math.max(0, until - (dateIn(headers.get('date') ?? '') ?? now));
}

function dateIn(text: string): number | undefined {
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}
