// Bytes on the page: hexadecimal, cut where they are many.
import { texts } from '../i18n/language.ts';
import { hexOfBytes } from '../state/hex.ts';

const SHOWN = 256;

/** The beginning of some bytes. */
export function BytesView(props: { bytes: Uint8Array }) {
  if (props.bytes.length === 0) return <span class="soft">{texts.value.proof.emptyBytes}</span>;
  const hex = hexOfBytes(props.bytes.subarray(0, SHOWN));
  return <code class="bytes">{props.bytes.length > SHOWN ? `${hex} …` : hex}</code>;
}
