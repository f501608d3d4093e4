"use client";

import { useQuery } from "@tanstack/react-query";
import {
  Bookmark,
  BookOpen,
  Building2,
  CalendarClock,
  CircleUser,
  FolderOpen,
  FolderPlus,
  Keyboard,
  LogOut,
  Plus,
  Send,
  SquareArrowOutUpRight,
  Tags,
  TriangleAlert,
  Upload,
  Webhook,
} from "lucide-react";
import { apiQuery } from "@/components/api-query";
import { endpointList } from "@/components/endpoints/queries";
import { eventTypeList } from "@/components/event-types/queries";
import { projectList } from "@/components/projects/queries";
import { savedViewList } from "@/components/saved-views/queries";
import { toast } from "@/components/ui/toaster";
import { useViewer } from "@/components/viewer";
import type { Found } from "@/lib/contract/found";
import type { Page } from "@/lib/contract/page";
import type { Project } from "@/lib/contract/projects";
import type { Permission } from "@/lib/contract/scopes";
import { type Command, type CommandGroup, idIn, KIND_WORDS, matching, pageOf } from "./commands";
import { offered, projectNav, workspaceNav } from "./nav-items";
import { openSheet } from "./open-sheet";
import { PAGE_KEYS } from "./page-keys";
import { signOut } from "./sign-out";
import { useProject } from "./use-project";
import { useProjectMore } from "./use-project-nav";

/** Shorter words find too much to be asked for. */
const MIN_SEARCH = 2;
/** As much as the lists' own search takes. */
const MAX_SEARCH = 128;
const SHOWN = 6;

export const foundById = (id: string) => ({
  ...apiQuery<Found>(["found", id], "/workspace/find", { id }),
  placeholderData: undefined,
});

type Needed = Command & { needs?: Permission };

function actionsIn(project: { id: string; name: string | null } | null): Needed[] {
  const detail = project?.name ?? undefined;
  const base = project && `/projects/${project.id}`;
  const inProject: Needed[] = base
    ? [
        {
          id: "publish",
          label: "Publish event",
          detail,
          words: "send",
          icon: Upload,
          needs: "events:write",
          to: `${base}/events/publish`,
        },
        {
          id: "add-endpoint",
          label: "Add endpoint",
          detail,
          words: "webhook url",
          icon: Plus,
          needs: "endpoints:write",
          to: `${base}/endpoints/new`,
        },
        {
          id: "failed",
          label: "Failed deliveries",
          detail,
          words: "errors replay",
          icon: TriangleAlert,
          to: `${base}/deliveries?status=failed`,
        },
      ]
    : [];
  return [
    ...inProject,
    {
      id: "create-project",
      label: "Create project",
      words: "customer",
      icon: FolderPlus,
      needs: "workspace:write",
      to: "/projects?new=true",
    },
    {
      id: "define-dialect",
      label: "Define dialect",
      words: "format headers signature",
      icon: Plus,
      needs: "workspace:write",
      to: "/dialects/new",
    },
    {
      id: "shortcuts",
      label: "Keyboard shortcuts",
      icon: Keyboard,
      to: () => openSheet("shortcuts"),
      keys: ["?"],
    },
    {
      id: "account",
      label: "Your account",
      words: "password sessions two-factor",
      icon: CircleUser,
      to: "/account",
    },
    {
      id: "api",
      label: "API reference",
      words: "docs openapi",
      icon: BookOpen,
      to: () => location.assign("/docs/api"),
    },
    {
      id: "sign-out",
      label: "Sign out",
      icon: LogOut,
      to: () =>
        void signOut().catch(() =>
          toast.error("You are still signed in: Posthorn did not answer. Try again."),
        ),
    },
  ];
}

/** What is known without asking: pages, actions, views, workspaces. */
function useKnown(): CommandGroup[] {
  const { may, workspace, workspaces } = useViewer();
  const project = useProject();
  const more = useProjectMore(project?.id);
  const { data: views } = useQuery({ ...savedViewList(project?.id ?? ""), enabled: project !== null });
  const page =
    (detail: string | undefined) =>
    (item: ReturnType<typeof projectNav>[number]): Command => ({
      id: item.href,
      label: item.label,
      detail,
      icon: item.icon,
      to: item.href,
      ...(PAGE_KEYS[item.label] ? { keys: ["g", PAGE_KEYS[item.label] ?? ""] } : {}),
    });
  const inProject = project ? offered([...projectNav(project.id), ...more], may) : [];
  const actions = actionsIn(project).filter(({ needs }) => !needs || may.includes(needs));
  return [
    {
      value: "Go to",
      items: [
        ...inProject.map(page(project?.name ?? undefined)),
        ...offered(workspaceNav, may).map(page(workspace.name)),
      ],
    },
    { value: "Actions", items: actions },
    {
      value: "Saved views",
      items: (views?.data ?? []).map(({ id, name, list, query }) => ({
        id,
        label: name,
        words: list,
        icon: Bookmark,
        to: `/projects/${project?.id}/${list}?${query}`,
      })),
    },
    {
      value: "Workspaces",
      items: workspaces
        .filter(({ id }) => id !== workspace.id)
        .map(({ id, name }) => ({
          id,
          label: name,
          icon: Building2,
          to: () => location.assign(`/open-workspace?id=${id}`),
        })),
    },
  ];
}

