// docs/config.md and the JSON Schema, made from the schema of the configuration: `node node-runner/config/config-docs.ts`.
import { writeFileSync } from 'node:fs';
import { CONFIG_KEYS, configJsonSchema, configSchema, RELOADABLE } from '#client/config.ts';
import { environmentName, optionName } from '#client/config-text.ts';

const ROOT = new URL('../../', import.meta.url);

/** The files, by their place in the repository. */
export function configDocs(): Readonly<Record<string, string>> {
  return {
    'docs/config.md': page(),
    'configs/config.schema.json': `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
  };
}

function page(): string {
  const rows = CONFIG_KEYS.map((key) => {
    const { description = '' } = configSchema.shape[key];
    const preset = JSON.stringify(configSchema.shape[key].parse(undefined));
    const running = RELOADABLE.includes(key) ? 'yes' : '';
    return `| \`${key}\` | \`${preset}\` | ${running} | ${description.replaceAll('|', '\\|')} |`;
  });
  const [example] = CONFIG_KEYS.filter((key) => key === 'prover_workers');
  const names = example ? [environmentName(example), optionName(example)] : [];
  return `# Configuration

<!-- Made by \`node node-runner/config/config-docs.ts\` from client/config.ts; change it there. -->

\`nexus-prover -c configs/config.json\` reads one JSON object. All keys may be left out. Each is also an environment
variable (\`${names[0]}=2\`) and an option of every command (\`--${names[1]} 2\`); the command line wins over the environment,
and that over the file. A wrong value ends the program with exit code 2 and the name of the key; an unknown key is warned of.

Keys marked *running* take effect while the prover runs, when the file changes or on SIGHUP; the others at the next start.
For editors, \`"$schema": "./config.schema.json"\` names the JSON Schema beside the sample.

| key | default | running | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}

\`node_ids\` may stay empty: the prover then registers a user and a node at the orchestrator and remembers them in
\`data_dir\`, together with its ed25519 key, the programs, and the outbox of finished proofs.
`;
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(configDocs())) writeFileSync(new URL(path, ROOT), text);
}
