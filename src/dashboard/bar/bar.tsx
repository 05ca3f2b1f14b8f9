import { clockShape } from "../../control/shape.js";
import type { Fragment, Html, View } from "../page.js";

/** The sandbox bar: which sandbox, and what its clock says. */
export const bar: Fragment = {
  name: "bar",
  topics: ["clock", "state", "fault"],
  render: (view) => <Bar view={view} />,
};

function Bar({ view }: { view: View }): Html {
  const { sandbox } = view;
  const { now, speed } = clockShape(sandbox);
  return (
    <div class="bar">
      <span>{sandbox.name}</span>
      <time id="sandbox-clock" data-now={view.now / 1000} data-speed={speed} datetime={now}>
        {now.slice(0, 19).replace("T", " ")}
      </time>
    </div>
  );
}
