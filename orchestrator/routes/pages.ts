// Lists that are read page by page: how many at a time, and where the next page begins.

const USUAL_PAGE = 50;
const LARGEST_PAGE = 500;

export function pageSizeOf(asked: number): number {
  return Math.min(asked || USUAL_PAGE, LARGEST_PAGE);
}

/** The number in a page token; undefined stands for the first page. */
export function numberOf(pageToken: string): number | undefined {
  return /^\d{1,15}$/.test(pageToken) ? Number(pageToken) : undefined;
}

/** The token of the page after this one, empty where this one was not full. */
export function nextPageToken<T>(rows: T[], pageSize: number, idOf: (row: T) => string): string {
  const last = rows.at(-1);
  return rows.length === pageSize && last !== undefined ? idOf(last) : '';
}
