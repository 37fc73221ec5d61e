-- Jobs that people bring, the tokens they bring them with, and the receipts that nodes get.

CREATE TABLE tokens (
  -- SHA-256 of the token: whoever reads the database cannot use it.
  token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  user_id uuid NOT NULL REFERENCES users,
  role text NOT NULL CHECK (role IN ('owner', 'admin')),
  label text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);

CREATE TABLE jobs (
  job_id uuid PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES users,
  program_digest text NOT NULL REFERENCES programs,
  profile text NOT NULL,
  inputs integer NOT NULL,
  redundancy integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  deadline timestamptz,
  cancelled_at timestamptz
);
CREATE INDEX jobs_of_owner ON jobs (owner_id, created_at DESC, job_id);

ALTER TABLE tasks
  ADD COLUMN job_id uuid REFERENCES jobs ON DELETE CASCADE,
  -- Which input of the job, and which copy of it.
  ADD COLUMN position integer,
  ADD COLUMN copy integer,
  -- Another copy exists, which another node has to prove.
  ADD COLUMN has_copies boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX tasks_of_job ON tasks (job_id, position, copy) WHERE job_id IS NOT NULL;

ALTER TABLE leases DROP CONSTRAINT leases_outcome_check,
  ADD CHECK (outcome IN ('accepted', 'refused', 'expired', 'returned', 'overtaken', 'cancelled'));

-- A node's acceptances are numbered without gaps and chained by hash.
ALTER TABLE nodes ADD COLUMN receipt_head text NOT NULL DEFAULT repeat('0', 64);
ALTER TABLE acceptances
  ADD COLUMN receipt_number bigint,
  ADD COLUMN receipt_previous text,
  ADD COLUMN receipt_hash text,
  ADD COLUMN receipt_signature bytea;
CREATE UNIQUE INDEX receipts_of_node ON acceptances (node_id, receipt_number);

CREATE TABLE server_keys (
  purpose text PRIMARY KEY,
  -- PKCS 8.
  private_key bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
