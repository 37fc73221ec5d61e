// Starts the page. For browser tests, its stable names are:
//
// - the address: `#/`, `#/proofs`, `#/proofs/<hash>`, `#/program`, `#/settings`; of the network's pages `#/network`,
//   `#/nodes/<id>`, `#/jobs`, `#/jobs/new`, `#/jobs/<id>`, `#/admin/<part>` (nodes, users, jobs, programs, tokens, audit)
// - first screen: `start` (the one button); after it `status` with data-state (starting, proving, waiting, finishing,
//   paused, held, watching, offline, failed), `why` with data-code, `pause`, `finish`, `resume`, `take-over`,
//   `worker-count`; counters `accepted`, `refused`, `cycles`, `rate`; one `worker` each with data-phase (idle, starting,
//   execute, trace, main, interaction, composition, openings); `seals`, `measured`, `outbox` with data-waiting,
//   `network` with data-state (loading, known, unreachable), `trouble` with data-code
// - proofs: `proofs`, `check-receipts`, `receipts` with data-check (none, running, valid, invalid); one proof: `verify`,
//   `verdict` with data-verdict (none, running, valid, invalid, missing), `download`
// - own program: `program-file`, `program-input`, `run-own`, `prove-own`, `trial` with data-at (none, running, ran, proven,
//   failed), `proven`, `example`; `job-token`, `submit-job`, `job` with data-at (none, uploading, open, done, given_up,
//   failed)
// - the network: `overview`, `network-state` with data-state (proving, waitingForProvers, idle, draining), `throughput`,
//   `latest`, `queue`, `leaders`; `node`, `node-state` with data-out, `export-receipts`; `sign-in`, `token`, `use-token`,
//   `use-wallet`, `signed-in` with data-role (owner, admin), `sign-out`; `jobs`, `new-job`, `new-job-form`, `job-page`,
//   `job-queued`, `job-leased`, `job-accepted`, `job-failed`, `download-bundle`, `retry-job`, `cancel-job`, `tasks`; `admin`,
//   `handing-out` with data-draining; everywhere in them `awaited` with data-slow, `stale`, `problem` with data-code; a
//   button that asks first is followed by another one with `-sure` after its name
// - pairing (`#/pair`, `#/pair/<code>`): `pairing` with data-at (none, checking, proven, refused) and data-code, `pair-code`,
//   `check-code`, `pair-name`, `pair`; one `runner` each with data-node and data-state (loading, known, other_key, unknown,
//   unreachable), `runner-contact`, `runner-held`, `runner-accepted`, `runner-refused`, `runner-hour`, `runner-credit`,
//   `unpair`; `to-pairing`
// - backup: `backup` with data-at, `backup-passphrase`, `backup-repeat`, `change-key`, `restore-key`, `restore-passphrase`,
//   `open-backup`
// - settings: `set-workers`, `set-memory`, `set-intensity`, `node-id`, `wallet`, `set-wallet`; everywhere `language`, `theme`
import { render } from 'preact';
import { ProverError } from '#client/errors.ts';
import { browserHost } from './host/browser-host.ts';
import { allowOwnScripts } from './host/trusted-scripts.ts';
import { LivePage } from './state/live-page.ts';
import { keepTime } from './state/now.ts';
import { followAddress } from './state/route.ts';
import { showTheme } from './state/theme.ts';
import { App } from './ui/app.tsx';
import { Failure } from './ui/failure.tsx';

allowOwnScripts();
showTheme();
followAddress();
keepTime();
const root = document.getElementById('page');
if (root !== null) {
  try {
    render(<App page={await LivePage.on(await browserHost())} />, root);
  } catch (error) {
    render(<Failure error={ProverError.from(error)} />, root);
  }
}
