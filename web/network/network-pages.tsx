// The network's pages: what is loaded when one of them is first shown.
import { useEffect } from 'preact/hooks';
import { texts } from '../i18n/language.ts';
import type { Page } from '../state/page.ts';
import type { NetworkRoute } from '../state/route.ts';
import { AdminScreen } from './admin-screen.tsx';
import { JobScreen } from './job-screen.tsx';
import { JobsScreen } from './jobs-screen.tsx';
import './styles/index.css';
import { holder, token } from '../state/session.ts';
import { networkTexts } from './i18n/texts.ts';
import { NewJobScreen } from './new-job-screen.tsx';
import { NodeScreen } from './node-screen.tsx';
import { OverviewScreen } from './overview-screen.tsx';
import { Sections, sectionOf } from './sections.tsx';
import { askHolder } from './services.ts';
import { SignedIn } from './signed-in.tsx';

/** The screen that the address names. */
export function NetworkPages(props: { page: Page; at: NetworkRoute }) {
  const text = networkTexts.value.sections;
  const section = sectionOf(props.at);
  const title = `${text[section]} · ${texts.value.name}`;
  useEffect(() => {
    document.title = title;
    return () => {
      document.title = texts.peek().pageTitle;
    };
  }, [title]);
  useEffect(() => {
    // What the holder of the token may do shows on open pages too. Where it fails, they stay as they are for everybody.
    if (token.value !== undefined && holder.peek() === undefined) void askHolder().catch(() => {});
  }, [token.value]);
  return (
    <div class="network-page">
      <Sections at={props.at} />
      <Screen page={props.page} at={props.at} />
    </div>
  );
}

function Screen({ page, at }: { page: Page; at: NetworkRoute }) {
  switch (at.screen) {
    case 'network':
      return <OverviewScreen page={page} />;
    case 'node':
      return <NodeScreen key={at.nodeId} page={page} nodeId={at.nodeId} />;
    case 'jobs':
      return <SignedIn for="jobs">{() => <JobsScreen />}</SignedIn>;
    case 'new-job':
      return <SignedIn for="jobs">{() => <NewJobScreen page={page} />}</SignedIn>;
    case 'job':
      return <SignedIn for="jobs">{() => <JobScreen key={at.jobId} jobId={at.jobId} />}</SignedIn>;
    case 'admin':
      return <SignedIn for="admin">{() => <AdminScreen part={at.part} />}</SignedIn>;
  }
}
