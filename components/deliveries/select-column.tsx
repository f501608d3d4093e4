import { Check, Minus } from "lucide-react";
import type { MouseEvent } from "react";
import type { Column } from "@/components/ui/data-table";
import type { Delivery } from "@/lib/contract/deliveries";

export type Selection = {
  isTicked: (id: string) => boolean;
  /** With the shift key: from the row ticked last to this one. */
  onTick: (id: string, isRange: boolean) => void;
  share: boolean | "some";
  onTickAll: () => void;
};

/** Boxes in front of the rows, and one for all of the page in the head. */
export const selectColumn = ({ isTicked, onTick, share, onTickAll }: Selection): Column<Delivery> => ({
  name: "Select",
  className: "w-9 pe-0 ps-0 first:ps-0 @2xl:w-10",
  acts: true,
  inHead: <Box label="Select all on this page" ticked={share} onTick={onTickAll} />,
  cell: ({ id, type }) => (
    <Box
      label={`Select ${type}`}
      ticked={isTicked(id)}
      onTick={({ shiftKey }) => onTick(id, shiftKey)}
      inRow
    />
  ),
});

type BoxProps = {
  label: string;
  ticked: boolean | "some";
  onTick: (event: MouseEvent) => void;
  inRow?: boolean;
};

/** The label is as high as the row, so that a finger finds it, and above the row's link. */
function Box({ label, ticked, onTick, inRow }: BoxProps) {
  return (
    <label
      className="relative z-1 grid h-full min-h-9 w-full cursor-pointer place-items-center select-none"
      title={inRow ? "Shift takes the rows in between" : undefined}
    >
      <span className="relative grid size-4 place-items-center">
        <input
          type="checkbox"
          aria-label={label}
          data-row-select={inRow ? "" : undefined}
          checked={ticked === true}
          ref={(box) => {
            if (box) box.indeterminate = ticked === "some";
          }}
          onClick={onTick}
          onChange={() => undefined}
          className="absolute inset-0 cursor-pointer appearance-none rounded-sm border-[1.5px] border-edge bg-panel checked:border-btn checked:bg-btn indeterminate:border-btn indeterminate:bg-btn"
        />
        {ticked === true && (
          <Check aria-hidden className="pointer-events-none relative size-3 text-btn-ink" strokeWidth={3.5} />
        )}
        {ticked === "some" && (
          <Minus aria-hidden className="pointer-events-none relative size-3 text-btn-ink" strokeWidth={3.5} />
        )}
      </span>
    </label>
  );
}
