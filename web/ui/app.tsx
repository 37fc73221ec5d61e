// The frame of every screen, and the screen that the address names.
import { useSignalEffect } from '@preact/signals';
import { language, texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import { isOfNetwork, route } from '../state/route.ts';
import { Header } from './header.tsx';
import { NetworkDoor } from './network-door.tsx';
import { PairScreen } from './pair-screen.tsx';
import { ProgramScreen } from './program-screen.tsx';
import { ProofScreen } from './proof-screen.tsx';
import { ProofsScreen } from './proofs-screen.tsx';
import { ProveScreen } from './prove-screen.tsx';
import { SettingsScreen } from './settings-screen.tsx';
import { UpdateNotice } from './update-notice.tsx';

/** The whole page. */
export function App(props: { page: Page }) {
  const text = texts.value;
  useSignalEffect(() => {
    document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
    document.title = texts.value.pageTitle;
  });
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        {text.skip}
      </button>
      <UpdateNotice page={props.page} />
      <Header />
      <main id="main" tabIndex={-1}>
        <Screen page={props.page} />
      </main>
      <footer class="footer small soft">
        <p>{text.colophon.text}</p>
      </footer>
    </>
  );
}

function Screen(props: { page: Page }) {
  const at = route.value;
  if (isOfNetwork(at)) return <NetworkDoor page={props.page} at={at} />;
  switch (at.screen) {
    case 'proof':
      return <ProofScreen key={at.hash} page={props.page} hash={at.hash} />;
    case 'pair':
      return <PairScreen page={props.page} code={at.code} />;
    case 'proofs':
      return <ProofsScreen page={props.page} />;
    case 'program':
      return <ProgramScreen page={props.page} />;
    case 'settings':
      return <SettingsScreen page={props.page} />;
    default:
      return <ProveScreen page={props.page} />;
  }
}
