import { addTexts } from "./add-texts.js";
import texts from "./en/refusals.json" with { type: "json" };

addTexts("refusals", texts);
