// Stops the handing out of tasks by all servers of the network, or starts it again.
import { Answered } from './answered.tsx';
import { Deed } from './deed.tsx';
import { networkTexts } from './i18n/texts.ts';
import { once } from './live-answer.ts';
import { Mark } from './names.tsx';
import { adminService, networkService } from './services.ts';
import { useLive } from './use-live.ts';

const EVERY_MS = 10_000;

/** How it is now, and the button for the other way. */
export function HandingOut() {
  const text = networkTexts.value.admin;
  const live = useLive(
    once(async (signal) => (await networkService.getOverview({ minutes: 1 }, { signal })).draining),
    '',
    EVERY_MS,
  );
  const set = async (draining: boolean): Promise<void> => {
    await adminService.setDraining({ draining });
    live.show(draining);
  };
  return (
    <div class="handing-out">
      <Answered of={live}>
        {(draining) => (
          <>
            <div data-testid="handing-out" data-draining={draining}>
              <p>{draining ? <Mark kind="bad">{text.drained}</Mark> : <Mark kind="good">{text.handingOut}</Mark>}</p>
              <p class="soft small">{draining ? text.drainedText : text.handingOutText}</p>
            </div>
            <Deed
              act={() => set(!draining)}
              sure={draining ? undefined : text.drainSure}
              testId={draining ? 'resume-handing-out' : 'stop-handing-out'}
            >
              {draining ? text.resume : text.drain}
            </Deed>
          </>
        )}
      </Answered>
    </div>
  );
}
