// The nodes of the load benchmark: a process that registers, fetches and submits, and measures.
import { sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { create, type DescMessage, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { clientOf, newKey, type Prover, proverWith } from '#orchestrator/fixtures/network.ts';
import { fakeProof, GOOD } from '#orchestrator/fixtures/zkvm.ts';
import { submissionText } from '#orchestrator/nodes/signature.ts';
import { proofHashOf } from '#orchestrator/proofs/hash.ts';
import {
  FetchTasksRequestSchema,
  FetchTasksResponseSchema,
  SubmitProofRequestSchema,
  SubmitProofResponseSchema,
  type Task,
  TaskDifficulty,
} from '#proto/proofnet/v1/orchestrator_pb.ts';

export interface LoadRequest {
  url: string;
  nodeIds: string[];
  seconds: number;
  /** The same load before it, which is not measured: by then everything is compiled. */
  warmUpSeconds?: number;
  batch: number;
  submit: boolean;
  /** Submissions of one node at a time; absent: all of a batch. */
  atOnce?: number;
  /** Absent: as fast as it goes. */
  tasksPerSecond?: number;
  /** A file with the real proof of every task, and its output; absent: what the stand-in engine accepts. */
  proof?: { file: string; outputHex: string };
}

export interface LoadReport {
  seconds: number;
  handed_out_per_second: number;
  recorded_per_second: number;
  fetch_p50_ms: number;
  fetch_p99_ms: number;
  errors: number;
  load_cpu: number;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

/** One unary call of Connect, without the cost of a whole client. */
function call<O extends DescMessage>(
  url: string,
  method: string,
  body: Uint8Array,
  output: O,
  rest = new Uint8Array(0),
): Promise<MessageShape<O>> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/proto', 'content-length': body.length + rest.length };
    const request = http.request(
      `${url}/proofnet.v1.OrchestratorService/${method}`,
      { method: 'POST', agent, headers },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => {
          if (response.statusCode === 200) resolve(fromBinary(output, Buffer.concat(parts)));
          else reject(new Error(Buffer.concat(parts).toString()));
        });
      },
    );
    request.on('error', reject);
    request.write(body);
    request.end(rest);
  });
}

async function run(
  { url, nodeIds, seconds, batch, submit, atOnce = batch, tasksPerSecond, proof: real }: LoadRequest,
  provers: Prover[],
): Promise<LoadReport> {
  const latencies: number[] = [];
  let [handedOut, recorded, errors] = [0, 0, 0];
  const began = performance.now();
  const cpu = process.cpuUsage();
  const end = began + seconds * 1000;
  const pause = tasksPerSecond === undefined ? 0 : (1000 * batch * nodeIds.length) / tasksPerSecond;

  const realProof = real && new Uint8Array(readFileSync(real.file));
  // Once: provers hash on machines of their own.
  const realHash = realProof && proofHashOf(realProof);
  const output = Buffer.from(real?.outputHex ?? '00000000', 'hex');
  const encoded = (fields: object) =>
    toBinary(SubmitProofRequestSchema, create(SubmitProofRequestSchema, fields as never));
  const proofsOf = (proof: Uint8Array, proofHash: string) =>
    encoded({ proofs: [{ proof, proofHash, output, exitCode: 0, cycles: 1n }] });
  // The bytes of messages one behind the other are those of both in one: the real proof is encoded once.
  const realProofs = realProof && realHash ? proofsOf(realProof, realHash) : undefined;

  async function submitTask(prover: Prover, task: Task): Promise<void> {
    const fake = realProofs ? undefined : fakeProof(GOOD, task.taskId);
    const proofHash = realHash ?? proofHashOf(fake as Uint8Array);
    const fields = {
      taskId: task.taskId,
      nodeId: prover.nodeId,
      ed25519PublicKey: prover.publicKey,
      signature: sign(null, Buffer.from(submissionText(task.taskId, proofHash)), prover.privateKey),
      proofHash,
      ...(task.engine && { engine: task.engine }),
    };
    await call(
      url,
      'SubmitProof',
      encoded(fields),
      SubmitProofResponseSchema,
      realProofs ?? proofsOf(fake as Uint8Array, proofHash),
    );
    recorded += 1;
  }

  async function work(prover: Prover): Promise<void> {
    const { nodeId, publicKey: ed25519PublicKey } = prover;
    const fields = { nodeId, ed25519PublicKey, maxTasks: batch, maxDifficulty: TaskDifficulty.SMALL };
    const body = toBinary(FetchTasksRequestSchema, create(FetchTasksRequestSchema, fields));
    await delay(Math.random() * pause);
    while (performance.now() < end) {
      const asked = performance.now();
      try {
        const { tasks } = await call(url, 'FetchTasks', body, FetchTasksResponseSchema);
        latencies.push(performance.now() - asked);
        handedOut += tasks.length;
        const left = [...tasks];
        const lane = async () => {
          for (let task = left.shift(); task; task = left.shift()) await submitTask(prover, task);
        };
        if (submit) await Promise.all(Array.from({ length: atOnce }, lane));
        if (tasks.length === 0) await delay(100);
      } catch {
        errors += 1;
        await delay(100);
      }
      const now = performance.now();
      await delay(Math.max(0, Math.min(asked + pause, end) - now));
    }
  }

  await Promise.all(provers.map(work));
  const took = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  latencies.sort((a, b) => a - b);
  const at = (share: number) => Math.round((latencies[Math.floor(latencies.length * share)] ?? 0) * 10) / 10;
  return {
    seconds: took,
    handed_out_per_second: Math.round(handedOut / took),
    recorded_per_second: Math.round(recorded / took),
    fetch_p50_ms: at(0.5),
    fetch_p99_ms: at(0.99),
    errors,
    load_cpu: Math.round((user + system) / 1e4 / took) / 100,
  };
}

process.once('message', async (request: LoadRequest) => {
  const client = clientOf(request.url);
  const provers = request.nodeIds.map((nodeId) => proverWith(client, nodeId, newKey()));
  if (request.warmUpSeconds !== undefined) await run({ ...request, seconds: request.warmUpSeconds }, provers);
  process.send?.('ready');
  process.send?.(await run(request, provers), () => process.disconnect());
  agent.destroy();
});
