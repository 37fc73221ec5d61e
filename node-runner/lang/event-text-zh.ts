// 事件的中文说明。What happened, as a sentence in Chinese; the dashboard shows it.
import type { ProverEvent } from '#client/events.ts';
import { mib, secondsUntil } from './event-text.ts';
import { IDLE_REMEDY_ZH } from './idle-remedy-zh.ts';

const STATES = {
  queued: '排队',
  proving: '证明中',
  finished: '已完成',
  accepted: '被接受',
  refused: '被拒绝',
  abandoned: '已放弃',
} as const;

/** The sentence of an event. */
export function eventTextZh(event: ProverEvent): string {
  switch (event.type) {
    case 'batch_fetched':
      return `节点 ${event.nodeId} 得到 ${event.tasks} 个任务`;
    case 'no_tasks':
      return `节点 ${event.nodeId} 没有任务；${secondsUntil(event.nextAt)} 秒后再询问`;
    case 'fetch_failed':
      return `获取失败（${event.code}）：${event.message}；${secondsUntil(event.nextAt)} 秒后再询问`;
    case 'task_skipped':
      return `未接受任务 ${event.taskId}：${event.code}`;
    case 'task_state': {
      const code = 'code' in event.state ? `：${event.state.code}` : '';
      return `任务 ${event.taskId} ${STATES[event.state.at]}${code}`;
    }
    case 'task_resumed':
      return `任务 ${event.taskId} 继续：${event.inputs} 个输入中已证明 ${event.done} 个`;
    case 'proof_progress':
      return `任务 ${event.taskId} ${event.phase}`;
    case 'input_proven':
      return `${event.cycles} 个周期在 ${Math.round(event.proveMs)} 毫秒内证明并验证完毕`;
    case 'attempt_failed':
      return `任务 ${event.taskId} 第 ${event.attempt} 次尝试失败（${event.code}）：${event.message}`;
    case 'worker_started':
      return `工作线程 ${event.worker} 已启动`;
    case 'worker_ended': {
      const { rssBeforeBytes, rssAfterBytes, wasmBytes } = event.release;
      const rss = `RSS ${mib(rssBeforeBytes)} → ${mib(rssAfterBytes)} MiB`;
      return `工作线程 ${event.worker} 已结束：${event.reason}；${rss}（WASM ${mib(wasmBytes)} MiB）`;
    }
    case 'leases_renewed':
      return `节点 ${event.nodeId} 的租约已续期：持有 ${event.held} 个`;
    case 'renewal_failed':
      return `租约未能续期（${event.code}）：${event.message}`;
    case 'submitted':
      return `任务 ${event.taskId} 的证明被接受${event.duplicate ? '（此前已接受）' : ''}`;
    case 'submission_deferred':
      return `任务 ${event.taskId} 的证明已保留（${event.code}）：${event.message}；${secondsUntil(event.nextAt)} 秒后再试`;
    case 'submission_refused':
      return `任务 ${event.taskId} 的证明被拒绝：${event.code}：${event.message}`;
    case 'difficulty_changed':
      return `节点 ${event.nodeId} 请求难度 ${event.to}`;
    case 'idle': {
      if (event.reason === undefined) return '正在证明';
      const { code, until } = event.reason;
      const when = until === undefined ? '' : `，${secondsUntil(until)} 秒后再试`;
      const remedy = IDLE_REMEDY_ZH[code];
      return `未在证明：${code}${when}${remedy && `。${remedy}`}`;
    }
    case 'store_failed':
      return `无法保存（${event.code}）：${event.message}`;
  }
}
