ALTER TABLE installation
  ADD COLUMN workspace_id uuid REFERENCES workspaces (id) ON DELETE SET NULL ON UPDATE CASCADE;

-- Set-up makes its workspace in the moment in which the installation gets its owner.
UPDATE installation SET workspace_id = (
  SELECT id FROM workspaces ORDER BY abs(extract(epoch FROM workspaces.created_at - installation.owned_at)), id LIMIT 1
) WHERE owned_at IS NOT NULL;
