import { seedNames } from "../../sandbox/seed.js";
import { Mark } from "../components/status.js";
import type { Action, Fragment, Html, View } from "../page.js";
import { clockActions, ClockMenu } from "./clock-menu.js";
import { CredentialsMenu } from "./credentials-menu.js";
import { faultActions, FaultsMenu } from "./faults-menu.js";
import { sandboxActions, SandboxMenu } from "./sandbox-menu.js";
import { snapshotActions, SnapshotsMenu } from "./snapshots-menu.js";

/** The sandbox bar: the sandbox's name, clock, faults, credentials and snapshots. */
export const bar: Fragment = {
  name: "bar",
  topics: ["clock", "state", "fault"],
  render: (view) => <Bar view={view} />,
};

/** The actions of the bar's forms. */
export const barActions: readonly Action[] = [
  ...sandboxActions,
  ...clockActions,
  ...faultActions,
  ...snapshotActions,
];

function Bar({ view }: { view: View }): Html {
  const { session } = view;
  return (
    <div class="bar">
      <SandboxMenu view={view} seeds={seedNames()} />
      <ClockMenu view={view} />
      <FaultsMenu view={view} />
      <CredentialsMenu view={view} />
      {session.mayNot("POST /_emulator/snapshots") === null && <SnapshotsMenu view={view} />}
      <span class="connection">
        <span class="on">
          <Mark icon="dot" tone="good" word="Live" />
        </span>
        <span class="off">
          <Mark icon="alert" tone="warn" word="Reconnecting" />
        </span>
      </span>
    </div>
  );
}
