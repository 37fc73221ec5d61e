// The form for a new job: a program, its inputs, and the rules by which they are proven.
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { useSignal } from '@preact/signals';
import type { ProverError } from '#client/errors.ts';
import { codedError } from '#client/orchestrator/coded-errors.ts';
import { TaskType } from '#proto/proofnet/v1/orchestrator_pb.ts';
import { count } from '../i18n/format.ts';
import { language, texts } from '../i18n/language.ts';
import { fibonacciExample } from '../state/example-program.ts';
import { hexOfBytes } from '../state/hex.ts';
import { createdJob } from '../state/job-creation.ts';
import { now } from '../state/now.ts';
import type { Page } from '../state/page.ts';
import { addressOf } from '../state/route.ts';
import { FileDrop } from '../ui/file-drop.tsx';
import { Icon } from '../ui/icon.tsx';
import { ProblemText } from './answered.tsx';
import { Choice } from './choice.tsx';
import { networkTexts } from './i18n/texts.ts';
import { deadlineOf, inputsOf, wholeNumber } from './job-request.ts';
import { jobService } from './services.ts';
import { TextField } from './text-field.tsx';

/** The orchestrator's own limits; it checks them too. */
const MOST_TASKS = 100_000;
const MOST_COPIES = 16;
const MOST_PER_TASK = 64;

type Step =
  | { readonly at: 'form' | 'uploading' | 'creating' }
  | { readonly at: 'failed'; readonly problem: ProverError };

