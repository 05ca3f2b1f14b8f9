import type { Actor } from "../clauses/clause.js";
import { isObject } from "../../src/schema/json-type.js";
import { bodyOf } from "../generate/plain-request.js";
import type { Answer } from "../target/answer.js";
import { hole, type Step } from "./step.js";

interface KnownProduct {
  id: string;
  actor: Actor;
  snaps: string[];
  isDeleted: boolean;
}

interface KnownTestSpec {
  id: string;
  product: KnownProduct;
  imageName: string | null;
}

/** An opportunity that an agent got. */
interface KnownPick {
  id: string;
  product: string;
  agent: string;
  actor: Actor;
  /** The bodies that were posted for it. */
  posts: string[];
}

/** What a sequence has made so far, as holes: the answers of the model say what there is. */
export class World {
  readonly products: KnownProduct[] = [];
  readonly specs: KnownTestSpec[] = [];
  readonly picks: KnownPick[] = [];
  /** Opportunities, with the products that they were advertised for; null for legacy triggers. */
  readonly opportunities: { id: string; product: KnownProduct | null; actor: Actor }[] = [];
  readonly imageIds: string[] = [];
  readonly revisions: { name: string; revision: number; channel: string }[] = [];
  /** Times with an offset. */
  readonly times: string[] = [];

  /** Learns from the model's answer to a step. */
  learn(step: Step, { status, json }: Pick<Answer, "status" | "json">): void {
    if (status >= 300) return;
    const { n, operation, actor, request } = step;
    const sent = bodyOf(request);
    const body = isObject(sent) ? sent : {};
    const { product_id: productId, agent_id: agent, test_opportunity_id: opportunity } = request.path;
    const product = this.products.find(({ id }) => id === productId);
    if (operation === "createProduct") {
      const id = hole(n, "id");
      this.products.push({ id, actor, snaps: textsOf(body["snaps"]), isDeleted: false });
    } else if (operation === "updateProduct" && product) product.snaps = textsOf(body["snaps"]);
    else if (operation === "deleteProduct" && product) product.isDeleted = true;
    else if (operation === "createTestSpec" && product) {
      const imageName = typeof body["image_name"] === "string" ? body["image_name"] : null;
      this.specs.push({ id: hole(n, "id"), product, imageName });
    } else if (operation === "pickTestOpportunity" && status === 200) {
      const [id, of] = [hole(n, "test_opportunity_id"), hole(n, "product_id")];
      this.picks.push({ id, product: of, agent: agent!, actor, posts: [] });
      this.times.push(hole(n, "queued_at", "FORM"));
    } else if (operation === "postTestResult") {
      this.picks.find(({ id }) => id === opportunity)?.posts.push(request.body ?? "");
    } else if (/dvertise/.test(operation)) this.#advertised(step, body, json, product);
    else if (/TestEvents$/.test(operation)) this.#logs(n, json);
  }

  #advertised({ n, actor }: Step, body: Fields, json: unknown, product: KnownProduct | undefined): void {
    const ids = isObject(json) && Array.isArray(json["ids"]) ? (json["ids"] as unknown[]) : [];
    ids.forEach((made, index) => {
      const at = typeof made === "string" ? `ids.${index}` : `ids.${index}.test_opportunity_id`;
      this.opportunities.push({ id: hole(n, at), product: product ?? null, actor });
    });
    const { image_unique_id: imageId, name, revision, channel } = body;
    if (typeof imageId === "string") this.imageIds.push(imageId);
    else if (ids.length > 0) this.imageIds.push(hole(n, "ids.0.image_unique_id"));
    if (typeof name === "string" && typeof revision === "number" && typeof channel === "string")
      this.revisions.push({ name, revision, channel });
  }

  #logs(n: number, json: unknown): void {
    const logs = isObject(json) && Array.isArray(json["event_logs"]) ? (json["event_logs"] as Fields[]) : [];
    logs.slice(0, 3).forEach((log, index) => {
      this.times.push(hole(n, `event_logs.${index}.queued_at`, "FORM"));
      const last = Array.isArray(log["events"]) ? log["events"].length - 1 : 0;
      this.times.push(hole(n, `event_logs.${index}.events.${last}.timestamp`, "FORM"));
    });
  }
}

type Fields = Record<string, unknown>;

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
