-- Large proofs lie in files beside the database: a row names its file, which was on disk before the row was.
ALTER TABLE proofs
  ADD COLUMN file text,
  ADD CHECK (file IS NULL OR proof IS NULL);
CREATE UNIQUE INDEX proof_files ON proofs (file) WHERE file IS NOT NULL;
