-- Tasks that want hashes: what was claimed, and which of the proofs were drawn to be seen.

ALTER TABLE jobs
  ADD COLUMN inputs_per_task integer NOT NULL DEFAULT 1,
  ADD COLUMN task_type smallint NOT NULL DEFAULT 0;

-- One for a node and task, for ever: whoever could claim again would be asked for other proofs.
CREATE TABLE claims (
  task_id uuid NOT NULL REFERENCES tasks ON DELETE CASCADE,
  node_id bigint NOT NULL REFERENCES nodes,
  public_key bytea NOT NULL,
  signature bytea NOT NULL,
  proof_hash text NOT NULL,
  hashes text[] NOT NULL,
  outputs bytea[] NOT NULL,
  exit_codes bigint[] NOT NULL,
  -- The sample.
  positions integer[] NOT NULL,
  claimed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (task_id, node_id)
);
CREATE INDEX claims_of_node ON claims (node_id, claimed_at);
