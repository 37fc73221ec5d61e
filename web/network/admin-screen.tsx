// For those who run the network: whether tasks are handed out, and everything there is, with what can be done about it.
import { ADMIN_PARTS, type AdminPart, addressOf } from '../state/route.ts';
import { AdminJobs, AdminPrograms, AuditLog } from './admin-lists.tsx';
import { AdminNodes } from './admin-nodes.tsx';
import { AdminTokens } from './admin-tokens.tsx';
import { AdminUsers } from './admin-users.tsx';
import { HandingOut } from './handing-out.tsx';
import { networkTexts } from './i18n/texts.ts';

const PARTS = {
  nodes: AdminNodes,
  users: AdminUsers,
  jobs: AdminJobs,
  programs: AdminPrograms,
  tokens: AdminTokens,
  audit: AuditLog,
} as const;

/** The switch, the parts, and the part that the address names. */
export function AdminScreen(props: { part: AdminPart }) {
  const text = networkTexts.value.admin;
  const Part = PARTS[props.part];
  return (
    <div class="stack" data-testid="admin">
      <h1 class="page-title">{text.title}</h1>
      <HandingOut />
      <nav class="parts" aria-label={text.parts}>
        {ADMIN_PARTS.map((part) => (
          <a
            key={part}
            href={addressOf({ screen: 'admin', part })}
            aria-current={part === props.part ? 'page' : undefined}
          >
            {text[part]}
          </a>
        ))}
      </nav>
      <section class="stack" aria-labelledby="part">
        <h2 id="part" class="hidden-text">
          {text[props.part]}
        </h2>
        <Part key={props.part} />
      </section>
    </div>
  );
}
