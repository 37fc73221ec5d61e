-- Who did what that was not proving: for administrators, never changed.
CREATE TABLE audit (
  audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  -- A user's or node's id, or "operator" for the command line on the server.
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL
);
CREATE INDEX audit_in_time ON audit (at);

-- Proof bytes that may be dropped after a while: those that nobody asked for.
CREATE INDEX proofs_kept ON proofs (task_id) WHERE proof IS NOT NULL;
