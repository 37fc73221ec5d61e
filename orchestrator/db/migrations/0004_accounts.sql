-- People who sign in with their wallets, tokens that can be listed and end by themselves, and what administrators switch.

-- When the owner of the wallet last signed in with it.
ALTER TABLE users ADD COLUMN wallet_proven_at timestamptz;
CREATE INDEX users_in_time ON users (created_at, user_id);

ALTER TABLE tokens
  -- By which a token is spoken of: it says nothing of the token.
  ADD COLUMN token_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  ADD COLUMN expires_at timestamptz;
CREATE INDEX tokens_of_user ON tokens (user_id, token_id);

-- Messages to be signed by wallets; each is good once.
CREATE TABLE sign_in_messages (
  message text PRIMARY KEY,
  wallet text NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sign_in_messages_in_time ON sign_in_messages (expires_at);

-- Gets no tasks, and its proofs are not taken.
ALTER TABLE nodes ADD COLUMN disabled_at timestamptz;

-- What is switched on for all servers of the network.
CREATE TABLE switches (
  name text PRIMARY KEY,
  switched_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX jobs_in_time ON jobs (created_at DESC, job_id DESC);
CREATE INDEX refusals_of_task ON refusals (task_id);
CREATE INDEX refusals_in_time ON refusals (refused_at);
