// Choices that the first paint depends on. They are in localStorage because IndexedDB answers only after that paint.

/** The choice kept under a name, else the one given. */
export function kept<T extends string>(name: string, otherwise: T): T {
  try {
    return (localStorage.getItem(name) as T | null) ?? otherwise;
  } catch {
    return otherwise; // Storage is refused: the choice lasts as long as the page.
  }
}

/** Keeps a choice. */
export function keep(name: string, choice: string): void {
  try {
    localStorage.setItem(name, choice);
  } catch {}
}
