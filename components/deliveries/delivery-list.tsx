"use client";

import { useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { useProjectCrumb } from "@/components/projects/use-project-crumb";
import { useSavedViews } from "@/components/saved-views/use-saved-views";
import { ViewRow } from "@/components/saved-views/view-row";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Pager, usePager } from "@/components/ui/pager";
import { Panel } from "@/components/ui/panel";
import { useMay, useProjectPath, useViewer } from "@/components/viewer";
import type { Delivery } from "@/lib/contract/deliveries";
import { DeliveryTable } from "./delivery-table";
import { DeliveryTools } from "./delivery-tools";
import { type DeliveryFilters, deliveryFilters, queryOf, replayableFilter, tidyQuery } from "./filters";
import { deliveryList } from "./queries";
import type { Wanted } from "./replay-many";
import { NOTHING, shareOf, ticked, tickedAll } from "./selected";

// Each says what stands there meanwhile: nothing. Otherwise the whole page would wait, and lose the focus.
const SelectionBar = dynamic(() => import("./selection-bar").then((loaded) => loaded.SelectionBar), {
  loading: () => null,
});

const NoDeliveries = dynamic(() => import("./no-deliveries").then((loaded) => loaded.NoDeliveries), {
  loading: () => null,
});

const SaveView = dynamic(
  () => import("@/components/saved-views/save-view").then((loaded) => loaded.SaveView),
  { loading: () => null },
);

const ReplayMany = dynamic(() => import("./replay-many").then((loaded) => loaded.ReplayMany), {
  loading: () => null,
});

export function DeliveryList({ project }: { project: string }) {
  const [filters, setFilters] = useQueryStates(deliveryFilters);
  const pager = usePager();
  const { data, error, refetch, isPlaceholderData } = useQuery(deliveryList(project, filters));
  const selecting = useSelection(filters, data?.data ?? []);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const mayReplay = useMay("replay");
  const matching = replayableFilter(filters);
  const ask = (next: Wanted) => {
    setWanted(next);
    scrollTo({ top: 0 });
  };
  return (
    <>
      <PageHead
        crumbs={[useProjectCrumb(project)]}
        title="Deliveries"
        sub="Every event on its way to every endpoint, newest first."
      />
      {wanted && (
        <ReplayMany
          key={JSON.stringify(wanted)}
          project={project}
          wanted={wanted}
          onStarted={selecting.clear}
          onClose={() => setWanted(null)}
        />
      )}
      <Tools
        project={project}
        filters={filters}
        hasNothing={!isPlaceholderData && data?.data.length === 0}
        onChange={setFilters}
        onReplayAll={
          mayReplay && matching && data?.data.length && !wanted
            ? () => ask({ filter: matching, selected: null })
            : null
        }
      />
      {error && !data ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : (
        <DeliveryTable
          project={project}
          rows={data?.data}
          listKey={JSON.stringify(filters)}
          isStale={isPlaceholderData}
          selection={mayReplay ? selecting.selection : undefined}
          empty={
            <NoDeliveries
              project={project}
              filters={filters}
              goesOn={Boolean(data?.nextCursor)}
              onShowAll={() => setFilters(null)}
            />
          }
        />
      )}
      {data && (
        <Pager pager={pager} nextCursor={data.nextCursor} shown={data.data.length} noun="deliveries" />
      )}
      {selecting.ids.length > 0 && !wanted && (
        <SelectionBar
          selected={selecting.ids.length}
          onReplay={() => ask({ filter: { deliveryIds: selecting.ids }, selected: selecting.ids.length })}
          onClear={selecting.clear}
        />
      )}
    </>
  );
}

/** Ticks, which another page of the list leaves as they are and other filters clear. */
function useSelection(filters: DeliveryFilters, rows: readonly Delivery[]) {
  const list = queryOf(filters);
  const [state, setState] = useState({ list, selected: NOTHING });
  const selected = state.list === list ? state.selected : NOTHING;
  const set = (next: typeof NOTHING) => setState({ list, selected: next });
  const order = rows.map(({ id }) => id);
  return {
    ids: selected.ids,
    clear: () => set(NOTHING),
    selection: {
      isTicked: (id: string) => selected.ids.includes(id),
      onTick: (id: string, isRange: boolean) => set(ticked(selected, order, { id, isRange })),
      share: shareOf(selected, order),
      onTickAll: () => set(tickedAll(selected, order)),
    },
  };
}

type ToolsProps = {
  project: string;
  filters: DeliveryFilters;
  /** The list is empty, with these filters. */
  hasNothing: boolean;
  onChange: (filters: Partial<DeliveryFilters> | null) => void;
  /** Where everything that matches can be replayed. */
  onReplayAll: (() => void) | null;
};

/** The filters, unless nothing was ever sent that they could find; and the person's views of them. */
function Tools({ project, filters, hasNothing, onChange, onReplayAll }: ToolsProps) {
  const { isPortal } = useViewer();
  const path = `${useProjectPath()(project)}/deliveries`;
  const { views, save, forget } = useSavedViews(project, "deliveries", !isPortal);
  const query = queryOf(filters);
  const open = views.find((view) => tidyQuery(view.query) === query);
  return (
    <>
      <ViewRow views={views} path={path} isOpen={(view) => view === open} onForget={forget.mutate} />
      {!(hasNothing && query === "" && !filters.cursor) && (
        <DeliveryTools project={project} filters={filters} onChange={onChange}>
          {query !== "" && onReplayAll && (
            <Button size="sm" onClick={onReplayAll}>
              <RotateCcw aria-hidden />
              Replay everything that matches
            </Button>
          )}
          {query !== "" && !open && !isPortal && (
            <SaveView
              isBusy={save.isPending}
              error={save.error}
              onSave={(name, onSaved) => save.mutate({ name, query }, { onSuccess: onSaved })}
            />
          )}
        </DeliveryTools>
      )}
    </>
  );
}
