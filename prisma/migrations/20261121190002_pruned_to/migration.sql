-- From where retention goes on: what it has left behind for producers' ids is not read again every time.
ALTER TABLE "projects" ADD COLUMN "pruned_to" UUID;
