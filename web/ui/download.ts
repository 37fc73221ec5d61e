// Gives bytes to the reader as a file.

/** Starts the download of a file. */
export function download(bytes: Uint8Array, name: string): void {
  const address = URL.createObjectURL(new Blob([bytes.slice()], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the bytes over once the click was handled.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
