// The dashboard's picture of its model.
import { Box, Text } from 'ink';
import { createElement as h, type ReactElement } from 'react';
import type { IdleReason } from '#client/pipeline/idle.ts';
import type { PipelineStatus } from '#client/pipeline/pipeline.ts';
import type { Messages } from '../lang/messages.ts';
import { type DashboardModel, proofsPerHour, type WorkerView } from './model.ts';

const MIB = 1024 * 1024;
const BAR = 24;
/** Nodes shown by name; the rest is counted. */
const NODES_SHOWN = 10;
const CHART = '▁▂▃▄▅▆▇█';

/** What a picture is made of. */
export interface ViewParts {
  readonly model: DashboardModel;
  readonly status: PipelineStatus | undefined;
  readonly now: number;
  readonly say: Messages;
}

/** The whole picture. */
export function dashboardView({ model, status, now, say }: ViewParts): ReactElement {
  return h(
    Box,
    { flexDirection: 'column', borderStyle: 'round', paddingX: 1 },
    h(Text, { bold: true }, say.dashTitle(clock(now - model.startedAt))),
    h(Text, null, say.dashTotals(model.accepted, model.refused, proofsPerHour(model, now))),
    h(Text, null, say.dashQueue(status?.queued ?? 0, status?.capacity ?? 0, status?.outbox ?? 0)),
    h(Text, null, idleLine(model.idle, now, say)),
    section(say.dashWorkers, model.workers.map(workerLine)),
    section(say.dashNodes, nodeLines(model, say)),
    section(say.dashMemory, [memoryLine(model.memory)]),
    section(
      say.dashEvents,
      model.events.map(({ at, text }) => `${new Date(at).toISOString().slice(11, 19)} ${text}`),
    ),
    h(Text, { dimColor: true }, say.dashKeys),
  );
}

/** Why nothing is proven: code, countdown and remedy. */
export function idleLine(idle: IdleReason | undefined, now: number, say: Messages): string {
  if (idle === undefined) return say.dashProving;
  const wait = idle.until === undefined ? '' : ` ${Math.max(0, Math.ceil((idle.until - now) / 1000))} s`;
  const remedy = say.idleRemedy[idle.code];
  return `${say.dashIdle}: ${idle.code}${wait}${remedy && ` · ${remedy}`}`;
}

function section(title: string, lines: readonly string[]): ReactElement {
  const shown = lines.map((line, index) => h(Text, { key: `${index}`, wrap: 'truncate-end' }, `  ${line}`));
  return h(Box, { flexDirection: 'column', marginTop: 1 }, h(Text, { color: 'cyan' }, title), ...shown);
}

function workerLine({ worker, taskId, phase, fraction, input, inputs }: WorkerView): string {
  const full = Math.round(fraction * BAR);
  const bar = '█'.repeat(full) + '░'.repeat(BAR - full);
  const part = inputs > 1 ? ` ${input + 1}/${inputs}` : '';
  return `#${worker} ${bar} ${phase.padEnd(12)}${taskId}${part}`;
}

function nodeLines({ nodes }: DashboardModel, say: Messages): string[] {
  const all = [...nodes].map(([id, node]) => `${id}  ${say.dashNode(node.accepted, node.refused)}  ${node.note}`);
  return all.length > NODES_SHOWN ? [...all.slice(0, NODES_SHOWN), `+${all.length - NODES_SHOWN}`] : all;
}

function memoryLine(memory: readonly number[]): string {
  const most = Math.max(1, ...memory);
  const bars = memory.map((bytes) => CHART[Math.min(CHART.length - 1, Math.floor((bytes / most) * CHART.length))]);
  return `${bars.join('')} ${Math.round((memory.at(-1) ?? 0) / MIB)} MiB`;
}

function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
