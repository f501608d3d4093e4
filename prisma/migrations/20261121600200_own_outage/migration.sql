-- Since when a worker has reached almost no endpoint of any host.
ALTER TABLE "workers" ADD COLUMN "network_away_since" TIMESTAMPTZ(3);
