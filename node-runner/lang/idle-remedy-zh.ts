// 未在证明时的处理办法。What to do about each reason for not proving, in Chinese.
import type { IdleCode } from '#client/pipeline/idle.ts';

export const IDLE_REMEDY_ZH: Readonly<Record<IdleCode, string>> = {
  stopping: '',
  no_nodes: '在配置中给出 node_ids，或留空以自动注册一个节点。',
  engine_crash_loop: '运行 `nexus-prover doctor`；查看日志中最后几行 worker_ended。',
  memory_full: '减小 prover_workers，或释放内存。',
  store_failed: '在 data_dir 所在磁盘腾出空间，或把 data_dir 指向另一块磁盘。',
  engine_outdated: '更新本客户端：网络使用另一版本的引擎。',
  tasks_unfit: '服务器分发的程序本客户端不认识；见 docs/nexus-v3.md。',
  node_refused: '检查 node_ids 与 orchestrator_url；用 `nexus-prover register-node` 注册节点。',
  orchestrator_unreachable: '检查 orchestrator_url 与网络。',
  orchestrator_failing: '服务器返回错误；没有任何丢失，会继续询问。',
  rate_limited: '减少节点，或增大 task_fetch_interval，以降低询问频率。',
  no_tasks_pausing: '',
  no_tasks: '',
  task_backing_off: '',
  fetching: '',
};
