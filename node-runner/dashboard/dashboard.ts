// The dashboard on a terminal: redraws its picture a few times a second.
import { render } from 'ink';
import type { ProverEvent } from '#client/events.ts';
import type { PipelineStatus } from '#client/pipeline/pipeline.ts';
import type { Messages } from '../lang/messages.ts';
import { afterEvent, emptyModel, withMemory } from './model.ts';
import { dashboardView } from './view.ts';

const REDRAW_MS = 250;
const SAMPLE_MS = 2000;

/** What a dashboard needs. */
export interface DashboardParts {
  readonly say: Messages;
  readonly colour: boolean;
  readonly status: () => PipelineStatus | undefined;
  readonly stop: () => void;
}

/** Opens it; `show` takes events, `close` leaves the last picture standing. */
export function openDashboard({ say, status }: DashboardParts) {
  let model = emptyModel(Date.now());
  let sampledAt = 0;
  const view = () => dashboardView({ model, status: status(), now: Date.now(), say });
  // Ctrl-C stays the runner's own signal.
  const screen = render(view(), { exitOnCtrlC: false, patchConsole: false });
  const redraw = (): void => {
    if (Date.now() - sampledAt >= SAMPLE_MS) {
      sampledAt = Date.now();
      model = withMemory(model, process.memoryUsage.rss());
    }
    screen.rerender(view());
  };
  const timer = setInterval(redraw, REDRAW_MS);
  return {
    show: (event: ProverEvent): void => {
      model = afterEvent(model, event, say.eventText(event), Date.now());
    },
    close: (): void => {
      clearInterval(timer);
      redraw();
      screen.unmount();
    },
  };
}
