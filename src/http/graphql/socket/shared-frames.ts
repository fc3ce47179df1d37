import type { ExecutionResult } from "graphql";
import { LRUCache } from "lru-cache";

import type { Caller } from "../../../services/identity/caller.js";
import { assert } from "../../../shared/errors.js";
import type { Operation } from "../operation.js";
import type { LiveFigures } from "./live-figures.js";
import type { PreparedDocument } from "./prepared-documents.js";
import { SharedText } from "./shared-text.js";
import { rightsOf, watchedCaller } from "./watched-caller.js";

/** Frames that a group keeps for subscribers who are a little behind. */
const KEPT_FRAMES_MAX = 64;
/** Larger ones are shared only among those who wait for them at that moment. */
const KEPT_BYTES_MAX = 65_536;
/** An object in a frame that is made again later is as it is then. */
const KEPT_MS = 10_000;

/** Executes a subscription's document for one event, as somebody. */
export type ExecuteFrame = (operation: Operation, caller: Caller, event: unknown) => Promise<ExecutionResult>;

interface Frame {
  /** JSON, and the brace that ends the message around it. */
  payload: SharedText;
  /** It depends on who asked for it, and so is for them alone. */
  isPersonal: boolean;
  /** Something failed, which may succeed for the next who asks. */
  hasErrors: boolean;
}

/** Who asks for a frame. */
export interface FrameReader {
  readonly caller: Caller;
  /** Takes the payload, and the brace that ends the message around it. Neither of the two throws. */
  made(payload: SharedText): void;
  failed(error: unknown): void;
}

/** A frame that was asked for: who waits for it, or what it is. */
interface KeptFrame {
  waiting: FrameReader[];
  payload?: SharedText;
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
  private readonly frames = new LRUCache<string | object, KeptFrame>({ max: KEPT_FRAMES_MAX, ttl: KEPT_MS });
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

  /**
   * Asks what a subscriber is told of the event. The reader has it when this returns if it has been made for somebody
   * before, and is called later otherwise, after those who have asked for it earlier.
   */
  ask(event: unknown, reader: FrameReader): void {
    if (this.isPersonal) return void this.makeFor(reader, event);
    const place = placeOf(event);
    const kept = this.frames.get(place);
    if (!kept) return void this.makeForAll(place, event, reader);
    if (kept.payload) reader.made(kept.payload);
    else kept.waiting.push(reader);
  }

  private async makeForAll(place: string | object, event: unknown, first: FrameReader): Promise<void> {
    const kept: KeptFrame = { waiting: [] };
    this.frames.set(place, kept);
    let frame: Frame | undefined;
    try {
      frame = await this.make(first.caller, event);
      this.isPersonal ||= frame.isPersonal;
      first.made(frame.payload);
    } catch (error) {
      for (const reader of [first, ...kept.waiting]) reader.failed(error);
    }
    if (frame && !frame.isPersonal && !frame.hasErrors && frame.payload.bytes.length <= KEPT_BYTES_MAX) {
      kept.payload = frame.payload;
    } else if (this.frames.peek(place) === kept) this.frames.delete(place);
    if (!frame) return;
    for (const reader of kept.waiting) {
      if (frame.isPersonal) void this.makeFor(reader, event);
      else reader.made(frame.payload);
    }
  }

  private async makeFor(reader: FrameReader, event: unknown): Promise<void> {
    try {
      const { payload } = await this.make(reader.caller, event);
      reader.made(payload);
    } catch (error) {
      reader.failed(error);
    }
  }

  private async make(caller: Caller, event: unknown): Promise<Frame> {
    const watched = watchedCaller(caller);
    const { data, errors } = await this.execute(watched.caller, event);
    const text = JSON.stringify(errors ? { errors: errors.map((error) => error.toJSON()), data } : { data });
    return { payload: new SharedText(`${text}}`), isPersonal: watched.wasRecognised, hasErrors: errors !== undefined };
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
