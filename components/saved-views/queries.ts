import { apiQuery } from "@/components/api-query";
import type { SavedViews } from "@/lib/contract/saved-views";

/** The person's own views of the project's lists. */
export const savedViewList = (project: string) =>
  apiQuery<SavedViews>([project, "saved-views"], `/projects/${project}/saved-views`);
