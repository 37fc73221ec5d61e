// The reader's choices about proving in this browser, and what this browser is to the network.
import { bytes } from '../i18n/format.ts';
import { texts } from '../i18n/language.ts';
import { offered } from '../state/offered.ts';
import type { Page } from '../state/page.ts';
import { addressOf } from '../state/route.ts';
import { HoursField } from './hours-field.tsx';
import { KeyBackup } from './key-backup.tsx';
import { OthersSection } from './other-provers.tsx';
import { RunnersSection } from './paired-runners.tsx';
import { SwitchField } from './switch-field.tsx';
import { WalletField } from './wallet-field.tsx';

const GIB = 1024 ** 3;

/** Work, when to work, identity and storage. */
export function SettingsScreen(props: { page: Page }) {
  const { page } = props;
  const text = texts.value.settings;
  const chosen = page.settings.value;
  return (
    <section class="screen">
      <h1>{text.title}</h1>
      <p class="lead soft">{text.saved}</p>
      <fieldset>
        <legend>{text.work}</legend>
        <RangeField
          label={text.workers}
          hint={text.workersHint(page.cores)}
          value={chosen.workers}
          shown={String(chosen.workers)}
          least={1}
          most={page.cores}
          step={1}
          testId="set-workers"
          change={(workers) => page.setWorkers(workers)}
        />
        <RangeField
          label={text.memory}
          hint={text.memoryHint}
          value={chosen.memoryBytes / GIB}
          shown={bytes(chosen.memoryBytes)}
          least={0.5}
          most={16}
          step={0.5}
          testId="set-memory"
          change={(gib) => page.change({ memoryBytes: gib * GIB })}
        />
        <RangeField
          label={text.intensity}
          hint={text.intensityHint}
          value={Math.round(chosen.intensity * 100)}
          shown={`${Math.round(chosen.intensity * 100)} %`}
          least={10}
          most={100}
          step={10}
          testId="set-intensity"
          change={(percent) => page.change({ intensity: percent / 100 })}
        />
      </fieldset>
      <fieldset>
        <legend>{text.when}</legend>
        <SwitchField
          label={text.notOnBattery}
          offered={offered.battery}
          on={chosen.notOnBattery}
          change={(notOnBattery) => page.change({ notOnBattery })}
        />
        {offered.battery && !chosen.notOnBattery && (
          <RangeField
            label={text.leastCharge}
            hint={text.leastChargeHint}
            value={Math.round(chosen.leastCharge * 100)}
            shown={chosen.leastCharge === 0 ? text.anyCharge : `${Math.round(chosen.leastCharge * 100)} %`}
            least={0}
            most={90}
            step={10}
            testId="set-least-charge"
            change={(percent) => page.change({ leastCharge: percent / 100 })}
          />
        )}
        <SwitchField
          label={text.idleOnly}
          offered={offered.idle}
          on={chosen.idleOnly}
          change={(idleOnly) => void page.setIdleOnly(idleOnly)}
        />
        <SwitchField
          label={text.awake}
          offered={offered.wakeLock}
          on={chosen.keepAwake}
          change={(keepAwake) => page.change({ keepAwake })}
        />
        <HoursField hours={chosen.hours} change={(hours) => page.change({ hours })} />
      </fieldset>
      <section class="note">
        <h2>{text.background}</h2>
        <p class="soft">{text.backgroundText}</p>
      </section>
      <Identity page={page} />
      <section class="note">
        <h2>{texts.value.wallet.title}</h2>
        <WalletField page={page} />
      </section>
      <RunnersSection page={page} />
      <OthersSection page={page} />
      <section class="note">
        <h2>{text.storage}</h2>
        <Storage page={page} />
      </section>
    </section>
  );
}

function RangeField(props: {
  label: string;
  hint: string;
  value: number;
  shown: string;
  least: number;
  most: number;
  step: number;
  testId: string;
  change: (value: number) => void;
}) {
  return (
    <label class="field">
      <span class="field-head">
        <span>{props.label}</span>
        <output class="number">{props.shown}</output>
      </span>
      <input
        type="range"
        min={props.least}
        max={props.most}
        step={props.step}
        value={props.value}
        data-testid={props.testId}
        onInput={(event) => props.change(event.currentTarget.valueAsNumber)}
      />
      <span class="soft small">{props.hint}</span>
    </label>
  );
}

function Identity(props: { page: Page }) {
  const text = texts.value.settings;
  const identity = props.page.node.identity.value;
  return (
    <section class="note">
      <h2>{text.identity}</h2>
      {identity === undefined ? (
        <p class="soft">{text.noNode}</p>
      ) : (
        <dl class="facts">
          <div>
            <dt>{text.node}</dt>
            <dd class="mono" data-testid="node-id">
              <a href={addressOf({ screen: 'node', nodeId: identity.nodeId })}>{identity.nodeId}</a>
            </dd>
          </div>
          <div>
            <dt>{text.key}</dt>
            <dd class="mono hash">{identity.publicKey}</dd>
          </div>
        </dl>
      )}
      <label class="field">
        <span>{text.nodeName}</span>
        <input
          type="text"
          maxLength={40}
          autocomplete="off"
          data-testid="node-name"
          value={props.page.node.name.value}
          onChange={(event) => void props.page.node.setName(event.currentTarget.value.trim())}
        />
        <span class="soft small">{texts.value.others.nameHint}</span>
      </label>
      <KeyBackup page={props.page} />
    </section>
  );
}

function Storage(props: { page: Page }) {
  const text = texts.value;
  const storage = props.page.results.storage.value;
  if (storage === 'none') return <p class="warning">{text.outbox.notKept}</p>;
  if (storage === 'persistent') return <p class="soft">{text.settings.persistent}</p>;
  return (
    <div class="actions">
      <p class="soft">{text.settings.evictable}</p>
      <button type="button" onClick={() => void props.page.results.askPersistence()}>
        {text.settings.askPersistent}
      </button>
    </div>
  );
}
