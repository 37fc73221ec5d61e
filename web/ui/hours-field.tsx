// The hours of the day in which to prove.
import { texts } from '../i18n/language.ts';
import type { Settings } from '../state/settings.ts';
import { SwitchField } from './switch-field.tsx';

/** Night hours are what most people mean when they first switch this on. */
const NIGHT = { from: 22 * 60, until: 7 * 60 };

/** A switch, and two times while it is on. */
export function HoursField(props: { hours: Settings['hours']; change: (hours: Settings['hours']) => void }) {
  const text = texts.value.settings;
  const { hours, change } = props;
  return (
    <>
      <SwitchField
        label={text.hours}
        offered
        on={hours !== undefined}
        change={(on) => change(on ? NIGHT : undefined)}
      />
      {hours !== undefined && (
        <div class="hours">
          {(['from', 'until'] as const).map((end) => (
            <label key={end}>
              {text[end]}
              <input
                type="time"
                value={timeText(hours[end])}
                onChange={(event) => {
                  const minute = event.currentTarget.valueAsNumber / 60_000;
                  if (Number.isFinite(minute)) change({ ...hours, [end]: minute });
                }}
              />
            </label>
          ))}
        </div>
      )}
    </>
  );
}

function timeText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
