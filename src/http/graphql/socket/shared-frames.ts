import type { ExecutionResult } from "graphql";
import { LRUCache } from "lru-cache";

import type { Caller } from "../../../services/identity/caller.js";
import { assert } from "../../../shared/errors.js";
import type { Operation } from "../operation.js";
import type { LiveFigures } from "./live-figures.js";
import type { PreparedDocument } from "./prepared-documents.js";
import { rightsOf, watchedCaller } from "./watched-caller.js";

/** Frames that a group keeps for subscribers who are a little behind. */
const KEPT_FRAMES_MAX = 64;
/** Larger ones are shared only among those who wait for them at that moment. */
const KEPT_TEXT_LENGTH_MAX = 65_536;
/** An object in a frame that is made again later is as it is then. */
const KEPT_MS = 10_000;

/** Executes a subscription's document for one event, as somebody. */
export type ExecuteFrame = (operation: Operation, caller: Caller, event: unknown) => Promise<ExecutionResult>;

interface Frame {
  text: string;
  /** It depends on who asked for it, and so is for them alone. */
  isPersonal: boolean;
  /** Something failed, which may succeed for the next who asks. */
  hasErrors: boolean;
}

/** What subscribers see of the same things: made once for all who have the same rights, in this process. */
export class SharedFrames {
  private readonly groups = new Map<string, FrameGroup>();

  constructor(
    private readonly execute: ExecuteFrame,
    private readonly figures: LiveFigures,
  ) {}

  /** The group of subscribers who get the same frames. Whoever joins leaves it in the end. */
  join(prepared: PreparedDocument, operation: Operation, caller: Caller): FrameGroup {
    const key = groupKey(prepared, operation, caller);
    let group = this.groups.get(key);
    if (!group) {
      const execute = (caller: Caller, event: unknown): Promise<ExecutionResult> => {
        this.figures.framesMade++;
        return this.execute(operation, caller, event);
      };
      group = new FrameGroup(execute, () => this.groups.delete(key));
      this.groups.set(key, group);
    }
    group.enter();
    return group;
  }

  /** Groups that have subscribers. */
  get size(): number {
    return this.groups.size;
  }
}

/** Subscribers with the same document, variables, rights and organization. Each is where it is; frames are made once. */
export class FrameGroup {
  private readonly frames = new LRUCache<string | object, Promise<Frame>>({ max: KEPT_FRAMES_MAX, ttl: KEPT_MS });
  private subscribers = 0;
  /** Once a frame has shown that it depends on who asks, none is shared any more. */
  private isPersonal = false;

  constructor(
    private readonly execute: (caller: Caller, event: unknown) => Promise<ExecutionResult>,
    private readonly end: () => unknown,
  ) {}

  /** One more subscriber. Whoever enters leaves in the end. */
  enter(): void {
    this.subscribers++;
  }

  /** One subscriber fewer; the last one ends the group. */
  leave(): void {
    this.subscribers--;
    if (this.subscribers === 0) this.end();
  }

  /** What this subscriber is told of the event, as JSON. */
  async textOf(event: unknown, caller: Caller): Promise<string> {
    if (this.isPersonal) return (await this.make(caller, event)).text;
    const place = placeOf(event);
    const found = this.frames.get(place);
    if (found) {
      const frame = await found;
      return frame.isPersonal ? (await this.make(caller, event)).text : frame.text;
    }
    const making = this.make(caller, event);
    this.frames.set(place, making);
    const forget = (): void => {
      if (this.frames.peek(place) === making) this.frames.delete(place);
    };
    try {
      const frame = await making;
      if (frame.isPersonal) this.isPersonal = true;
      if (frame.isPersonal || frame.hasErrors || frame.text.length > KEPT_TEXT_LENGTH_MAX) forget();
      return frame.text;
    } catch (error) {
      forget();
      throw error;
    }
  }

  private async make(caller: Caller, event: unknown): Promise<Frame> {
    const watched = watchedCaller(caller);
    const { data, errors } = await this.execute(watched.caller, event);
    const text = JSON.stringify(errors ? { errors: errors.map((error) => error.toJSON()), data } : { data });
    return { text, isPersonal: watched.wasRecognised, hasErrors: errors !== undefined };
  }
}

/** Of the journal's events the cursor, which is one for each entry; others are one object for all who hear of it. */
function placeOf(event: unknown): string | object {
  assert(typeof event === "object" && event !== null, "an event is an object");
  return "cursor" in event && typeof event.cursor === "string" ? event.cursor : event;
}

/** Everything that an answer depends on. JSON keeps the parts apart. */
function groupKey({ placeVariables }: PreparedDocument, operation: Operation, caller: Caller): string {
  const { authenticated } = caller;
  assert(authenticated, "a subscriber is somebody");
  const given = Object.entries(operation.variables ?? {}).filter(([name]) => !placeVariables.has(name));
  const variables = given.sort(([one], [other]) => (one < other ? -1 : 1));
  const { organizationId, principal } = authenticated;
  return JSON.stringify([
    organizationId,
    rightsOf(principal),
    operation.documentHash,
    operation.operationName,
    variables,
  ]);
}
