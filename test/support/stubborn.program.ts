/** A process that takes the signals that ask it to stop and then never finishes stopping; for tests of the second signal. */
import { takeStopSignals } from "../../src/shared/lifecycle/stop-signal.js";

const signals = takeStopSignals();
setInterval(() => undefined, 60_000);
void signals.first.then((signal) => console.log(`stopping because of ${signal}`));
console.log("running");
