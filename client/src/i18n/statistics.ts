import { addTexts } from "./add-texts.js";
import texts from "./en/statistics.json" with { type: "json" };

addTexts("statistics", texts);
