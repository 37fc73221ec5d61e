// 配置项的中文说明。The meaning of each configuration key in Chinese; a key that is missing here does not type-check.
import type { ConfigKey } from '#client/config.ts';

export const CONFIG_KEYS_ZH: Readonly<Record<ConfigKey, string>> = {
  node_ids: '为哪些节点生成证明。为空：自行注册一个用户和一个节点并记住。',
  user_id: '为哪个用户注册节点。为空：使用该钱包的用户，或新建一个。',
  wallet_address: '用户的钱包地址，仅用于注册。为空：随机生成一个并记住。',
  request_delay: '有任务时，同一节点两次获取之间的秒数。',
  prover_workers: '同时生成多少个证明。',
  task_queue_capacity: '所有节点合计可以等待的任务数。',
  batch_size: '一次获取最多请求的任务数。',
  max_404s_before_giving_up: '连续多少次没有任务后节点暂停；暂停逐渐变长，得到任务后恢复。',
  task_fetch_interval: '没有任务时，节点再次询问之前的秒数。',
  queue_log_interval: '日志中两行队列信息之间的秒数。',
  orchestrator_url: '任务的来源。',
  protocol: '与协调器通信的协议：本项目的 Connect 服务，或 Nexus v3 REST。',
  nexus_programs: '仅用于 Nexus v3：除内置的 fib_input_initial 外，各程序编号对应的 ELF 文件路径。',
  telemetry: '仅用于 Nexus v3：随每个证明告诉服务器本进程与本机的内存。',
  isolation: '证明在何处生成：工作线程、原生进程，或（用于调试）本线程。',
  engine_module: '另一个引擎的 .wasm 文件路径（docs/engines.md），其 JavaScript 在旁边。为空：使用自带引擎。',
  engine_command: '仅用于 process 隔离：原生引擎的命令（docs/engines.md）。为空：使用自带引擎。',
  max_difficulty: '请求的最高难度。',
  data_dir: '身份、注册信息、程序与已完成证明的存放位置。为空：$XDG_DATA_HOME/nexus-prover。',
  log_level: '显示的最低日志级别。',
};