/** Submitting leads to the job's page. */
export function NewJobScreen(props: { page: Page }) {
  const { newJob: text, job: jobText } = networkTexts.value;
  const program = useSignal<{ name: string; elf: Uint8Array } | undefined>(undefined);
  const inputs = useSignal('');
  const redundancy = useSignal('1');
  const perTask = useSignal('1');
  const wanted = useSignal<'proofs' | 'hashes'>('proofs');
  const deadline = useSignal('');
  const failureLimit = useSignal('');
  const cycles = useSignal('');
  const step = useSignal<Step>({ at: 'form' });

  const read = inputsOf(inputs.value);
  const copies = wholeNumber(redundancy.value, 1, MOST_COPIES) ?? 1;
  const until = deadlineOf(deadline.value, now.value);
  const failures = wholeNumber(failureLimit.value, 1, 1_000);
  const estimate = wholeNumber(cycles.value, 1, Number.MAX_SAFE_INTEGER);
  const together = wholeNumber(perTask.value, 1, MOST_PER_TASK) ?? 1;
  const tasks = 'inputs' in read ? Math.ceil(read.inputs.length / together) * copies : Number.NaN;
  const wrong = [tasks, until, failures, estimate].some(Number.isNaN) || tasks > MOST_TASKS;
  const busy = step.value.at === 'uploading' || step.value.at === 'creating';

  const submit = async (): Promise<void> => {
    const chosen = program.value;
    if (chosen === undefined || wrong || !('inputs' in read)) return;
    try {
      step.value = { at: 'creating' };
      const wishes = {
        inputs: [...read.inputs],
        redundancy: copies,
        inputsPerTask: together,
        taskType: wanted.value === 'hashes' ? TaskType.ALL_PROOF_HASHES : TaskType.PROOF_REQUIRED,
        estimatedCycles: BigInt(estimate ?? 0),
        failureLimit: failures ?? 0,
        ...(until !== undefined && { deadline: timestampFromMs(until) }),
      };
      const digest = (elf: Uint8Array): Promise<string> => props.page.local.digest(elf);
      const job = await createdJob({ service: jobService, digest }, chosen, wishes, {}, () => {
        step.value = { at: 'uploading' };
      });
      location.hash = addressOf({ screen: 'job', jobId: job?.jobId ?? '' });
    } catch (reason) {
      step.value = { at: 'failed', problem: codedError(reason, Date.now()) };
    }
  };
  const example = async (): Promise<void> => {
    const { name, elf, input } = await fibonacciExample();
    program.value = { name, elf };
    inputs.value = hexOfBytes(input);
  };
  const readFile = async (file: File | undefined): Promise<void> => {
    if (file !== undefined) inputs.value = await file.text();
  };
  return (
    <form
      class="screen"
      data-testid="new-job-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p>
        <a class="back" href={addressOf({ screen: 'jobs' })}>
          <Icon name="back" />
          {jobText.back}
        </a>
      </p>
      <h1>{text.title}</h1>
      <p class="lead soft">{text.text}</p>
      <FileDrop
        invitation={texts.value.program.drop}
        name={program.value?.name}
        testId="job-program"
        took={(name, elf) => {
          program.value = { name, elf };
        }}
      />
      <button type="button" class="start" data-testid="job-example" onClick={() => void example()}>
        {text.example}
      </button>
      <label class="field">
        <span>{text.inputs}</span>
        <textarea
          class="mono"
          rows={5}
          spellcheck={false}
          data-testid="job-inputs"
          aria-invalid={'wrong' in read}
          aria-describedby="inputs-hint"
          value={inputs.value}
          onInput={(event) => {
            inputs.value = event.currentTarget.value;
          }}
        />
      </label>
      <div class="actions">
        <p id="inputs-hint" class={'wrong' in read ? 'refused small' : 'soft small'}>
          {'wrong' in read ? text.inputsWrong(read.wrong) : text.inputsHint}
        </p>
        <label class="button file-button">
          {text.inputsFile}
          <input type="file" class="hidden-file" onChange={(event) => void readFile(event.currentTarget.files?.[0])} />
        </label>
      </div>
      <fieldset class="rules">
        <legend>{text.rules}</legend>
        <TextField
          name="redundancy"
          label={text.redundancy}
          hint={text.redundancyHint}
          wrong={Number.isNaN(copies) ? text.wrong : undefined}
          value={redundancy}
          mode="numeric"
        />
        <TextField
          name="per-task"
          label={text.perTask}
          hint={text.perTaskHint}
          wrong={Number.isNaN(together) ? text.wrong : undefined}
          value={perTask}
          mode="numeric"
        />
        <TextField
          name="deadline"
          label={text.deadline}
          hint={text.deadlineHint}
          wrong={Number.isNaN(until) ? text.past : undefined}
          value={deadline}
          type="datetime-local"
        />
        <TextField
          name="failure-limit"
          label={text.failureLimit}
          hint={text.failureLimitHint}
          wrong={Number.isNaN(failures) ? text.wrong : undefined}
          value={failureLimit}
          mode="numeric"
        />
        <TextField
          name="cycles"
          label={text.cycles}
          hint={text.cyclesHint}
          wrong={Number.isNaN(estimate) ? text.wrong : undefined}
          value={cycles}
          mode="numeric"
        />
        <div class="field">
          <span aria-hidden="true">{text.wanted}</span>
          <Choice
            name="wanted"
            label={text.wanted}
            options={[
              ['proofs', text.fullProofs],
              ['hashes', text.hashes],
            ]}
            chosen={wanted.value}
            choose={(chosen) => {
              wanted.value = chosen;
            }}
          />
          <p class="soft small">{text.hashesHint}</p>
        </div>
      </fieldset>
      <div class="actions">
        <button type="submit" class="primary" data-testid="submit-new-job" disabled={busy || wrong || !program.value}>
          {text.submit}
        </button>
        <p role="status" class="soft">
          {step.value.at === 'uploading' && text.uploading}
          {step.value.at === 'creating' && text.creating}
          {!busy && (program.value === undefined ? text.missing : tasksText(tasks))}
        </p>
      </div>
      {step.value.at === 'failed' && <ProblemText problem={step.value.problem} />}
    </form>
  );
}

function tasksText(tasks: number): string {
  const text = networkTexts.value.newJob;
  if (Number.isNaN(tasks)) return '';
  if (tasks > MOST_TASKS) return text.tooMany(count(MOST_TASKS, language.value));
  return tasks === 1 ? text.oneTask : text.tasks(count(tasks, language.value));
}
