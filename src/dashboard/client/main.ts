import { startClock } from "./clock.js";
import { startCopying } from "./copy.js";
import { startForms } from "./forms.js";
import { startLive } from "./live.js";

startLive();
startForms();
startClock();
startCopying();
