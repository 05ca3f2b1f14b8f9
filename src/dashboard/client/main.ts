import { startClock } from "./clock.js";
import { startCopying } from "./copy.js";
import { startFilters } from "./filters.js";
import { startForms } from "./forms.js";
import { startLive } from "./live.js";
import { startZone } from "./zone.js";

startLive();
startForms();
startFilters();
startZone();
startClock();
startCopying();
