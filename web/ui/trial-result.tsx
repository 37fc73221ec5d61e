// What came of a run or proof of the reader's own program.
import { count, duration } from '../i18n/format.ts';
import { language, texts } from '../i18n/language.ts';
import type { Trial } from '../state/program-trial.ts';
import { addressOf } from '../state/route.ts';
import { BytesView } from './bytes-view.tsx';
import { overallFraction, type Phase } from './phases.ts';
import { Seal } from './seal.tsx';

/** Progress, outcome or failure. */
export function TrialResult(props: { trial: Trial }) {
  const { trial } = props;
  const text = texts.value;
  const say = language.value;
  return (
    <div class="trial" role="status" data-testid="trial" data-at={trial.at}>
      {trial.at === 'running' && (
        <>
          <progress value={overallFraction(trial)} aria-label={text.program.prove} />
          <p>{trial.phase in text.stage ? text.stage[trial.phase as Phase] : trial.phase}</p>
        </>
      )}
      {trial.at === 'failed' && (
        <p class="warning">
          <span class="mono">{trial.code}</span> {trial.message}
        </p>
      )}
      {trial.at === 'ran' && (
        <dl class="facts">
          <div>
            <dt>{text.proof.cycles}</dt>
            <dd class="number">{count(trial.execution.cycles, say)}</dd>
          </div>
          <div>
            <dt>{text.proof.exitCode}</dt>
            <dd class="number">{trial.execution.exitCode}</dd>
          </div>
          <div>
            <dt>{text.proof.output}</dt>
            <dd>
              <BytesView bytes={trial.execution.output} />
            </dd>
          </div>
          {trial.execution.log !== '' && (
            <div>
              <dt>{text.program.log}</dt>
              <dd>
                <pre class="mono">{trial.execution.log}</pre>
              </dd>
            </div>
          )}
        </dl>
      )}
      {trial.at === 'proven' && (
        <a class="proven" href={addressOf({ screen: 'proof', hash: trial.proof.hash })} data-testid="proven">
          <Seal hash={trial.proof.hash} class="accepted" />
          <span>
            <strong>{text.program.done}</strong>
            <span class="soft number">
              {text.program.took(count(trial.proof.cycles, say), duration(trial.proof.proveMs, say))}{' '}
              {text.proof.verified(duration(trial.verifyMs, say))}
            </span>
          </span>
        </a>
      )}
    </div>
  );
}
