CREATE TABLE invitations (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE ON UPDATE CASCADE,
  email text NOT NULL,
  name text NOT NULL,
  role "role" NOT NULL,
  token_hash bytea NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  invited_by uuid REFERENCES users (id) ON DELETE SET NULL ON UPDATE CASCADE,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT invitations_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX invitations_token_hash_key ON invitations (token_hash);
CREATE UNIQUE INDEX invitations_of_workspace ON invitations (workspace_id, email);
CREATE INDEX invitations_by_email ON invitations (email);
CREATE INDEX invitations_by_inviter ON invitations (invited_by);

ALTER TABLE mails
  ALTER COLUMN user_id DROP NOT NULL,
  ADD COLUMN invitation_id uuid REFERENCES invitations (id) ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX mails_of_invitation ON mails (invitation_id, id);

-- Who was added and has not joined is invited from now on; a new link has to be made for them.
INSERT INTO invitations (id, workspace_id, email, name, role, token_hash, expires_at, created_at)
SELECT gen_random_uuid(), m.workspace_id, u.email, u.name, m.role, sha256(gen_random_uuid()::text::bytea),
       CURRENT_TIMESTAMP, m.created_at
  FROM members m JOIN users u ON u.id = m.user_id
 WHERE u.password_hash IS NULL AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id);
DELETE FROM users u
 WHERE u.password_hash IS NULL AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id);