/**
 * What the API finds by a word: projects, and in the open project endpoints; types of the catalogue. `isPending` until
 * it has answered about this word.
 */
function useSearched(word: string): { groups: CommandGroup[]; isPending: boolean } {
  const project = useProject();
  const isOn = word.length >= MIN_SEARCH;
  const { data: known } = useQuery(projectList());
  const projects = useQuery({
    ...apiQuery<Page<Project>>(["projects", "search", word], "/projects", { q: word, limit: String(SHOWN) }),
    enabled: isOn,
  });
  const endpoints = useQuery({
    ...endpointList(project?.id ?? "", { q: word, status: null, cursor: null }),
    enabled: isOn && project !== null,
  });
  const types = useQuery({
    ...eventTypeList({ q: word, cursor: null, archived: false }),
    enabled: isOn,
  });
  const isPending = [projects, endpoints, types].some((each) => each.isLoading || each.isPlaceholderData);
  const shownProjects = isOn ? (projects.data?.data ?? []) : (known?.data ?? []);
  const groups = [
    {
      value: "Projects",
      items: shownProjects.slice(0, SHOWN).map(({ id, name, uid }) => ({
        id,
        label: name,
        detail: uid ?? undefined,
        words: word,
        icon: FolderOpen,
        to: `/projects/${id}`,
      })),
    },
    {
      value: "Endpoints",
      items: (isOn ? (endpoints.data?.data ?? []) : []).slice(0, SHOWN).map(({ id, url, description }) => ({
        id,
        label: description || url,
        detail: description ? url : undefined,
        icon: Webhook,
        to: `/projects/${project?.id}/endpoints/${id}`,
      })),
    },
    {
      value: "Event types",
      items: (isOn ? (types.data?.data ?? []) : []).slice(0, SHOWN).map(({ name, description }) => ({
        id: `type ${name}`,
        label: name,
        detail: description,
        icon: Tags,
        to: `/event-types/${encodeURIComponent(name)}`,
      })),
    },
  ];
  return { groups, isPending: isOn && isPending };
}

/** The lists of the open project, searched for what was typed: they look into payloads. */
function inPayloads(project: { id: string; name: string | null } | null, text: string): CommandGroup {
  const lists = { deliveries: ["Deliveries", Send], events: ["Events", CalendarClock] } as const;
  const isAsked = project !== null && text.length >= MIN_SEARCH && text.length <= MAX_SEARCH;
  return {
    value: "In payloads",
    items: isAsked
      ? Object.entries(lists).map(([list, [name, icon]]) => ({
          id: `${list} with`,
          label: `${name} with “${text}”`,
          detail: project.name ?? undefined,
          icon,
          to: `/projects/${project.id}/${list}?q=${encodeURIComponent(text)}`,
        }))
      : [],
  };
}

type Offer = {
  groups: CommandGroup[];
  /** Instead of commands. */
  note: string | null;
};

/** What fits what was typed; `settled` is what was typed when it last rested. */
export function useCommands(typed: string, settled: string): Offer {
  const id = idIn(typed);
  const known = useKnown();
  const project = useProject();
  const searched = useSearched(id ? "" : settled.trim());
  const found = useQuery({ ...foundById(id ?? ""), enabled: id !== null, retry: false });
  if (id === null) {
    const named = matching([...known, ...searched.groups], typed);
    // Not before the rest is known: Enter would lead there, and not to what is called so.
    const isPending = searched.isPending || settled.trim() !== typed.trim();
    const within = isPending ? null : inPayloads(project, typed.trim());
    const groups = within && within.items.length > 0 ? [...named, within] : named;
    if (groups.length > 0) return { groups, note: null };
    const nothing = "Nothing is called so. An id finds its event, delivery or endpoint.";
    return { groups, note: isPending ? "Looking for it …" : nothing };
  }
  if (found.data) {
    const { kind, name, id: shown } = found.data;
    const open: Command = {
      id: shown,
      label: `Open ${KIND_WORDS[kind]} ${name}`,
      detail: shown,
      icon: SquareArrowOutUpRight,
      to: pageOf(found.data),
    };
    return { groups: [{ value: "Found", items: [open] }], note: null };
  }
  return { groups: [], note: found.isError ? "Nothing in this workspace has this id." : "Looking for it …" };
}
