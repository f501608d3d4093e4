CREATE TABLE alert_rules (
  id uuid NOT NULL,
  workspace_id uuid NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE ON UPDATE CASCADE,
  project_id uuid,
  kind text NOT NULL,
  minutes integer NOT NULL DEFAULT 0,
  channel text NOT NULL,
  recipients text[] NOT NULL DEFAULT ARRAY[]::text[],
  url text,
  url_sealed text,
  target_project_id uuid,
  enabled boolean NOT NULL DEFAULT true,
  last_sent_at timestamptz(3),
  last_error text,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT alert_rules_pkey PRIMARY KEY (id)
);
CREATE INDEX alert_rules_of_workspace ON alert_rules (workspace_id, id);

CREATE TABLE alerts (
  rule_id uuid NOT NULL REFERENCES alert_rules (id) ON DELETE CASCADE ON UPDATE CASCADE,
  endpoint_id uuid NOT NULL REFERENCES endpoints (id) ON DELETE CASCADE ON UPDATE CASCADE,
  since timestamptz(3) NOT NULL,
  is_open boolean NOT NULL DEFAULT true,
  said boolean NOT NULL DEFAULT false,
  said_at timestamptz(3),
  notice text,
  notice_tries integer NOT NULL DEFAULT 0,
  notice_after timestamptz(3),
  CONSTRAINT alerts_pkey PRIMARY KEY (rule_id, endpoint_id)
);
CREATE INDEX alerts_of_endpoint ON alerts (endpoint_id);
CREATE INDEX alerts_to_tell ON alerts (rule_id) WHERE notice IS NOT NULL;
