/** Reads the bodies of requests: what each operation takes, and what is filled in for what was left out. */
import type { SnapRevision } from "./records.js";
import type { Fields, Rules } from "./rules.js";

export interface ImageInput {
  imageUniqueId: string;
  imageReference: unknown;
  channel: string | null;
  extraSnaps: unknown[];
}

export interface GoldMasterInput {
  snaps: SnapRevision[];
  channel: string;
}

export type SnapInput = SnapRevision & { channel: string };

export function rightReaders(rules: Rules) {
  const readers = {
    product(body: unknown) {
      const fields = rules.object(body, "The body", ["name", "release", "snaps"]);
      return {
        name: rules.text(rules.required(fields, "name"), "name", rules.name),
        release: rules.text(rules.required(fields, "release"), "release", rules.name),
        snaps: readers.productSnaps(rules.required(fields, "snaps")),
      };
    },
    productSnaps(value: unknown): string[] {
      const names = rules.list(value, "snaps").map((name) => rules.text(name, "snaps", rules.snapName));
      return new Set(names).size === names.length
        ? names
        : rules.refuse("snaps", "a list that has each name once");
    },
    testSpec(body: unknown) {
      const fields = rules.object(body, "The body", ["name", "platform", "image_name", "test_payload"]);
      return {
        name: rules.text(rules.required(fields, "name"), "name", rules.name),
        platform: rules.textOrNull(fields.platform, "platform", rules.name),
        imageName: rules.textOrNull(fields.image_name, "image_name", rules.imageName),
        testPayload: Object.hasOwn(fields, "test_payload") ? fields.test_payload : null,
      };
    },
    image(body: unknown): ImageInput {
      const known = ["image_unique_id", "image_reference", "channel", "extra_snaps"];
      const fields = rules.object(body, "The body", known);
      const id = rules.required(fields, "image_unique_id");
      return {
        imageReference: rules.required(fields, "image_reference"),
        imageUniqueId: rules.text(id, "image_unique_id", rules.imageUniqueId),
        channel: readers.imageChannel(fields),
        extraSnaps: readers.extraSnaps(fields),
      };
    },
    imageChannel: (fields: Fields): string | null =>
      fields.channel === undefined || fields.channel === null
        ? null
        : rules.channel(fields.channel, "channel"),
    extraSnaps: (fields: Fields): unknown[] =>
      fields.extra_snaps === undefined ? [] : rules.list(fields.extra_snaps, "extra_snaps"),
    /** The path `/snaps` takes a gold master's body too (C-2). */
    isGoldMaster: (body: unknown): boolean =>
      typeof body === "object" && body !== null && Object.hasOwn(body, "snaps"),
    snap(body: unknown): SnapInput {
      const fields = rules.object(body, "The body", ["name", "revision", "channel"]);
      return {
        ...readers.snapRevision(fields),
        channel: rules.channel(rules.required(fields, "channel"), "channel"),
      };
    },
    snapRevision(fields: Fields): SnapRevision {
      return {
        name: rules.text(rules.required(fields, "name"), "name", rules.snapName),
        revision: rules.revision(rules.required(fields, "revision"), "revision"),
      };
    },
    goldMaster(body: unknown): GoldMasterInput {
      const fields = rules.object(body, "The body", ["snaps", "channel"]);
      return {
        snaps: readers.goldMasterSnaps(rules.required(fields, "snaps")),
        channel: rules.channel(rules.required(fields, "channel"), "channel"),
      };
    },
    goldMasterSnaps(value: unknown): SnapRevision[] {
      const list = rules.list(value, "snaps");
      if (list.length === 0) rules.refuse("snaps", "a list of at least one {name, revision}");
      return list.map((entry) => readers.snapRevision(rules.object(entry, "snaps", ["name", "revision"])));
    },
    legacyImage(body: unknown) {
      const known = ["image_reference", "image_unique_id", "image_name", "upgrade_snaps"];
      const fields = rules.object(body, "The body", known);
      if (fields.upgrade_snaps !== undefined) rules.list(fields.upgrade_snaps, "upgrade_snaps");
      const id = rules.required(fields, "image_unique_id");
      return {
        imageReference: rules.required(fields, "image_reference"),
        imageUniqueId: rules.text(id, "image_unique_id", rules.imageUniqueId),
        imageName: rules.text(rules.required(fields, "image_name"), "image_name", rules.imageName),
        upgradeSnaps: fields.upgrade_snaps,
      };
    },
    legacySnap: (body: unknown): SnapRevision =>
      readers.snapRevision(rules.object(body, "The body", ["name", "revision"])),
    /** The body of a pick may be left out. */
    pick(body: unknown) {
      const fields = rules.object(body === undefined ? {} : body, "The body", [
        "platform",
        "agent_group",
        "agent_revno",
      ]);
      return {
        platform: rules.textOrNull(fields.platform, "platform", rules.name),
        group: rules.textOrNull(fields.agent_group, "agent_group", rules.name),
        revno: rules.textOrNull(fields.agent_revno, "agent_revno", rules.name),
      };
    },
    post(body: unknown) {
      const known = ["agent_id", "test_status", "result_payload", "agent_revno", "agent"];
      const fields = rules.object(body, "The body", known);
      return {
        agentId: rules.text(rules.required(fields, "agent_id"), "agent_id", rules.name),
        testStatus: rules.status(rules.required(fields, "test_status"), "test_status"),
        resultPayload: rules.anyObject(rules.required(fields, "result_payload"), "result_payload"),
        agentRevno: rules.textOrNull(fields.agent_revno, "agent_revno", rules.name),
        agent: readers.postedAgent(fields.agent),
      };
    },
    postedAgent(value: unknown): { timing: Record<string, string> } | null {
      if (value === undefined || value === null) return null;
      const agent = rules.object(value, "agent", ["timing"]);
      const timing = Object.entries(rules.anyObject(rules.required(agent, "timing"), "timing"));
      return {
        timing: Object.fromEntries(timing.map(([name, at]) => [name, rules.naiveTime(at, "timing")])),
      };
    },
  };
  return readers;
}
