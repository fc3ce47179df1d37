/** Loaded in front of a whole server, which knows nothing of the bench. */
import { answerTheBench } from "./contender-side.js";

answerTheBench();
